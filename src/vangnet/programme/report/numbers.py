"""The numbers a unit has set, as they stand on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.keys import UnitKey
from vangnet.programme.report.models import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A number that counts, and the row that says so."""

    key: UnitKey
    value: Decimal
    row: UnitNumber


def standing_numbers(unit: Unit, *, on: date) -> dict[UnitKey, Standing]:
    """The newest of each key whose day has come; what was taken back is not set."""
    rows = UnitNumber.objects.filter(unit=unit, from_on__lte=on).select_related("signed_by")
    newest = rows.order_by("key", "-from_on", "-signed_at", "-pk").distinct("key")
    return {
        UnitKey(row.key): Standing(key=UnitKey(row.key), value=row.value, row=row)
        for row in newest
        if row.value is not None
    }
