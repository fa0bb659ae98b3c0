"""Registers the room with Django."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "vangnet.clinic.reception"
    label = "reception"
