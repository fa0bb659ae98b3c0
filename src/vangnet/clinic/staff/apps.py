"""Registers the room with Django."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "vangnet.clinic.staff"
    label = "staff"
