"""The holds in force as the gate is told of them; an emergency one is the lock on every opioid."""

from datetime import datetime

from django.db.models import Q

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.registry.models import Patient
from vangnet.rules import facts as rule


def locked_since(holds: tuple[rule.HoldFacts, ...]) -> datetime | None:
    """An emergency hold is the lock on every opioid; the first of them set it."""
    emergencies = (h.placed_at for h in holds if h.kind is rule.HoldKind.EMERGENCY)
    return min(emergencies, default=None)


def in_force(patient: Patient, *, at: datetime) -> tuple[rule.HoldFacts, ...]:
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
