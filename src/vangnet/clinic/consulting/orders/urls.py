"""The addresses of this part of the room."""

from django.urls import path

from vangnet.clinic.consulting.orders import views

app_name = "orders"
urlpatterns = [
    path("patient/<uuid:patient>/", views.write, name="write"),
    path("<uuid:order>/", views.order, name="order"),
    path("<uuid:order>/stop/", views.stop, name="stop"),
]
