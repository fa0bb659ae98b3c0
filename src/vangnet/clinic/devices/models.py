"""Measuring devices. A reading from one that is not in calibration stops the dose."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Unit
from vangnet.rules.facts import BreathUnit


class BreathTester(Keyed):
    """A breathalyser of the unit, and the unit it prints."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="breath_testers")
    name = models.CharField(max_length=20)
    serial = models.CharField(max_length=40, unique=True)
    reading_unit = models.CharField(max_length=8)
    in_service = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reading_unit__in=[u.value for u in BreathUnit]),
                name="tester_unit_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Calibration(Keyed):
    """A device was calibrated. Never edited; the latest counts."""

    tester = models.ForeignKey(BreathTester, models.PROTECT, related_name="calibrations")
    calibrated_on = models.DateField()
    due_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        get_latest_by = ["calibrated_on", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("calibrated_on")),
                name="calibration_is_due_after_it_was_done",
            )
        ]

    def __str__(self) -> str:
        return f"calibration of {self.tester_id}"
