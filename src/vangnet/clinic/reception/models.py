"""A visit, from the door to the door, and its room. One open visit a person, over all units."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Room, Unit
from vangnet.rules.visit import Stage


class Visit(Keyed):
    """Someone is here. `stage` moves forward only, by the moves of rules.visit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="visits")
    clinic_day = models.DateField()
    stage = models.CharField(max_length=16, default=Stage.WAITING.value)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    identifiers = ArrayField(models.CharField(max_length=20))  # what was confirmed, two or more
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )
    request_id = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "clinic_day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(closed_at__isnull=True),
                name="visit_one_open_a_person",
            ),
            models.CheckConstraint(
                condition=Q(identifiers__len__gte=2), name="visit_has_two_identifiers"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[s.value for s in Stage]), name="visit_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                )
                & ~Q(stage__in=[Stage.LEFT.value, Stage.TURNED_AWAY.value])
                | Q(
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    stage__in=[Stage.LEFT.value, Stage.TURNED_AWAY.value],
                ),
                name="visit_is_closed_exactly_when_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.id}"

    @property
    def shown_number(self) -> str:
        """The patient's number; a guest's with their unit, which may have a number of ours."""
        if self.patient.unit_id == self.unit_id:
            return self.patient.number
        return f"{self.patient.number} {self.patient.unit.code}"


class RoomStay(Keyed):
    """A visit has a room. One person a room, one room a person."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="stays")
    room = models.ForeignKey(Room, models.PROTECT, related_name="stays")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(until_at__isnull=True), name="stay_one_person_a_room"
            ),
            models.UniqueConstraint(
                fields=["visit"], condition=Q(until_at__isnull=True), name="stay_one_room_a_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"stay {self.id}"
