"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.recovery import views

app_name = "recovery"
urlpatterns = [
    path("<uuid:visit>/", views.visit, name="visit"),
    path("<uuid:visit>/signs/", views.signs, name="signs"),
    path("<uuid:visit>/exit/", views.exit_check, name="exit-check"),
    path("<uuid:visit>/against-advice/", views.against_advice, name="against-advice"),
]
