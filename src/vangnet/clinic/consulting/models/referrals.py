"""How somebody comes to be approved or refused: referral, evidence, decision, appeal.

Never edited. A later row of evidence replaces the earlier one of the same criterion; a refused
person is referred anew.
"""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility import State
from vangnet.rules.eligibility.deciding import Outcome

USER = settings.AUTH_USER_MODEL


def _known(field: str, values: type, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [one.value for one in values]}),  # type: ignore[attr-defined]
        name=name,
    )


class Referral(Keyed):
    """Somebody asks that this person start, or go on, with one product."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="referrals")
    stage = models.CharField(max_length=10)  # rules.criteria.Stage
    referred_on = models.DateField()
    referrer = models.CharField(max_length=120)
    drug = models.CharField(max_length=20)
    salt_form = models.CharField(max_length=30)
    route = models.CharField(max_length=20)
    words = models.CharField(max_length=500, blank=True)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            _known("stage", Stage, "referral_stage_is_known"),
            models.CheckConstraint(condition=~Q(referrer=""), name="referral_says_from_whom"),
        ]

    def __str__(self) -> str:
        return f"referral of {self.patient_id}"


class CriterionEvidence(Keyed):
    """What somebody says a paper shows of a criterion. An exception names who made it."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="evidence")
    criterion = models.CharField(max_length=40)
    state = models.CharField(max_length=10)  # rules.eligibility.State
    document = models.CharField(max_length=160)
    found_on = models.DateField(null=True)  # since when, where the criterion asks that
    found_number = models.PositiveSmallIntegerField(null=True)  # how many, as the paper counts
    per_week = models.PositiveSmallIntegerField(null=True)  # days a week the dose is fetched
    authority = models.CharField(max_length=120, blank=True)  # who made the exception
    note = models.CharField(max_length=300, blank=True)
    verified_on = models.DateField()
    verified_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["referral", "recorded_at"])]
        constraints = [
            _known("state", State, "evidence_state_is_known"),
            models.CheckConstraint(condition=~Q(document=""), name="evidence_names_its_paper"),
            models.CheckConstraint(
                condition=~Q(state=State.WAIVED.value) & Q(authority="")
                | Q(state=State.WAIVED.value) & ~Q(authority="") & ~Q(note=""),
                name="evidence_of_an_exception_says_whose_and_why",
            ),
            models.CheckConstraint(
                condition=Q(per_week__isnull=True) | Q(per_week__gte=1, per_week__lte=7),
                name="evidence_of_days_a_week_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} of {self.referral_id}"


class EligibilityDecision(Keyed):
    """What was decided on a referral, with all it was decided on: it can be asked again."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="decisions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="eligibility_decisions")
    outcome = models.CharField(max_length=10)  # rules.eligibility.deciding.Outcome
    approved_by = models.CharField(max_length=20)  # rules.criteria.ApprovedBy
    authority = models.CharField(max_length=80, blank=True)
    permit_number = models.CharField(max_length=80, blank=True)
    words = models.CharField(max_length=500, blank=True)
    protocol = models.ForeignKey(ProtocolVersion, models.PROTECT, related_name="+", null=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    assessment = models.JSONField(encoder=DjangoJSONEncoder)
    criteria = models.PositiveSmallIntegerField()  # so many were asked; the next four add up to it
    met = models.PositiveSmallIntegerField()
    waived = models.PositiveSmallIntegerField()
    not_met = models.PositiveSmallIntegerField()
    not_known = models.PositiveSmallIntegerField()
    look_again_on = models.DateField(null=True)
    request_id = models.UUIDField(unique=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    second_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            _known("outcome", Outcome, "decision_outcome_is_known"),
            _known("approved_by", ApprovedBy, "decision_approver_is_known"),
            models.CheckConstraint(
                condition=Q(criteria=F("met") + F("waived") + F("not_met") + F("not_known")),
                name="decision_counts_every_criterion",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.APPROVE.value)
                | Q(criteria__gt=0, not_met=0, not_known=0, protocol__isnull=False),
                name="decision_approves_only_when_all_is_met",
            ),
            models.CheckConstraint(
                condition=Q(waived=0) | Q(approved_by=ApprovedBy.AUTHORITY.value),
                name="decision_waives_only_by_the_authority",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.APPROVE.value) | ~Q(words=""),
                name="decision_against_says_why",
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("decided_by")),
                name="decision_second_is_another_person",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DEFER.value) | Q(look_again_on__isnull=False),
                name="decision_later_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.referral_id}"


class Appeal(Keyed):
    """The person does not agree with a refusal, in their own words."""

    decision = models.OneToOneField(EligibilityDecision, models.PROTECT, related_name="appeal")
    made_on = models.DateField()
    words = models.CharField(max_length=500)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="appeal_is_in_words")]

    def __str__(self) -> str:
        return f"appeal against {self.decision_id}"


class AppealAnswer(Keyed):
    """Somebody who did not take the decision looked again. Upheld: the person is referred anew."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="answer")
    upheld = models.BooleanField()
    words = models.CharField(max_length=500)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="appeal_answer_says_why")
        ]

    def __str__(self) -> str:
        return f"answer to {self.appeal_id}"
