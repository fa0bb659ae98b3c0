"""Permission to be in this treatment, and its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class Approval(Keyed):
    """Permission to be in this treatment, by whoever the country says. Never edited."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="approvals")
    authority = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="approval_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"approval {self.id}"


class ApprovalEnd(Keyed):
    """An approval was taken back, from a day on."""

    approval = models.OneToOneField(Approval, models.PROTECT, related_name="end")
    ended_on = models.DateField()
    reason = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"end of {self.approval_id}"
