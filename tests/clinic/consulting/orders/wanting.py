"""What a prescriber wants to order, for the tests of this part."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World

from vangnet.clinic.consulting.models import OrderDecision
from vangnet.clinic.consulting.orders import actions
from vangnet.clinic.consulting.orders.facts import Wanted
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.actions import Signature
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.dosing import OrderKind, StepFacts


def wanted(world: World, *amounts: tuple[int, object], doses_per_day: int = 3, days: int = 30,
           **changes: object) -> Wanted:  # fmt: skip
    """An order by (day from today, dose)."""
    today = world.now.date()
    steps = tuple(
        StepFacts(
            from_on=today + timedelta(days=day), dose_mg=Decimal(str(mg)),
            doses_per_day=doses_per_day, day_mg=Decimal(str(mg)) * doses_per_day,
        )
        for day, mg in amounts
    )  # fmt: skip
    values: dict = {
        "kind": OrderKind.FIXED if len(steps) == 1 else OrderKind.TITRATION,
        "drug": Drug.DIAMORPHINE, "salt_form": SaltForm.HYDROCHLORIDE_MONOHYDRATE,
        "route": Route.INTRAVENOUS, "steps": steps,
        "valid_until": today + timedelta(days=days), **changes,
    }  # fmt: skip
    return Wanted(**values)


def write(world: World, patient: Patient, asked: Wanted, *, name: str = "prescriber",
          **changes: object) -> OrderDecision:  # fmt: skip
    values: dict = {
        "patient": patient, "wanted": asked, "at": world.now,
        "signature": Signature(user=world.staff[name], at=world.now, method="password"),
        "request_id": uuid4(), **changes,
    }  # fmt: skip
    return actions.write_order(**values)
