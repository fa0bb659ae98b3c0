"""After the dose: signs, and the way out. No release before the clock and the exit check."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class Observation(Keyed):
    """Signs at one moment. Never edited."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="observations")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    sedation_score = models.PositiveSmallIntegerField()
    asleep = models.BooleanField(default=False)
    signs = ArrayField(models.CharField(max_length=30), default=list)  # of intoxication
    spo2_percent = models.PositiveSmallIntegerField(null=True)
    breaths_per_minute = models.PositiveSmallIntegerField(null=True)
    is_exit_check = models.BooleanField(default=False)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sedation_score__lte=3), name="observation_score_is_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(spo2_percent__isnull=True) | Q(spo2_percent__lte=100),
                name="observation_spo2_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"observation {self.id}"


class DepartureKind(models.TextChoices):
    RELEASED = "released"
    AGAINST_ADVICE = "against_advice"


class Departure(Keyed):
    """Someone left after a dose: released by the rule, or gone against advice: no release."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="departure")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=DepartureKind)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    exit_check = models.OneToOneField(Observation, models.PROTECT, related_name="+", null=True)
    reasons = models.JSONField(default=list)  # what the rule had against it; empty when released

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="released", reasons=[], exit_check__isnull=False)
                | Q(kind="against_advice") & ~Q(reasons=[]),
                name="departure_is_released_exactly_without_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"departure {self.id}"
