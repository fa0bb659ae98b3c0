"""Registers the room with Django."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "vangnet.clinic.devices"
    label = "devices"
