"""A number that a unit sets for its own report."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.registry.models import Patient
from vangnet.programme.report.actions import NewNumber, set_number
from vangnet.programme.report.keys import UnitKey
from vangnet.programme.report.models import UnitNumber


def set_to(
    world: World, key: str, value: str | None, *, from_on: date = date(2026, 1, 1),
    words: str = "made up for the test",
) -> UnitNumber:  # fmt: skip
    """The manager sets it now; None takes it back."""
    new = NewNumber(
        key=UnitKey(key), value=None if value is None else Decimal(value), from_on=from_on,
        words=words,
    )  # fmt: skip
    return set_number(
        unit=world.unit, new=new, signature=world.signature("manager"), at=world.now,
        request_id=uuid4(),
    )  # fmt: skip


def fill(world: World, patient: Patient) -> None:
    set_to(world, "price_dose", "3.50")
