"""Appointments, notes, consent and complaints. Nothing is edited: each change is a row more."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.consulting.models.ladder import Contact
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.care import AppointmentKind, ComplaintMove, ConsentScope, NoteKind

USER = settings.AUTH_USER_MODEL


class Appointment(Keyed):
    """Who sees whom, when and where. Moved or cancelled by the row that replaces it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="appointments")
    staff = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)  # rules.care.AppointmentKind
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    room = models.CharField(max_length=40, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, related_name="replaced_by", null=True)
    is_cancelled = models.BooleanField(default=False)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["staff", "starts_at"]),
            models.Index(fields=["unit", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in AppointmentKind]),
                name="appointment_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=24 * 60), name="appointment_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(is_cancelled=False) | Q(replaces__isnull=False),
                name="appointment_that_is_cancelled_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d %H:%M}"


class AppointmentOutcome(Keyed):
    """Came or did not come. Written once, with the contact it counts as.

    None: the desk says that the person came; who sees them says the rest (AppointmentSeen).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="outcome")
    came = models.BooleanField()
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"outcome of {self.appointment_id}"


class AppointmentSeen(Keyed):
    """A nurse or a prescriber saw the person the desk had said to have come: now it counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="seen")
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.appointment_id} was seen"


class Note(Keyed):
    """What somebody wrote about a moment. Corrected by an addendum, which names it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=20)  # rules.care.NoteKind
    about_at = models.DateTimeField()
    words = models.TextField(max_length=4000)
    late_after_minutes = models.PositiveIntegerField(null=True)  # the unit's value; null: not set
    is_late = models.BooleanField()
    addendum_to = models.ForeignKey(
        "self", models.PROTECT, related_name="addenda", null=True, blank=True
    )
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "about_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in NoteKind]), name="note_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(about_at__lte=F("recorded_at")), name="note_is_about_what_was"
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.id}"


class Consent(Keyed):
    """Given or taken back, for one purpose. The last one by its day counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    scope = models.CharField(max_length=20)  # rules.care.ConsentScope
    is_given = models.BooleanField()
    on = models.DateField()
    form_version = models.CharField(max_length=40, blank=True)
    witness = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    words = models.CharField(max_length=300, blank=True)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "scope", "on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=[one.value for one in ConsentScope]),
                name="consent_scope_is_known",
            ),
            models.CheckConstraint(
                condition=Q(is_given=False) | Q(witness__isnull=False) & ~Q(form_version=""),
                name="consent_is_given_on_a_form_before_a_witness",
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("recorded_by")),
                name="consent_witness_is_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.on}"


class Complaint(Keyed):
    """What somebody is not content with, in their own words."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="complaints")
    received_on = models.DateField()
    words = models.TextField(max_length=4000)
    answer_by_on = models.DateField(null=True)  # by the unit's value that day; null: not set
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="complaint_says_something"),
            models.CheckConstraint(
                condition=Q(answer_by_on__isnull=True) | Q(answer_by_on__gte=F("received_on")),
                name="complaint_is_answered_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.id}"


class ComplaintStep(Keyed):
    """Who took it up, what was answered, and that it is closed. After that, nothing."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    move = models.CharField(max_length=10)  # rules.care.ComplaintMove
    words = models.TextField(max_length=4000, blank=True)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=[one.value for one in ComplaintMove]),
                name="complaint_move_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(move=ComplaintMove.ANSWERED.value) | ~Q(words=""),
                name="complaint_answer_says_something",
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(move=ComplaintMove.CLOSED.value),
                name="complaint_closes_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.move} {self.complaint_id}"
