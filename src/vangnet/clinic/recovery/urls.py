"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.recovery import alarm_views, follow_views, views

app_name = "recovery"
urlpatterns = [
    path("answer/", alarm_views.answer, name="answer"),
    path("<uuid:visit>/alarm/", alarm_views.live, name="alarm"),
    path("<uuid:visit>/gone/", alarm_views.gone, name="gone"),
    path("<uuid:visit>/back/", alarm_views.back, name="back"),
    path("<uuid:visit>/follow-up/", follow_views.follow_up, name="follow-up"),
    path("<uuid:visit>/", views.visit, name="visit"),
    path("<uuid:visit>/signs/", views.signs, name="signs"),
    path("<uuid:visit>/exit/", views.exit_check, name="exit-check"),
    path("<uuid:visit>/against-advice/", views.against_advice, name="against-advice"),
]
