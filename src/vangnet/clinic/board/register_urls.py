"""The register's pages to read. Included by the vault, whose names they carry."""

from django.urls import path

from vangnet.clinic.board import register_views

urlpatterns = [
    path("", register_views.today, name="register"),
    path("day/<str:day>/", register_views.of_day, name="register-day"),
]
