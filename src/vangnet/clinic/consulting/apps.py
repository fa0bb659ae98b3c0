"""Registers the room with Django."""

from django.apps import AppConfig


class ConsultingConfig(AppConfig):
    name = "vangnet.clinic.consulting"
    label = "consulting"
