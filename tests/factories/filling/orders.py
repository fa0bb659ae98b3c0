"""An order with dated steps, and a decision that refused another."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.actions import NewStep
from vangnet.clinic.consulting.orders.actions import write_order
from vangnet.clinic.consulting.orders.facts import Wanted
from vangnet.clinic.registry.models import Patient
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.dosing import OrderKind, StepFacts


def fill(world: World, patient: Patient) -> None:
    first = date(2026, 1, 1)
    step = NewStep(from_on=first, dose_mg=Decimal(100), doses_per_day=2, day_mg=Decimal(200))
    more = NewStep(
        from_on=first + timedelta(days=1), dose_mg=Decimal(120), doses_per_day=2,
        day_mg=Decimal(240),
    )  # fmt: skip
    world.order(world.patient(), dose_mg="100", valid_from=first, steps=(step, more))
    asked = StepFacts(
        from_on=first, dose_mg=Decimal(100), doses_per_day=2, day_mg=Decimal(200)
    )  # fmt: skip
    wanted = Wanted(
        kind=OrderKind.FIXED, drug=Drug.DIAMORPHINE, salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
        route=Route.INTRAVENOUS, steps=(asked,), valid_until=None,
    )  # fmt: skip
    kept = write_order(
        patient=patient, wanted=wanted, signature=world.signature("prescriber"), at=world.now,
        request_id=uuid4(),
    )  # fmt: skip
    assert not kept.allowed
