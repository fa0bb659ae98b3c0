"""The addresses of this room."""

from django.urls import path

from vangnet.clinic.protocols import views

app_name = "protocols"
urlpatterns = [
    path("", views.protocol, name="protocol"),
    path("draft/", views.keep, name="keep"),
    path("row/<slug:table>/", views.add_row, name="add-row"),
    path("row/<slug:table>/drop/", views.drop_row, name="drop-row"),
    path("sign/", views.sign, name="sign"),
]
