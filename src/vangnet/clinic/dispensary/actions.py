"""The hatch: ask the gate, keep its answer, let the dose go. One use case, one transaction."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.dispensary import facts, goods, hatch
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import GuardRefused, RequestReused, guarded
from vangnet.clinic.keyed import new_key
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.vault.models import Container, Kit
from vangnet.rules.amounts import is_whole_step
from vangnet.rules.decision import Decision
from vangnet.rules.facts import Facts
from vangnet.rules.facts_json import facts_to_json
from vangnet.rules.gate import may_dispense
from vangnet.rules.protocol import Protocol

DOSE_MG_TOO_LONG = 10**6  # what the column cannot hold; the limits of a dose are the protocol's


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One press of "Hand over": which dose, from where, signed by whom."""

    visit: Visit
    order: Order | None  # which of the patient's orders: one a drug
    dose_mg: Decimal
    container: Container | None
    kit: Kit | None
    by: User
    witness: Signature | None
    witness_read_mg: Decimal | None
    at: datetime
    request_id: UUID


class WitnessReadAnother(Exception):
    """The witness signed for another amount than is asked now: the screen was an old one."""


class DoseNotPossible(ValueError):
    """A dose is above 0 mg and no finer than 0.001 mg."""


def look(
    *, visit: Visit, order: Order | None, dose_mg: Decimal, by: User, at: datetime
) -> tuple[Decision, Protocol | None]:
    """What the gate would say now, before anything is scanned or signed. Nothing is kept."""
    signed = protocols.in_force(unit=visit.unit, at=at)
    protocol = signed[1] if signed else None
    asked = facts.Asked(
        unit=visit.unit, patient=visit.patient, visit=visit, order=order, dose_mg=dose_mg,
        container=None, kit=None, by=by, witness=None, at=at, look_only=True,
    )  # fmt: skip
    return may_dispense(facts.at_the_hatch(asked), protocol), protocol


def hand_over(request: Request) -> HandOver:
    """Ask the gate, keep the answer, and only then let the drug leave the vault.

    A refusal is a result, not an exception: raising would roll back the record of it. When a
    guard of the database saw what the gate could not see yet (a kit that another hatch was just
    issuing), the question is put once more, and the gate refuses with its reasons. GuardRefused
    comes out only for what the gate is not told: the register of the day is closed.
    """
    if not (0 < request.dose_mg < DOSE_MG_TOO_LONG and is_whole_step(request.dose_mg)):
        raise DoseNotPossible(request.dose_mg)
    if request.witness and request.witness_read_mg != request.dose_mg:
        raise WitnessReadAnother(request.request_id)
    request = _of_this_unit(request)
    try:
        return _ask_and_keep(request)
    except GuardRefused:
        return _ask_and_keep(request)


def _of_this_unit(request: Request) -> Request:
    """Another unit's container or kit is none at this hatch, and the gate says so."""
    unit, container, kit = request.visit.unit_id, request.container, request.kit
    return replace(
        request,
        container=container if container and container.unit_id == unit else None,
        kit=kit if kit and kit.unit_id == unit else None,
    )


def _ask_and_keep(request: Request) -> HandOver:
    visit, container, kit = request.visit, request.container, request.kit
    with guarded():
        row = hatch.read(
            actor=request.by.pk, request_id=request.request_id, visit=visit.pk,
            order=request.order.pk if request.order else None,
            container=container.pk if container else None, kit=kit.pk if kit else None,
            at=request.at,
        )  # fmt: skip
        if "earlier" in row:
            return _same_or_reused(request)
        known = hatch.facts_of(
            row, unit=visit.unit, dose_mg=request.dose_mg, at=request.at,
            staff=goods.staff_facts(request.by, request.witness),
        )  # fmt: skip
        protocol = protocols.read_key(row["protocol"])
        kept = _answer(request, row, known, may_dispense(known, protocol))
        hatch.keep(_columns(kept, row))
        return kept


def _answer(request: Request, row: hatch.Row, known: Facts, decision: Decision) -> HandOver:
    """The question and its answer, allowed or refused, with all it was answered from."""
    doses_before = sum(1 for dose in known.doses if dose.clinic_day == known.clinic_day)
    order = row["order"]
    return HandOver(
        request_id=request.request_id,
        unit_id=request.visit.unit_id,
        clinic_day=known.clinic_day,
        visit_id=request.visit.pk,
        patient_id=UUID(row["patient"]),
        order_id=UUID(order["id"]) if order else None,
        drug=known.drug.value,
        salt_form=known.salt_form.value,
        route=known.route.value,
        dose_mg=request.dose_mg,
        number_of_day=doses_before + 1 if decision.allowed else None,
        container=request.container,
        kit=request.kit,
        facts=facts_to_json(known),
        protocol_id=UUID(row["protocol"]) if row["protocol"] else None,
        allowed=decision.allowed,
        reasons=[refusal.to_json() for refusal in decision.refusals],
        at=request.at,
        by=request.by,
        witness=request.witness.user if request.witness else None,
        witness_read_mg=request.witness_read_mg,
    )


def _columns(kept: HandOver, row: hatch.Row) -> hatch.Row:
    """The row as the database's own function takes it, with the keys of what follows from it."""
    columns = {
        field.attname: getattr(kept, field.attname) for field in HandOver._meta.concrete_fields
    }
    texts = {
        name: str(value)
        for name, value in columns.items()
        if isinstance(value, UUID | Decimal | datetime | date)
    }
    room = row["room"]
    return {
        **columns, **texts, "posting_id": str(new_key()), "use_id": str(new_key()),
        "room_id": room[2] if room else None,
    }  # fmt: skip


def _same_or_reused(request: Request) -> HandOver:
    earlier = HandOver.objects.get(request_id=request.request_id)
    was = (
        earlier.visit_id, earlier.dose_mg, earlier.container_id, earlier.kit_id, earlier.by_id,
        earlier.witness_id,
    )  # fmt: skip
    container = request.container.pk if request.container else None
    kit = request.kit.pk if request.kit else None
    witness = request.witness.user.pk if request.witness else None
    now = (request.visit.pk, request.dose_mg, container, kit, request.by.pk, witness)
    other_drug = request.order is not None and request.order.drug != earlier.drug
    if was != now or other_drug:
        raise RequestReused(request.request_id)
    return earlier
