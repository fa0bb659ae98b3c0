"""Outcome interviews: who is followed since when, what was asked with which words, what was said.

Nothing is edited: a correction is a new row naming the old. An interview keeps the instruments it
was held with, so that it is scored by them whatever the files say later.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class AnswerState(models.TextChoices):
    """What was said. No row at all is "not asked"; none of the others is ever taken as zero."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    WONT_SAY = "wont_say"


class Manner(models.TextChoices):
    TOGETHER = "together"  # on the tablet, with the patient
    PHONE = "phone"
    PAPER = "paper"  # on paper, typed in afterwards


class Ending(models.TextChoices):
    COMPLETED = "completed"  # every question was asked
    BROKEN_OFF = "broken_off"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"


class InstrumentSet(Keyed):
    """The instruments of interviews as one text, named by its hash."""

    hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the content, hexadecimal
    content = models.TextField()  # rules.outcomes.kit.content_of
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.hash[:12]


class SetItem(Keyed):
    """One question of a set, with its bounds: what the database holds an answer against."""

    instruments = models.ForeignKey(InstrumentSet, models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()  # in the order they are asked, from 1
    instrument = models.CharField(max_length=40)
    item = models.CharField(max_length=60)
    lowest = models.DecimalField(max_digits=12, decimal_places=2)
    highest = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instruments", "place"], name="set_item_place_once"),
            models.UniqueConstraint(
                fields=["instruments", "instrument", "item"], name="set_item_once"
            ),
            models.CheckConstraint(
                condition=Q(place__gt=0, lowest__lt=F("highest")), name="set_item_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument}.{self.item}"


class Entry(Keyed):
    """Somebody is followed from the day on which they came into the programme."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="outcome_entries")
    intake_on = models.DateField()
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["unit", "intake_on"], name="entry_by_unit_and_day")]

    def __str__(self) -> str:
        return f"followed since {self.intake_on}"


class Interview(Keyed):
    """One wave of one person. It is open until it has an end."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="outcome_interviews")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="interviews")
    wave_months = models.PositiveSmallIntegerField()  # since intake, as planned; 0: intake
    due_on = models.DateField()
    held_on = models.DateField()  # clinic day
    instruments = models.ForeignKey(InstrumentSet, models.PROTECT, related_name="interviews")
    language = models.CharField(max_length=2)
    manner = models.CharField(max_length=10, choices=Manner)
    request_id = models.UUIDField(unique=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "wave_months"], name="interview_once_a_wave"),
            models.CheckConstraint(
                condition=Q(manner__in=Manner.values, language__in=["en", "nl"]),
                name="interview_manner_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"interview {self.wave_months} months"


class Answer(Keyed):
    """What was said to one question. The row that nothing corrects counts."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="answers")
    item = models.ForeignKey(SetItem, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AnswerState)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    because = models.CharField(max_length=160, blank=True)  # of a correction after the end
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "item"], condition=Q(corrects__isnull=True),
                name="answer_given_once",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.ANSWERED, value__isnull=False)
                | Q(state__in=[AnswerState.DONT_KNOW, AnswerState.WONT_SAY], value__isnull=True),
                name="answer_has_a_value_or_says_why_not",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"answer {self.id}"


class InterviewEnd(Keyed):
    """The interview is over, or was never held."""

    interview = models.OneToOneField(Interview, models.PROTECT, related_name="end")
    ending = models.CharField(max_length=12, choices=Ending)
    words = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ending__in=Ending.values), name="interview_ending_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ending} {self.interview_id}"
