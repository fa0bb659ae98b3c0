"""Partners' files of keyed pseudonyms: what a check found, and who looked. None is kept."""

from django.conf import settings
from django.db import models

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class PartnerCheck(Keyed):
    """One file of another programme, compared with those enrolled here. The newest one counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    partner = models.CharField(max_length=80)  # the unit to call
    phone = models.CharField(max_length=40)
    key_id = models.CharField(max_length=16)
    made_on = models.DateField()
    compared = models.PositiveIntegerField()  # so many people enrolled here
    request_id = models.UUIDField(unique=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", null=True
    )  # null: command

    def __str__(self) -> str:
        return f"check of {self.partner}"


class PartnerMatch(Keyed):
    """Somebody enrolled here could be enrolled there too. Who it is there, only a call tells."""

    check_of = models.ForeignKey(PartnerCheck, models.PROTECT, related_name="matches")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["check_of", "patient"], name="partner_match_once"),
        ]

    def __str__(self) -> str:
        return f"possible match of {self.patient_id}"


class PartnerLook(Keyed):
    """Somebody looked at the possible matches of the unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    matches = models.PositiveIntegerField()  # so many were shown
    looked_at = models.DateTimeField()
    looked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"look of {self.looked_by_id}"
