"""Signing a check of the unit. Twice the same is once; a check is put right by another."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vangnet.clinic.dispensary.readiness.models import UnitCheck
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.roles import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """So many doses of naloxone of one lot, counted. The last day counts as in date."""

    number: str
    expires_on: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the person who checks saw with their own eyes."""

    naloxone: tuple[Lot, ...]
    oxygen_ready: bool
    resuscitation_kit_ready: bool
    on_duty: tuple[UUID, ...]
    words: str = ""


def check_unit(
    *, unit: Unit, found: Found, signature: Signature, at: datetime, request_id: UUID
) -> UnitCheck:
    """Keep a signed check. It counts from `at`, whatever the check before it said."""
    by = signature.user
    by.must(Task.CHECK_UNIT)
    columns = {
        "naloxone": [[one.number, one.expires_on.isoformat(), one.count] for one in found.naloxone],
        "oxygen_ready": found.oxygen_ready,
        "resuscitation_kit_ready": found.resuscitation_kit_ready,
        "on_duty": list(found.on_duty),
        "words": found.words,
    }
    with acting(str(by.pk)):
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if earlier := UnitCheck.objects.filter(request_id=request_id).first():
            if any(getattr(earlier, name) != value for name, value in columns.items()):
                raise RequestReused(request_id)
            return earlier
        return UnitCheck.objects.create(
            unit=unit, checked_at=at, checked_by=by, request_id=request_id, **columns
        )
