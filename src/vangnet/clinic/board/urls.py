"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.board import views

app_name = "board"
urlpatterns = [
    path("", views.rooms, name="rooms"),
    path("wall/<uuid:unit>/", views.wall, name="wall"),
    path("wall/", views.choose_wall, name="choose-wall"),
    path("set/", views.set_room, name="set-room"),
    path("states/", views.states, name="states"),
    path("emergency/", views.emergency_paper, name="emergency-paper"),
    path("parts/", views.parts, name="parts"),
]
