"""Setting a number of the unit: signed and never edited. The same request twice is one row."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.roles import Task
from vangnet.programme.report.keys import UnitKey
from vangnet.programme.report.models import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNumber:
    """`value` None takes the number back from that day on."""

    key: UnitKey
    value: Decimal | None
    from_on: date
    words: str  # where it comes from


def set_number(
    *, unit: Unit, new: NewNumber, signature: Signature, at: datetime, request_id: UUID
) -> UnitNumber:
    """Keep the number; the newest of its day counts. RequestReused: the same request said other."""
    by = signature.user
    by.must(Task.SET_UNIT_NUMBERS)
    with acting(str(by.pk)):
        if earlier := UnitNumber.objects.filter(request_id=request_id).first():
            if (earlier.unit_id, earlier.key, earlier.value) != (unit.pk, new.key, new.value):
                raise RequestReused(request_id)
            return earlier
        return UnitNumber.objects.create(
            unit=unit, key=new.key.value, value=new.value, from_on=new.from_on,
            words=new.words.strip(), request_id=request_id, signed_at=at, signed_by=by,
            signed_with=signature.method,
        )  # fmt: skip
