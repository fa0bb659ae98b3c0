"""An order with dated steps."""

from datetime import date, timedelta
from decimal import Decimal

from tests.factories.world import World
from vangnet.clinic.consulting.actions import NewStep
from vangnet.clinic.registry.models import Patient


def fill(world: World, patient: Patient) -> None:
    first = date(2026, 1, 1)
    step = NewStep(from_on=first, dose_mg=Decimal(100), doses_per_day=2, day_mg=Decimal(200))
    more = NewStep(
        from_on=first + timedelta(days=1), dose_mg=Decimal(120), doses_per_day=2,
        day_mg=Decimal(240),
    )  # fmt: skip
    world.order(world.patient(), dose_mg="100", valid_from=first, steps=(step, more))
