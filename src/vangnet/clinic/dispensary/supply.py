"""To take home: ask the gate, keep its answer, let the bottles go; and back, before a witness."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.moving.place import is_at_home
from vangnet.clinic.dispensary import facts
from vangnet.clinic.dispensary.actions import WitnessReadAnother
from vangnet.clinic.dispensary.models import Bottle, Supply
from vangnet.clinic.dispensary.ordered import in_force, order_on
from vangnet.clinic.journal.actions import GuardRefused, RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.vault import actions as vault
from vangnet.clinic.vault.models import Container, PostingKind
from vangnet.rules.decision import Decision
from vangnet.rules.facts import Facts, SupplyDayFacts
from vangnet.rules.facts_json import facts_to_json
from vangnet.rules.gate import may_supply
from vangnet.rules.protocol import Protocol

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many days of one order, from `first_on` on, to be carried home from this visit."""

    visit: Visit
    order: Order
    first_on: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One press of "Hand over to take home"."""

    container: Container | None
    by: User
    witness: Signature | None
    witness_read_mg: Decimal | None
    at: datetime
    request_id: UUID


class BottleNotOut(Exception):
    """No such bottle left this unit."""


def days_of(wanted: Wanted) -> tuple[SupplyDayFacts, ...]:
    """What the order says on each day. On days of another unit, and to a guest, it says nothing."""
    found, patient = [], wanted.order.patient
    for n in range(wanted.days):
        day = wanted.first_on + timedelta(days=n)
        says, order = order_on(wanted.order, day), wanted.order
        found.append(
            SupplyDayFacts(
                day=day, dose_mg=says.dose_mg, doses_per_day=says.doses_per_day,
                order_is_valid=in_force(order, day) and order.valid_until is not None
                and is_at_home(patient, day) and wanted.visit.unit_id == patient.unit_id,
            )
        )  # fmt: skip
    return tuple(found)


def total_mg(wanted: Wanted) -> Decimal:
    return sum((one.dose_mg for one in days_of(wanted)), ZERO)


def look(*, wanted: Wanted, by: User, at: datetime) -> Decision:
    """What the gate would say now, before anything is scanned or signed. Nothing is kept."""
    known, protocol, _key = _asked(wanted, _unsigned(by, at), look_only=True)
    return may_supply(known, protocol)


def supply(*, wanted: Wanted, signed: Signed) -> Supply:
    """Ask the gate, keep the answer, and only then let the bottles leave the vault.

    A refusal is a result, not an exception. What a guard saw before the gate could is asked again.
    """
    if signed.witness and signed.witness_read_mg != total_mg(wanted):
        raise WitnessReadAnother(signed.request_id)
    try:
        return _ask_and_keep(wanted, signed)
    except GuardRefused:
        return _ask_and_keep(wanted, signed)


def _ask_and_keep(wanted: Wanted, signed: Signed) -> Supply:
    with acting(str(signed.by.pk)):
        _lock(wanted, signed)
        if earlier := Supply.objects.filter(request_id=signed.request_id).first():
            return _same_or_reused(earlier, wanted, signed)
        known, protocol, key = _asked(wanted, signed, look_only=False)
        decision = may_supply(known, protocol)
        kept = _keep(wanted, signed, known, decision, key)
        if decision.allowed:
            _let_go(kept, known, signed)
        return kept


def _lock(wanted: Wanted, signed: Signed) -> None:
    """Person, visit and container, in the order of the hatch."""
    Patient.objects.select_for_update(no_key=True).get(pk=wanted.visit.patient_id)
    Visit.objects.select_for_update(no_key=True).get(pk=wanted.visit.pk)
    if signed.container:
        Container.objects.select_for_update(no_key=True).get(pk=signed.container.pk)


def _asked(
    wanted: Wanted, signed: Signed, *, look_only: bool
) -> tuple[Facts, Protocol | None, UUID | None]:
    visit = Visit.objects.select_related("unit", "patient").get(pk=wanted.visit.pk)
    found = protocols.in_force(unit=visit.unit, at=signed.at)
    box = (
        signed.container if signed.container and signed.container.unit_id == visit.unit_id else None
    )
    days = days_of(wanted)
    asked = facts.Asked(
        unit=visit.unit, patient=visit.patient, visit=visit, order=wanted.order,
        dose_mg=sum((one.dose_mg for one in days), ZERO), container=box, kit=None, by=signed.by,
        witness=signed.witness, at=signed.at, look_only=look_only,
    )  # fmt: skip
    known = replace(facts.at_the_hatch(asked), supply=days)
    return known, found[1] if found else None, found[0].pk if found else None


def _unsigned(by: User, at: datetime) -> Signed:
    return Signed(
        container=None, by=by, witness=None, witness_read_mg=None, at=at, request_id=UUID(int=0)
    )


def _keep(
    wanted: Wanted, signed: Signed, known: Facts, decision: Decision, protocol: UUID | None
) -> Supply:
    return Supply.objects.create(
        request_id=signed.request_id, unit_id=wanted.visit.unit_id, clinic_day=known.clinic_day,
        visit=wanted.visit, patient_id=wanted.visit.patient_id, order=wanted.order,
        drug=wanted.order.drug, salt_form=wanted.order.salt_form, route=wanted.order.route,
        days=wanted.days, supply_mg=known.dose_mg, container=signed.container,
        facts=facts_to_json(known), protocol_id=protocol, allowed=decision.allowed,
        reasons=[refusal.to_json() for refusal in decision.refusals], at=signed.at, by=signed.by,
        witness=signed.witness.user if signed.witness else None,
        witness_read_mg=signed.witness_read_mg,
    )  # fmt: skip


def _let_go(kept: Supply, known: Facts, signed: Signed) -> None:
    assert signed.container is not None, "an allowed supply has its container"
    for day in known.supply:
        Bottle.objects.create(
            supply=kept, patient_id=kept.patient_id, drug=kept.drug, for_on=day.day,
            dose_mg=day.dose_mg,
        )  # fmt: skip
    vault.post(
        signed.container, kind=PostingKind.TAKE_HOME, mg=kept.supply_mg, by=signed.by,
        witness=kept.witness, at=signed.at, about=kept.pk,
    )  # fmt: skip


def _same_or_reused(earlier: Supply, wanted: Wanted, signed: Signed) -> Supply:
    box = signed.container.pk if signed.container else None
    was = (earlier.visit_id, earlier.drug, earlier.days, earlier.container_id)
    if was != (wanted.visit.pk, wanted.order.drug, wanted.days, box):
        raise RequestReused(signed.request_id)
    return earlier


def bring_back(*, bottle: Bottle, by: User, witness: Signature, at: datetime) -> Bottle:
    """An unused bottle, whole: sealed as residue, and its day is free again. Twice is once.

    Found after its day it comes back as well, or the register would miss it; that day then had
    no dose, and counts toward a gap.
    """
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=bottle.patient_id)
        locked = Bottle.objects.select_for_update(no_key=True, of=("self",)).select_related(
            "supply__container__lot", "supply__unit"
        ).get(pk=bottle.pk)  # fmt: skip
        if locked.back_at is not None:
            return locked
        box = locked.supply.container
        if box is None:
            raise BottleNotOut(locked.pk)
        locked.back_at, locked.back_by, locked.back_witness = at, by, witness.user
        locked.save(update_fields=["back_at", "back_by", "back_witness"])
        vault.post(
            box, kind=PostingKind.TAKEN_BACK, mg=locked.dose_mg, by=by, witness=witness.user,
            at=at, about=locked.supply_id,
        )  # fmt: skip
        return locked
