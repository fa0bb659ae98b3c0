"""The emergency record: its start and end, each act, the review, the paper. Nothing is edited.

docs/decisions/0017-overdose.md
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL
LANGUAGES = ("en", "nl")


class Outcome(models.TextChoices):
    """How an emergency ended. Stored by value."""

    AMBULANCE = "ambulance"
    OBSERVATION = "observation"  # breathing, and watched for longer
    NO_OVERDOSE = "no_overdose"  # started by mistake


class Emergency(Keyed):
    """One overdose of one person, from the press on. While it has no review the lock stands."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # where it happens
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="emergencies")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="emergencies", null=True)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="emergency")  # the lock
    protocol = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    request_id = models.UUIDField(unique=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, null=True)
    ended_because = models.CharField(max_length=300, null=True)
    watch_until = models.DateTimeField(null=True)  # of longer observation, when it is signed

    class Meta:
        indexes = [models.Index(fields=["patient", "started_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=Q(ended_at__isnull=True),
                name="emergency_one_runs_a_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_at__isnull=True, ended_by__isnull=True, outcome__isnull=True,
                    ended_because__isnull=True, watch_until__isnull=True,
                )
                | Q(
                    ended_at__gte=F("started_at"), ended_by__isnull=False,
                    outcome__in=Outcome.values, ended_because__isnull=False,
                ),
                name="emergency_ends_at_once_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.NO_OVERDOSE) | ~Q(ended_because=""),
                name="emergency_by_mistake_says_why",
            ),
            models.CheckConstraint(
                condition=Q(watch_until__isnull=True)
                | Q(outcome=Outcome.OBSERVATION, watch_until__gte=F("ended_at")),
                name="emergency_watches_only_who_stays",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"emergency {self.id}"


class ActKind(models.TextChoices):
    """What is done or seen, one touch each. Stored by value."""

    AMBULANCE_CALLED = "ambulance_called"
    AIRWAY = "airway"
    BREATHS = "breaths"
    OXYGEN = "oxygen"
    NALOXONE = "naloxone"
    READING = "reading"
    CPR = "cpr"
    SHOCK = "shock"
    BREATHING = "breathing"
    DOCTOR_HERE = "doctor_here"
    AMBULANCE_HERE = "ambulance_here"
    NOTE = "note"


NOTHING_READ = Q(spo2_percent__isnull=True, breaths_per_minute__isnull=True, pulse__isnull=True)


class EmergencyAct(Keyed):
    """One act and its time. A correction is a new row that names the old; both stay in sight."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="acts")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=ActKind)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    amount_mg = models.DecimalField(max_digits=8, decimal_places=3, null=True)  # of naloxone
    spo2_percent = models.PositiveSmallIntegerField(null=True)
    breaths_per_minute = models.PositiveSmallIntegerField(null=True)
    pulse = models.PositiveSmallIntegerField(null=True)  # beats a minute
    words = models.CharField(max_length=300, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    is_void = models.BooleanField(default=False)  # what it corrects did not happen
    request_id = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["emergency", "happened_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ActKind.values), name="act_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(corrects__isnull=False),
                name="act_void_names_what_did_not_happen",
            ),
            models.CheckConstraint(
                condition=Q(amount_mg__isnull=True) | Q(kind=ActKind.NALOXONE, amount_mg__gt=0),
                name="act_amount_is_of_naloxone",
            ),
            models.CheckConstraint(
                condition=NOTHING_READ | Q(kind=ActKind.READING), name="act_reading_has_readings"
            ),
            models.CheckConstraint(
                condition=Q(spo2_percent__isnull=True) | Q(spo2_percent__lte=100),
                name="act_spo2_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ActKind.NOTE) | ~Q(words="") | Q(is_void=True),
                name="act_note_has_words",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class EmergencyReview(Keyed):
    """A prescriber looked before the next dose. Only one that releases ends the lock."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="reviews")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    releases = models.BooleanField()
    words = models.CharField(max_length=300)  # what was found, and what was decided
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["emergency"], condition=Q(releases=True), name="review_releases_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="review_says_what_was_found"),
        ]

    def __str__(self) -> str:
        return f"review {self.id}"


class EmergencyPaper(Keyed):
    """A page for the ambulance was made: when, by whom, and the hash of what it was. Final."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="papers")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    sha256 = models.CharField(max_length=64)  # of the PDF, in hex
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    request_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGES), name="emergency_paper_language_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="emergency_paper_hash_is_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.id}"


class EmergencyPaperFile(Keyed):
    """The PDF as it went along. It names the patient: of it the journal has a hash."""

    paper = models.OneToOneField(EmergencyPaper, models.CASCADE, related_name="file")
    pdf = models.BinaryField()
    salt = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return f"file of {self.paper_id}"
