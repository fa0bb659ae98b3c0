"""The addresses of this part of the room."""

from django.urls import URLPattern

app_name = "moving"
urlpatterns: list[URLPattern] = []
