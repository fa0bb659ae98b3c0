"""Incidents and what followed. Nothing is edited: a correction is a new row naming the old one.

Reports, measures and lessons name the first row that told of an incident, so that they stay with it
whatever is corrected.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.incidents import DutyState, Grade, IncidentKind, MeasureKind

USER = settings.AUTH_USER_MODEL


class Incident(Keyed):
    """What happened, how bad it was, and about whom, if about anyone."""

    request_id = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    first = models.ForeignKey("self", models.PROTECT, related_name="later", null=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    is_void = models.BooleanField(default=False)  # it was an error altogether
    kind = models.CharField(max_length=20)  # rules.incidents.IncidentKind
    grade = models.PositiveSmallIntegerField()  # rules.incidents.Grade
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="incidents", null=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="incidents", null=True)
    dose = models.ForeignKey(HandOver, models.PROTECT, related_name="incidents", null=True)
    emergency_key = models.UUIDField(null=True)  # of the emergency's own record, if there was one
    happened_at = models.DateTimeField()
    found_on = models.DateField()  # clinic day; the days to report count from it
    words = models.CharField(max_length=2000)
    duty = models.CharField(max_length=12)  # rules.incidents.DutyState, by the protocol of then
    report_to = models.CharField(max_length=200, blank=True)
    report_due_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "happened_at"], name="incident_by_unit_and_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in IncidentKind]),
                name="incident_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(grade__in=[one.value for one in Grade]),
                name="incident_grade_is_on_the_scale",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, first__isnull=True, is_void=False)
                | Q(corrects__isnull=False, first__isnull=False),
                name="incident_correction_names_the_first",
            ),
            models.CheckConstraint(
                condition=Q(duty=DutyState.NEEDED.value, report_due_on__gte=F("found_on"))
                | Q(duty__in=[DutyState.NOT_SET.value, DutyState.NOT_NEEDED.value])
                & Q(report_to="", report_due_on__isnull=True),
                name="incident_duty_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="incident_says_what_happened"),
            models.UniqueConstraint(
                fields=["emergency_key"],
                condition=Q(corrects__isnull=True, emergency_key__isnull=False),
                name="incident_once_an_emergency",
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.id}"


class IncidentReport(Keyed):
    """It was reported: to whom, and under which reference."""

    request_id = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports")
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    to = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, blank=True)
    words = models.CharField(max_length=500, blank=True)
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(to=""), name="incident_report_names_whom"),
        ]

    def __str__(self) -> str:
        return f"report {self.id}"


class Measure(Keyed):
    """What follows for the patient: who looks after it, and until when."""

    request_id = models.UUIDField(unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12)  # rules.incidents.MeasureKind
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ends_on = models.DateField()  # the last day, itself included
    words = models.CharField(max_length=1000)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="measure", null=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=MeasureKind.SUSPENSION.value, hold__isnull=False)
                | Q(
                    kind__in=[MeasureKind.WARNING.value, MeasureKind.CONTRACT.value],
                    hold__isnull=True,
                ),
                name="measure_suspends_by_a_hold",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="measure_says_what_was_agreed"),
        ]

    def __str__(self) -> str:
        return f"measure {self.id}"


class MeasureEnd(Keyed):
    """A measure ended before its day, and why. A suspension ends with its hold."""

    measure = models.OneToOneField(Measure, models.PROTECT, related_name="end")
    because = models.CharField(max_length=300)
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="measure_end_says_why"),
        ]

    def __str__(self) -> str:
        return f"end of a measure {self.id}"


class Lesson(Keyed):
    """What was learnt, in words that say nobody's name and no day."""

    request_id = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="lessons")
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    words = models.CharField(max_length=1000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="lesson_says_something"),
        ]

    def __str__(self) -> str:
        return f"lesson {self.id}"
