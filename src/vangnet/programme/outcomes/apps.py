"""Registers the outcome interviews with Django."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "vangnet.programme.outcomes"
    label = "outcomes"
