"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.medicines import views

app_name = "medicines"
urlpatterns = [
    path("patient/<uuid:patient>/new/", views.add, name="add"),
    path("patient/<uuid:patient>/asked/", views.asked, name="asked"),
    path("<uuid:medicine>/end/", views.end, name="end"),
]
