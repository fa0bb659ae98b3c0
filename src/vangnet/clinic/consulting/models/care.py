"""Health checks: how often for one person, and what was found. A correction is a new row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vangnet.clinic.keyed import Keyed
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.care import (
    INFECTIONS,
    NOT_DONE,
    TALKS,
    TESTED,
    Method,
    SiteState,
)
from vangnet.rules.check_keys import CheckKind

USER = settings.AUTH_USER_MODEL
KIND_IS_KNOWN = Q(kind__in=[one.value for one in CheckKind])
NO_NUMBERS = Q(value__isnull=True, second__isnull=True, value_unit="")
NO_TEST = Q(finding="", method="")
# A comparison with null is neither true nor false, and a constraint would let it pass.
ONE_NUMBER = Q(value__isnull=False, value__gt=0, second__isnull=True) & ~Q(value_unit="") & NO_TEST


def _is(*kinds: CheckKind) -> Q:
    return Q(kind__in=[one.value for one in kinds])


# What each kind of result holds, and nothing beside it.
SHAPES = (
    _is(CheckKind.WEIGHT, CheckKind.ECG) & ONE_NUMBER & Q(parts_count=0),
    _is(CheckKind.BLOOD_PRESSURE) & Q(value__isnull=False, second__isnull=False)
    & Q(value__gt=F("second"), second__gt=0, parts_count=0)
    & ~Q(value_unit="") & NO_TEST,
    _is(*INFECTIONS) & NO_NUMBERS & Q(parts_count=0, finding__in=[one.value for one in TESTED])
    & Q(method__in=[one.value for one in Method]),
    _is(CheckKind.INJECTION_SITES) & NO_NUMBERS & NO_TEST & Q(parts_count__gt=0),
    _is(CheckKind.URINE) & NO_NUMBERS & NO_TEST & Q(parts_count__gt=0),
    _is(CheckKind.URINE) & NO_NUMBERS & Q(method="", parts_count=0)
    & Q(finding__in=[one.value for one in NOT_DONE]),
    _is(*TALKS) & NO_NUMBERS & NO_TEST & Q(parts_count=0),
)  # fmt: skip


class CheckPlan(Keyed):
    """From its recording on: this person's check comes more often than the protocol says.

    The last row counts; one without months goes back to the protocol.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="check_plans")
    kind = models.CharField(max_length=30)  # rules.check_keys.CheckKind
    every_months = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=120)
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "kind", "recorded_at"])]
        constraints = [
            models.CheckConstraint(condition=KIND_IS_KNOWN, name="check_plan_kind_is_known"),
            models.CheckConstraint(
                condition=Q(every_months__isnull=True) | Q(every_months__gt=0),
                name="check_plan_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} plan {self.id}"


class Result(Keyed):
    """A check that was done, or urine that could not be had. Only what nothing corrects counts."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="results")
    kind = models.CharField(max_length=30)  # rules.check_keys.CheckKind
    taken_on = models.DateField()
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    second = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # diastolic
    value_unit = models.CharField(max_length=12, blank=True)  # UCUM
    finding = models.CharField(max_length=12, blank=True)  # rules.care.Finding
    method = models.CharField(max_length=12, blank=True)  # rules.care.Method
    words = models.CharField(max_length=300, blank=True)
    parts_count = models.PositiveSmallIntegerField(default=0)  # so many parts belong to it
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True)
    is_void = models.BooleanField(default=False)  # what it corrects was an error altogether
    request_id = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["patient", "kind", "taken_on"])]
        constraints = [
            models.CheckConstraint(condition=KIND_IS_KNOWN, name="result_kind_is_known"),
            models.CheckConstraint(
                condition=Q(is_void=True, corrects__isnull=False, parts_count=0)
                & NO_NUMBERS & NO_TEST
                | Q(is_void=False) & (
                    SHAPES[0] | SHAPES[1] | SHAPES[2] | SHAPES[3] | SHAPES[4] | SHAPES[5]
                    | SHAPES[6]
                ),
                name="result_holds_what_its_kind_holds",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.taken_on}"


class ResultPart(Keyed):
    """One substance of a urine panel, or one place of injection. Written with its result."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="parts")
    code = models.CharField(max_length=30)  # rules.care.Substance, or a place of the body map
    finding = models.CharField(max_length=12)  # rules.care.Finding or SiteState

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "code"], name="result_part_once"),
            models.CheckConstraint(
                condition=Q(finding__in=[one.value for one in (*TESTED, *SiteState)]),
                name="result_part_finding_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.result_id}"
