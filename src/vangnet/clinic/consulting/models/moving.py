"""Between units: who is enrolled where, guest days, and transfers. Nothing is edited.

What runs today follows from the days: no job ends a guest's days, they are over when they are over.
The functions of 0060_moving.sql read these rows; facts.py of moving reads them the plain way.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.moving import Answer

USER = settings.AUTH_USER_MODEL


class Enrolment(Keyed):
    """In treatment at a unit. The database itself opens and closes it: see 0060_moving.sql."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="enrolments")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ended_at__isnull=True),
                name="enrolment_one_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment of {self.patient_id}"


class NotTheSame(Keyed):
    """Somebody in treatment at another unit could be this person, and is not: who says so."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # where it was answered
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="not_the_same")
    other = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "other"], name="not_the_same_is_said_once"),
            models.CheckConstraint(
                condition=~Q(patient=F("other")), name="not_the_same_are_two_people"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="not_the_same_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} is not {self.other_id}"


class GuestPermission(Keyed):
    """The home's prescriber lets another unit give the doses from one day to another, both in."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the patient's home
    host = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="guest_permissions")
    first_on = models.DateField()
    last_on = models.DateField()  # as signed; a cut makes it earlier
    words = models.CharField(max_length=300, blank=True)
    request_id = models.UUIDField(unique=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(unit=F("host")), name="guest_permission_is_for_another_unit"
            ),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="guest_permission_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"guest of {self.host_id} from {self.first_on}"


class GuestCut(Keyed):
    """Guest days end earlier: their last day from now on. The day before the first: none at all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # where it was signed
    permission = models.ForeignKey(GuestPermission, models.PROTECT, related_name="cuts")
    last_on = models.DateField()
    why = models.CharField(max_length=160)
    request_id = models.UUIDField(unique=True)
    cut_at = models.DateTimeField()
    cut_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.permission_id} cut to {self.last_on}"


class GuestOrder(Keyed):
    """What the guest unit's own prescriber signs for these days. The newest of a drug counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the guest unit
    permission = models.ForeignKey(GuestPermission, models.PROTECT, related_name="orders")
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    route = models.CharField(max_length=20)
    dose_mg = models.DecimalField(max_digits=9, decimal_places=3)
    doses_per_day = models.PositiveSmallIntegerField()
    day_mg = models.DecimalField(max_digits=9, decimal_places=3)
    request_id = models.UUIDField(unique=True)
    signed_at = models.DateTimeField()
    prescriber = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dose_mg__gt=0, day_mg__gte=F("dose_mg"), doses_per_day__gte=1),
                name="guest_order_amounts_are_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"guest order {self.id}"


class Transfer(Keyed):
    """The home's prescriber hands a person over to another unit, from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the home until then
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="transfers")
    from_on = models.DateField()  # first day at the receiving unit
    words = models.CharField(max_length=300, blank=True)
    request_id = models.UUIDField(unique=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(unit=F("to_unit")), name="transfer_is_to_another_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"transfer to {self.to_unit_id} from {self.from_on}"


class TransferAnswer(Keyed):
    """Accepted or declined by the receiving unit, or taken back by the home. Once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # where it was signed
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="answer")
    answer = models.CharField(max_length=12)  # rules.moving.Answer
    keeps_approval = models.BooleanField(default=False)  # the receiver: the approval holds here too
    words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=[one.value for one in Answer]),
                name="transfer_answer_is_known",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.ACCEPTED.value) | ~Q(words=""),
                name="transfer_answer_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.answer}"


class TransferUndone(Keyed):
    """An accepted transfer does not go on after all: the patient stays at home."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # where it was signed
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="undone")
    words = models.CharField(max_length=300)
    undone_at = models.DateTimeField()
    undone_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_with = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="transfer_undone_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} undone"


class TransferDone(Keyed):
    """The receiving unit took the record over: from here on it is the home."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the new home
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="done")
    number_before = models.CharField(max_length=12)
    number_after = models.CharField(max_length=12)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.transfer_id} done"
