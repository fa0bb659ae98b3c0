"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.protocols import views

app_name = "protocols"
urlpatterns = [
    path("", views.protocol, name="protocol"),
    path("draft/", views.keep, name="keep"),
    path("sign/", views.sign, name="sign"),
]
