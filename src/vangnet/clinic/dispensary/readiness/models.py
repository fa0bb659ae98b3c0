"""The unit's checks of itself. Nothing is edited: a check is put right by checking again."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Unit

USER = settings.AUTH_USER_MODEL


class UnitCheck(Keyed):
    """What one person saw and counted, and signed. The last check before a moment counts."""

    request_id = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    naloxone = models.JSONField(default=list)  # rows of lot, last day, how many
    oxygen_ready = models.BooleanField()
    resuscitation_kit_ready = models.BooleanField()
    on_duty = ArrayField(models.UUIDField(), default=list)  # who, of the unit's staff
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "checked_at"], name="unit_check_by_unit_and_time")]

    def __str__(self) -> str:
        return f"check of the unit {self.id}"
