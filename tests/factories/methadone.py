"""Methadone in a test's unit: its stock, an order of it, and a dose at the hatch."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.actions import NewStep
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.dispensary import supply
from vangnet.clinic.dispensary.models import Bottle, HandOver, Supply
from vangnet.clinic.dispensary.ordered import current_order
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.vault import actions as vault
from vangnet.clinic.vault.models import Container
from vangnet.rules.amounts import Drug, Route, SaltForm

METHADONE = {
    "drug": Drug.METHADONE, "salt_form": SaltForm.HYDROCHLORIDE, "route": Route.ORAL,
}  # fmt: skip


def order_methadone(
    world: World, patient: Patient, dose_mg: str = "60", **changes: object
) -> Order:
    return world.order(patient, dose_mg=dose_mg, doses_per_day=1, **METHADONE, **changes)


def order_in_steps(world: World, patient: Patient, dose_mg: str) -> Order:
    """Diamorphine that rises by 10 mg on the day after."""
    first, mg = clinic_day_of(world.unit, at=world.now), Decimal(dose_mg)
    steps = tuple(
        NewStep(
            from_on=first + timedelta(days=n), dose_mg=mg + 10 * n, doses_per_day=3 - n,
            day_mg=(mg + 10 * n) * (3 - n),
        )
        for n in (0, 1)
    )  # fmt: skip
    return world.order(patient, dose_mg=dose_mg, valid_from=first, steps=steps)


def only_methadone(world: World, dose_mg: str = "60") -> Patient:
    """Someone in methadone treatment: no approval for HAT counts, and no other order."""
    patient = world.patient(dose_mg=dose_mg, doses_per_day=1, **METHADONE)
    return patient


def bottle(world: World, *, code: str = "M-1", mg: str = "5000") -> Container:
    """Stock of methadone; the same code twice is the same bottle."""
    if known := Container.objects.filter(unit=world.unit, code=code).first():
        return known
    return vault.receive(
        unit=world.unit,
        lot=vault.NewLot(
            number="L-methadone", drug=Drug.METHADONE, salt_form=SaltForm.HYDROCHLORIDE,
            routes=(Route.ORAL,), strength_mg_per_ml=Decimal(5), expires_on=date(2028, 1, 31),
            supplier="Test supplier",
        ),
        code=code, mg=Decimal(mg), usable_until=world.now + timedelta(days=400),
        by=world.staff["pharmacist"], witness=world.signature("nurse"), at=world.now,
        request_id=uuid4(),
    )  # fmt: skip


def ask_methadone(world: World, visit: Visit, **changes: object) -> HandOver:
    """The dose that is ordered, from the bottle, without a kit."""
    order = current_order(visit.patient, Drug.METHADONE)
    mg = order.dose_mg if order else Decimal(60)
    values = {
        "order": order, "dose_mg": mg, "witness_read_mg": changes.get("dose_mg", mg),
        "container": bottle(world), "kit": None, **changes,
    }  # fmt: skip
    return world.hand_over(visit, **values)


def methadone_dose(world: World, visit: Visit) -> HandOver:
    """Asked, and taken when the gate says yes."""
    dose = ask_methadone(world, visit)
    return world.use(dose, minutes=1) if dose.allowed else dose


def wanted(world: World, visit: Visit, *, days: int = 2, start: int = 1) -> supply.Wanted:
    """So many days of the methadone order, from so many days after today on."""
    order = current_order(visit.patient, Drug.METHADONE)
    assert order is not None
    first = visit.clinic_day + timedelta(days=start)
    return supply.Wanted(visit=visit, order=order, first_on=first, days=days)


def take_home(
    world: World, visit: Visit, *, days: int = 2, start: int = 1, **changes: object
) -> Supply:
    asked = wanted(world, visit, days=days, start=start)
    values = {
        "container": bottle(world), "by": world.nurse, "witness": world.witness,
        "witness_read_mg": supply.total_mg(asked), "at": world.now, "request_id": uuid4(),
        **changes,
    }  # fmt: skip
    return supply.supply(wanted=asked, signed=supply.Signed(**values))


def bring_back(world: World, one: Bottle) -> Bottle:
    return supply.bring_back(bottle=one, by=world.nurse, witness=world.witness, at=world.now)
