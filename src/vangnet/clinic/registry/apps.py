"""Registers the room with Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "vangnet.clinic.registry"
    label = "registry"
