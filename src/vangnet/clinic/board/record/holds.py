"""The holds of one patient that are in force, each with who may lift it."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from vangnet.clinic.consulting.actions import may_lift
from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.consulting.tasks.reading import lifts
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User


def in_force(patient: Patient, *, at: datetime) -> list[Hold]:
    """Not lifted, and not ended by themselves; the first placed first."""
    rows = Hold.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    rows = rows.filter(patient=patient, lifted_at__isnull=True)
    return list(rows.select_related("owner").order_by("placed_at", "pk"))


def shown(patient: Patient, *, at: datetime, reader: User) -> list[dict[str, Any]]:
    """Each with whether this reader may lift it (asked again when they do), and who may."""
    return [
        {"hold": one, "may_lift": may_lift(one, reader), "lifts": lifts(one)}
        for one in in_force(patient, at=at)
    ]
