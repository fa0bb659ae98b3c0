"""Health checks: a plan for one person, a result, its correction. Twice the same is once."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.consulting.care import facts, once
from vangnet.clinic.consulting.models import CheckPlan, Result, ResultPart
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.care import Finding, Method, SiteState
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.checks import may_plan
from vangnet.rules.measures import measure


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResult:
    """What was found. Numbers in the unit of their kind (rules/measures.toml)."""

    kind: CheckKind
    taken_on: date
    value: Decimal | None = None
    second: Decimal | None = None
    finding: Finding | None = None
    method: Method | None = None
    words: str = ""
    parts: tuple[tuple[str, Finding | SiteState], ...] = ()


def plan_checks(
    *, patient: Patient, kind: CheckKind, every_months: int | None, reason: str, by: User,
    at: datetime, request_id: UUID,
) -> CheckPlan | None:  # fmt: skip
    """This person's own, denser plan; None months go back to the protocol. None: too sparse."""
    by.must(Task.PRESCRIBE)
    plan = facts.signed_plans(patient.unit, at=at)[kind]
    if every_months is not None and not may_plan(plan, every_months):
        return None
    with acting(str(by.pk)):
        if kept := once.earlier(
            CheckPlan, request_id, patient=patient.pk, kind=kind, every_months=every_months
        ):
            return kept
        return CheckPlan.objects.create(
            unit_id=patient.unit_id, patient=patient, kind=kind, every_months=every_months,
            reason=reason, request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def record_result(
    *, patient: Patient, new: NewResult, by: User, at: datetime, request_id: UUID,
    corrects: Result | None = None,
) -> Result:  # fmt: skip
    """Keep a result; with `corrects` it takes the place of another."""
    by.must(Task.PRESCRIBE if new.kind is CheckKind.PRESCRIBER_REVIEW else Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Result, request_id, patient=patient.pk, kind=new.kind, taken_on=new.taken_on,
            value=new.value, second=new.second, finding=new.finding or "",
        ):  # fmt: skip
            return kept
        result = Result.objects.create(
            patient=patient, corrects=corrects, request_id=request_id, recorded_at=at,
            recorded_by=by, unit_id=patient.unit_id, **_columns(new),
        )  # fmt: skip
        for code, finding in new.parts:
            ResultPart.objects.create(result=result, code=code, finding=finding)
        return result


def strike_result(
    *, result: Result, reason: str, by: User, at: datetime, request_id: UUID
) -> Result:
    """It was an error altogether: another person's, or never done. The row stays to be read."""
    by.must(Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Result, request_id, patient=result.patient_id, corrects_id=result.pk, is_void=True
        ):
            return kept
        return Result.objects.create(
            unit_id=result.patient.unit_id, patient=result.patient, kind=result.kind,
            taken_on=result.taken_on, words=reason, corrects=result, is_void=True,
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def _columns(new: NewResult) -> dict[str, object]:
    number = measure(new.kind)
    return {
        "kind": new.kind, "taken_on": new.taken_on, "value": new.value, "second": new.second,
        "value_unit": number.unit if number else "", "finding": new.finding or "",
        "method": new.method or "", "words": new.words, "parts_count": len(new.parts),
    }  # fmt: skip
