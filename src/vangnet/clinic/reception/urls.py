"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.reception import views

app_name = "reception"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("patient/<uuid:patient>", views.found, name="found"),
    path("photo/<uuid:patient>", views.photo, name="photo"),
    path("visit/<uuid:visit>/turn-away", views.turn_away, name="turn-away"),
]
