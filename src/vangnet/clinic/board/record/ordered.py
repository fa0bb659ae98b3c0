"""The orders of one patient: those that nothing supersedes, and what was ordered on each day."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.orders.facts import steps_of
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.dosing.facts import OrderKind, StepFacts
from vangnet.rules.ladder import HAT_DRUGS

# What draws a mark on the chart, and nothing else.
RESTART, INDUCTION = "restart", "induction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One order with the days on which it was the one that counted."""

    order: Order
    steps: tuple[StepFacts, ...]
    first: date  # signed, or valid from, whichever is later
    last: date | None  # None: no end is known
    mark: str  # RESTART, INDUCTION or nothing

    def on(self, day: date) -> StepFacts | None:
        """What it says on that day; None outside its days."""
        if day < self.first or (self.last is not None and day > self.last):
            return None
        reached = [step for step in self.steps if step.from_on <= day]
        return reached[-1] if reached else self.steps[0]


def orders_of(patient: Patient) -> list[Ordered]:
    """Every order, the first signed first, in three questions whatever their number."""
    rows = Order.objects.filter(patient=patient).select_related("stop", "decision", "prescriber")
    found = rows.defer("decision__facts", "decision__reasons").prefetch_related("steps")
    known = list(found.order_by("signed_at", "number"))
    after = {one.supersedes_id: clinic_day_of(patient.unit, at=one.signed_at) for one in known}
    return [_ordered(one, patient, superseded_on=after.get(one.pk)) for one in known]


def current(known: list[Ordered]) -> list[Ordered]:
    """The newest of each drug, stopped or not; HAT first."""
    newest = {one.order.drug: one for one in known}
    return [newest[drug] for drug in sorted(newest, key=hat_first)]


def began(known: list[Ordered]) -> dict[str, date]:
    """Of each drug the first day of its first order here."""
    first: dict[str, date] = {}
    for one in known:
        first[one.order.drug] = min(one.first, first.get(one.order.drug, one.first))
    return first


def hat_first(drug: str) -> tuple[bool, str]:
    """To sort drugs by: those of HAT first, then by name."""
    return (drug not in HAT_DRUGS, drug)


def says_on(known: list[Ordered], day: date) -> StepFacts | None:
    """What the orders of one drug said on that day: the newest that was in force."""
    said = [one.on(day) for one in known]
    return next((one for one in reversed(said) if one is not None), None)


def most_mg(says: StepFacts) -> Decimal:
    """The doses of a day together, as ordered; the day's maximum may be more."""
    return says.dose_mg * says.doses_per_day


def _ordered(one: Order, patient: Patient, *, superseded_on: date | None) -> Ordered:
    stop, decision = getattr(one, "stop", None), getattr(one, "decision", None)
    stopped_on = clinic_day_of(patient.unit, at=stop.stopped_at) if stop else None
    before = superseded_on and superseded_on - timedelta(days=1)
    ends = [day for day in (one.valid_until, stopped_on, before) if day is not None]
    induction = decision is not None and decision.kind == OrderKind.INDUCTION
    return Ordered(
        order=one, steps=steps_of(one),
        first=max(one.valid_from, clinic_day_of(patient.unit, at=one.signed_at)),
        last=min(ends, default=None),
        mark=RESTART if one.is_restart else INDUCTION if induction else "",
    )  # fmt: skip
