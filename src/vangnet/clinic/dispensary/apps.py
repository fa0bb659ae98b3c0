"""Registers the room with Django."""

from django.apps import AppConfig


class DispensaryConfig(AppConfig):
    name = "vangnet.clinic.dispensary"
    label = "dispensary"
