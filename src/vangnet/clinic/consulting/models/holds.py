"""What makes doses wait, and who may end the wait."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class HoldKind(models.TextChoices):
    SOFT = "soft"
    HARD = "hard"
    EMERGENCY = "emergency"


class Hold(Keyed):
    """Doses wait. Every hold has an owner who can lift it; only a prescriber lifts an emergency."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=10, choices=HoldKind)
    reason = models.CharField(max_length=120)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.kind} hold {self.id}"
