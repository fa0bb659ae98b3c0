"""What is ordered: a current order for each drug, and what each says on one clinic day.

Read by the gate's facts and by the pages; whether a dose may go is neither's to say.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.moving.facts import guest_order_then
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient
from vangnet.rules.amounts import OF_HAT, Drug


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """The amounts of an order on one day, in mg of its salt form."""

    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal


def current_orders(patient: Patient) -> list[Order]:
    """The orders that nothing supersedes, stopped or not: one a drug at most, HAT first."""
    rows = Order.objects.filter(patient=patient, superseded_by__isnull=True)
    found = rows.select_related("stop", "prescriber").prefetch_related("steps")
    return sorted(found, key=lambda one: (one.drug not in OF_HAT, one.drug))


def current_order(patient: Patient, drug: Drug = Drug.DIAMORPHINE) -> Order | None:
    """The order of this drug that nothing supersedes."""
    return next((one for one in current_orders(patient) if one.drug == drug), None)


def current(order: Order | None, patient: Patient) -> Order | None:
    """The order asked for, when it is this patient's and nothing supersedes it."""
    known = {one.pk: one for one in current_orders(patient)}
    return known.get(order.pk) if order else None


def beside(patient: Patient, drug: Drug, day: date) -> tuple[Drug, ...]:
    """Drugs of the other orders in force; one without an end is in force as well."""
    rows = current_orders(patient)
    return tuple(sorted(Drug(one.drug) for one in rows if one.drug != drug and in_force(one, day)))


def in_force(order: Order, day: date) -> bool:
    """Neither stopped nor outside its days. The gate looks more closely."""
    ends = order.valid_until or day
    return order.valid_from <= day <= ends and getattr(order, "stop", None) is None


def order_on(order: Order, day: date) -> Says:
    """Its step in force on that day, else its own amounts (consulting_order_on says the same)."""
    steps = [one for one in order.steps.all() if one.from_on <= day]
    one = max(steps, key=lambda step: step.from_on, default=order)
    return Says(dose_mg=one.dose_mg, doses_per_day=one.doses_per_day, day_mg=one.day_mg)


def ordered_mg_of(dose: HandOver) -> Decimal:
    """What was ordered of an allowed dose, in mg; of a guest's no more than the guest order said.

    consulting_ordered_mg is the same in the database.
    """
    assert dose.order is not None, "an allowed dose has an order: hand_over_lacks_nothing"
    said_mg = order_on(dose.order, dose.clinic_day).dose_mg
    if dose.order.unit_id == dose.unit_id:
        return said_mg
    own = guest_order_then(
        dose.patient, unit=dose.unit, drug=Drug(dose.drug), day=dose.clinic_day, at=dose.at
    )
    return min(said_mg, own.dose_mg) if own else said_mg


def due(patient: Patient, *, day: date) -> list[Order]:
    """The orders in force that have a dose left on that day."""
    uses = Use.objects.filter(patient=patient, hand_over__clinic_day=day).exclude(given_mg=0)
    had = Counter(uses.values_list("hand_over__drug", flat=True))
    return [
        one
        for one in current_orders(patient)
        if in_force(one, day) and had[one.drug] < order_on(one, day).doses_per_day
    ]


def further(visit: Visit) -> list[Order]:
    """Due today, and of a drug that this visit has not had: a further dose is a further visit."""
    had = set(Use.objects.filter(visit=visit).values_list("hand_over__drug", flat=True))
    return [one for one in due(visit.patient, day=visit.clinic_day) if one.drug not in had]
