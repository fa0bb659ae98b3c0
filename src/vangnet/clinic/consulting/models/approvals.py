"""Permission to be in this treatment: the decision it comes from, its reviews, and its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.consulting.models.referrals import EligibilityDecision
from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit

USER = settings.AUTH_USER_MODEL


class Approval(Keyed):
    """Permission to be in this treatment, by whoever the country says. Never edited.

    Each comes from a decision that approved; only those of before there were any have none.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="approvals")
    decision = models.OneToOneField(
        EligibilityDecision, models.PROTECT, related_name="approval", null=True
    )
    authority = models.CharField(max_length=80)
    reference = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    review_on = models.DateField(null=True)  # somebody looks again by then; null: nobody asks
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


class Review(Keyed):
    """Somebody looked whether treatment should go on, and said by when to look again.

    Where the country wants a physician from outside the unit, nobody of its staff counts.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="reviews")
    is_outside = models.BooleanField()
    physician = models.CharField(max_length=120)
    institution = models.CharField(max_length=120, blank=True)
    given_on = models.DateField()
    continues = models.BooleanField()
    next_on = models.DateField(null=True)
    document = models.CharField(max_length=160)
    words = models.CharField(max_length=500, blank=True)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(continues=True, next_on__gt=F("given_on"))
                | Q(continues=False, next_on__isnull=True),
                name="review_goes_on_until_a_day_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=~Q(physician="")
                & ~Q(document="")
                & (Q(is_outside=False) | ~Q(institution="")),
                name="review_says_by_whom_and_in_which_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.approval_id} on {self.given_on}"
