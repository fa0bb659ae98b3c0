"""Registers the room with Django."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "vangnet.clinic.recovery"
    label = "recovery"
