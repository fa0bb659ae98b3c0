"""Registers the report with Django."""

from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "vangnet.programme.report"
    label = "report"
