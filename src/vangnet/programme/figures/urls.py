"""Addresses of the public figures, under `programme/`."""

from django.urls import path

from vangnet.programme.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.does_it_work, name="does-it-work"),
    path("countries/", views.countries_page, name="countries"),
    path("numbers/", views.numbers, name="numbers"),
    path("sources/", views.sources, name="sources"),
    path("figures/<slug:key>.csv", views.csv_file, name="csv"),
    path("figures/<slug:key>.svg", views.svg_file, name="svg"),
]
