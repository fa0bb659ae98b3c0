"""The addresses of incidents. Keys are opaque."""

from django.urls import path

from vangnet.clinic.recovery.incidents import views, views_after

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("new", views.new, name="new"),
    path("about/<uuid:patient>/new", views.new, name="new-about"),
    path("rates", views_after.rates, name="rates"),
    path("learning", views_after.learning, name="learning"),
    path("<uuid:incident>", views.incident, name="incident"),
    path("<uuid:incident>/correct", views.correct, name="correct"),
    path("<uuid:incident>/strike", views.strike, name="strike"),
    path("<uuid:incident>/report", views_after.report, name="report"),
    path("<uuid:incident>/measure", views_after.measure, name="measure"),
    path("<uuid:incident>/lesson", views_after.lesson, name="lesson"),
    path("measures/<uuid:measure>/end", views_after.end_measure, name="end-measure"),
]
