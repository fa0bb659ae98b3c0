"""Registers the room with Django."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "vangnet.clinic.board"
    label = "board"
