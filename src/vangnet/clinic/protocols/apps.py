"""Registers the room with Django."""

from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "vangnet.clinic.protocols"
    label = "protocols"
