"""The holds in force on a person, and by when somebody looks again at a new one."""

from datetime import date, datetime

from django.db.models import Q

from vangnet.clinic.consulting.approval.facts import running_approval
from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules import facts as rule
from vangnet.rules.check_keys import CheckKind, every
from vangnet.rules.holds import look_again_latest


def latest_review(patient: Patient, *, at: datetime) -> date:
    today = clinic_day_of(patient.unit, at=at)
    found = in_force(unit=patient.unit, at=at)
    months = found[1].value(every(CheckKind.PRESCRIBER_REVIEW)) if found else None
    approval = running_approval(patient, on=today)
    return look_again_latest(
        today,
        review_months=months if isinstance(months, int) else None,
        approved_until=approval.valid_until if approval else None,
    )


def holds_in_force(patient: Patient, *, at: datetime) -> tuple[rule.HoldFacts, ...]:
    """Not lifted, and not ended by themselves: see consulting_holds_in_force."""
    rows = (
        Hold.objects.filter(patient=patient, lifted_at__isnull=True)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
        .select_related("owner")
        .order_by("placed_at", "pk")
    )
    return tuple(
        rule.HoldFacts(
            kind=rule.HoldKind(row.kind),
            reason=row.reason,
            placed_at=row.placed_at,
            owner_name=row.owner.display_name,
        )
        for row in rows
    )
