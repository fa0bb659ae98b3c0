"""Which unit gives a person's doses on a day: the plain reading, and the hatch's row read out.

The hatch asks consulting_place of the database; a property test ties the two together.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from vangnet.clinic.consulting.models import GuestOrder, Order
from vangnet.clinic.consulting.moving import facts
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.facts import GuestOrderFacts, PlaceFacts


def place_facts(
    patient: Patient, *, unit: Unit, day: date, drug: Drug | None, dosed_at: str | None
) -> PlaceFacts:
    """Seen from `unit`. `dosed_at`: another unit that gave a dose that day; the caller knows."""
    home = Unit.objects.get(patients=patient)
    stay = facts.stay_on(patient, day)
    moved = facts.moved_by(patient, day)
    here = stay is not None and stay.permission.host_id == unit.pk
    order = facts.guest_order(stay.permission, drug or Drug.DIAMORPHINE) if stay else None
    return PlaceFacts(
        is_home=home.pk == unit.pk, home=home.name, is_guest_here=here,
        guest_at=stay.permission.host.name if stay and not here else None,
        guest_until=stay.days.last_on if stay else None,
        moved_to=moved.to_unit.name if moved else None, moved_on=moved.from_on if moved else None,
        dosed_at=dosed_at, guest_order=_order(order) if order else None,
    )  # fmt: skip


def guest_dose_mg(visit: Visit, order: Order, *, ordered_mg: Decimal, at: datetime) -> Decimal:
    """What the hatch asks for first: for a guest no more than the guest order says.

    `ordered_mg`: the home's order on this day.
    """
    stay = facts.stay_on(visit.patient, clinic_day_of(visit.unit, at=at))
    if stay is None or stay.permission.host_id != visit.unit_id:
        return ordered_mg
    own = facts.guest_order(stay.permission, Drug(order.drug))
    return min(ordered_mg, own.dose_mg) if own else ordered_mg


def place_of(row: dict[str, Any], *, drug: Drug) -> PlaceFacts:
    """The same from the row of consulting_place."""
    ordered = (row["orders"] or {}).get(drug.value)
    return PlaceFacts(
        is_home=row["is_home"], home=row["home"], is_guest_here=row["is_guest_here"],
        guest_at=row["guest_at"], guest_until=_on(row["guest_until"]), moved_to=row["moved_to"],
        moved_on=_on(row["moved_on"]), dosed_at=row["dosed_at"],
        guest_order=GuestOrderFacts(
            drug=drug, salt_form=SaltForm(ordered[0]), route=Route(ordered[1]),
            dose_mg=Decimal(ordered[2]), doses_per_day=ordered[3], day_mg=Decimal(ordered[4]),
        ) if ordered else None,
    )  # fmt: skip


def _order(order: GuestOrder) -> GuestOrderFacts:
    return GuestOrderFacts(
        drug=Drug(order.drug), salt_form=SaltForm(order.salt_form), route=Route(order.route),
        dose_mg=order.dose_mg, doses_per_day=order.doses_per_day, day_mg=order.day_mg,
    )  # fmt: skip


def _on(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def is_at_home(patient: Patient, day: date) -> bool:
    """The home gives the doses of that day: no guest day, and no accepted transfer before it."""
    return facts.stay_on(patient, day) is None and facts.moved_by(patient, day) is None
