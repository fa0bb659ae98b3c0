"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.devices import views

app_name = "devices"
urlpatterns = [
    path("", views.devices, name="list"),
    path("add", views.add, name="add"),
    path("off", views.take_off, name="off"),
    path("service", views.service, name="service"),
    path("<uuid:device>/calibration", views.calibration, name="calibration"),
    path("on/<uuid:visit>", views.on, name="on"),
    path("on/<uuid:visit>/put", views.put_on, name="put-on"),
    path("offer/<uuid:visit>", views.offer, name="offer"),
]
