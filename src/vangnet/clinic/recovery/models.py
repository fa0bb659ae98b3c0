"""After the dose: signs, and the way out. No release before the clock and the exit check."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.emergency.models import (
    Emergency,
    EmergencyAct,
    EmergencyPaper,
    EmergencyPaperFile,
    EmergencyReview,
)
from vangnet.clinic.recovery.emergency.stock.models import RescueLot, RescuePosting
from vangnet.clinic.recovery.incidents.models import (
    Incident,
    IncidentReport,
    Lesson,
    Measure,
    MeasureEnd,
)
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules import watch_keys
from vangnet.rules.alarms import AlarmKind
from vangnet.rules.watching import Asks

# The tables of the sub-packages belong to this room's app.
__all__ = [
    "Departure", "DepartureKind", "Emergency", "EmergencyAct", "EmergencyPaper",
    "EmergencyPaperFile", "EmergencyReview", "Incident", "IncidentReport", "Lesson", "Measure",
    "MeasureEnd", "Observation", "RescueLot", "RescuePosting",
]  # fmt: skip
USER = settings.AUTH_USER_MODEL


class SedationScale(models.TextChoices):
    """What was read. Every limit is written in the score of 0 to 3 that it counts as."""

    PLAIN = "plain"  # the score itself
    RASS = "rass"
    POSS = "poss"


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
    pulse_per_minute = models.PositiveSmallIntegerField(null=True)
    sedation_scale = models.CharField(
        max_length=8, choices=SedationScale, default=SedationScale.PLAIN
    )
    sedation_level = models.CharField(max_length=2, blank=True)  # as read; empty: the score itself
    # What these signs asked for by the protocol of the dose; empty: written before it was asked.
    asks = models.CharField(max_length=12, blank=True)
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
            models.CheckConstraint(
                condition=Q(sedation_scale="plain", sedation_level="")
                | Q(sedation_scale="rass", sedation_level__in=watch_keys.RASS)
                | Q(sedation_scale="poss", sedation_level__in=watch_keys.POSS),
                name="observation_level_is_of_its_scale",
            ),
            models.CheckConstraint(
                condition=~Q(sedation_level=watch_keys.ASLEEP) | Q(asleep=True),
                name="observation_read_as_asleep_says_asleep",
            ),
            models.CheckConstraint(
                condition=Q(asks__in=["", *(one.value for one in Asks)]),
                name="observation_asks_what_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"observation {self.id}"


class DepartureKind(models.TextChoices):
    RELEASED = "released"
    AGAINST_ADVICE = "against_advice"
    AMBULANCE = "ambulance"  # handed over after an emergency: emergency/leaving.py


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
                | Q(kind="against_advice") & ~Q(reasons=[])
                | Q(kind="ambulance", exit_check__isnull=True),
                name="departure_is_released_exactly_without_reasons",
            )
        ]

    def __str__(self) -> str:
        return f"departure {self.id}"


class Absence(Keyed):
    """Seen to be out of the room before being let go, or seen back. The last row counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="absences")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    is_gone = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"absence {self.id}"


class AlarmAnswer(Keyed):
    """A named person answered an alarm of a visit. Which alarms there are is never stored."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="alarm_answers")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # an AlarmKind
    what = models.CharField(max_length=40, blank=True)  # the sign, or the device
    since = models.DateTimeField()  # since when it rang
    escalated = models.BooleanField()  # nobody had answered in time
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in AlarmKind]),
                name="alarm_answer_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(at__gte=models.F("since")), name="alarm_is_answered_after_it_rose"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.id}"


class FollowUp(Keyed):
    """Who left against advice is looked for by one person, by a moment, until reached."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    departure = models.OneToOneField(Departure, models.PROTECT, related_name="follow_up")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gte=models.F("at")), name="follow_up_is_due_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"follow-up {self.id}"


class FollowUpTry(Keyed):
    """One try to reach the person, and what came of it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="tries")
    is_reached = models.BooleanField()
    words = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="follow_up_try_has_words"),
            models.UniqueConstraint(
                fields=["follow_up"], condition=Q(is_reached=True), name="follow_up_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"try {self.id}"
