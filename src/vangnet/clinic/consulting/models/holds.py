"""What makes doses wait, and who may end the wait."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class HoldKind(models.TextChoices):
    SOFT = "soft"
    HARD = "hard"
    EMERGENCY = "emergency"


class LiftRole(models.TextChoices):
    """Who may lift a hold, besides the owner of a soft one."""

    NURSE = "nurse"  # a soft hold only; a prescriber may as well
    PRESCRIBER = "prescriber"
    MEDICAL_DIRECTOR = "medical_director"  # a hard hold only


class Hold(Keyed):
    """Doses wait. Every hold has an owner, a role that may lift it, and a day to look again.

    It never lapses unnoticed: past its day it is a task. Only a soft one may end by itself, when
    that was chosen. Only a prescriber lifts an emergency.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=10, choices=HoldKind)
    reason = models.CharField(max_length=120)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lift_role = models.CharField(
        max_length=20, choices=LiftRole, default=LiftRole.PRESCRIBER
    )  # fmt: skip
    review_on = models.DateField()
    ends_at = models.DateTimeField(null=True)  # ends by itself then; null: only by being lifted
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    lifted_because = models.CharField(max_length=300, null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["patient"], condition=Q(lifted_at__isnull=True), name="hold_in_force"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=HoldKind.values), name="hold_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_is_lifted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(lifted_because__isnull=True)  # the guard asks for it when lifting
                | Q(lifted_at__isnull=False) & ~Q(lifted_because=""),
                name="hold_is_lifted_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=HoldKind.SOFT, lift_role__in=["nurse", "prescriber"])
                | Q(kind=HoldKind.HARD, lift_role__in=["prescriber", "medical_director"])
                | Q(kind=HoldKind.EMERGENCY, lift_role="prescriber"),
                name="hold_is_lifted_by_a_role_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(kind=HoldKind.SOFT, ends_at__gt=F("placed_at")),
                name="hold_only_a_soft_one_ends_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} hold {self.id}"
