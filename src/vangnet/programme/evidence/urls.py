"""Addresses of the evidence: two public pages, their tables and their charts."""

from django.urls import path

from vangnet.programme.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.trials, name="trials"),
    path("costs/", views.costs, name="costs"),
    path("<slug:key>.csv", views.table, name="csv"),
    path("<slug:key>.svg", views.chart, name="svg"),
]
