"""The hatch: ask the gate, keep its answer, let the dose go. One use case, one transaction."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.dispensary import facts
from vangnet.clinic.dispensary.models import HandOver, Use
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.protocols.models import ProtocolVersion
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.vault import actions as vault
from vangnet.clinic.vault.models import Container, Kit, PostingKind
from vangnet.rules.decision import Decision
from vangnet.rules.facts import Facts
from vangnet.rules.facts_json import facts_to_json
from vangnet.rules.gate import may_dispense
from vangnet.rules.protocol import Protocol
from vangnet.rules.visit import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One press of "Hand over": which dose, from where, signed by whom."""

    visit: Visit
    dose_mg: Decimal
    container: Container | None
    kit: Kit | None
    by: User
    witness: Signature | None
    witness_read_mg: Decimal | None
    at: datetime
    request_id: UUID


def look(
    *, visit: Visit, dose_mg: Decimal, by: User, at: datetime
) -> tuple[Decision, Protocol | None]:
    """What the gate would say now, before anything is scanned or signed. Nothing is kept."""
    signed = protocols.in_force(unit=visit.unit, at=at)
    protocol = signed[1] if signed else None
    asked = facts.Asked(
        unit=visit.unit, patient=visit.patient, visit=visit,
        order=facts.current_order(visit.patient), dose_mg=dose_mg, container=None, kit=None,
        by=by, witness=None, at=at, look_only=True,
    )  # fmt: skip
    return may_dispense(facts.at_the_hatch(asked), protocol), protocol


def hand_over(request: Request) -> HandOver:
    """Ask the gate, keep the answer, and only then let the drug leave the vault.

    A refusal is a result, not an exception: raising would roll back the record of it.
    """
    visit = request.visit
    with acting(str(request.by.pk)):
        # One hand-over at a time per person, or two hatches could each see "none today".
        Patient.objects.select_for_update(no_key=True).get(pk=visit.patient_id)
        if earlier := HandOver.objects.filter(request_id=request.request_id).first():
            return _same_or_reused(earlier, request)
        locked = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
        signed = protocols.in_force(unit=visit.unit, at=request.at)
        asked = _asked(request, locked)
        known = facts.at_the_hatch(asked)
        decision = may_dispense(known, signed[1] if signed else None)
        kept = _keep(request, asked, known, decision, signed[0] if signed else None)
        if kept.allowed:
            _let_go(kept, locked)
        return kept


def _asked(request: Request, visit: Visit) -> facts.Asked:
    return facts.Asked(
        unit=visit.unit, patient=visit.patient, visit=visit,
        order=facts.current_order(visit.patient), dose_mg=request.dose_mg,
        container=request.container, kit=request.kit, by=request.by, witness=request.witness,
        at=request.at,
    )  # fmt: skip


def _keep(
    request: Request, asked: facts.Asked, known: Facts, decision: Decision,
    signed: ProtocolVersion | None,
) -> HandOver:  # fmt: skip
    """The question and its answer, allowed or refused, with all it was answered from."""
    doses_before = sum(1 for dose in known.doses if dose.clinic_day == known.clinic_day)
    return HandOver.objects.create(
        request_id=request.request_id,
        unit=asked.unit,
        clinic_day=known.clinic_day,
        visit=asked.visit,
        patient=asked.patient,
        order=asked.order,
        drug=known.drug,
        salt_form=known.salt_form,
        route=known.route,
        dose_mg=request.dose_mg,
        number_of_day=doses_before + 1 if decision.allowed else None,
        container=request.container,
        kit=request.kit,
        facts=facts_to_json(known),
        protocol=signed,
        allowed=decision.allowed,
        reasons=[refusal.to_json() for refusal in decision.refusals],
        at=request.at,
        by=request.by,
        witness=request.witness.user if request.witness else None,
        witness_read_mg=request.witness_read_mg,
    )


def _let_go(kept: HandOver, visit: Visit) -> None:
    """The drug leaves its container, a use opens in the visit's room, the visit moves on."""
    assert kept.container is not None
    assert kept.witness is not None
    room = RoomStay.objects.select_related("room").get(visit=visit, until_at__isnull=True).room
    vault.post(
        kept.container, kind=PostingKind.DOSE, mg=kept.dose_mg, by=kept.by, witness=kept.witness,
        at=kept.at, about=kept.pk,
    )  # fmt: skip
    Use.objects.create(
        unit_id=kept.unit_id, hand_over=kept, visit=visit, patient_id=kept.patient_id, room=room,
        dose_mg=kept.dose_mg, opened_at=kept.at,
    )  # fmt: skip
    reception.move(visit, Stage.DOSED)


def _same_or_reused(earlier: HandOver, request: Request) -> HandOver:
    was = (earlier.visit_id, earlier.dose_mg, earlier.container_id, earlier.kit_id)
    container = request.container.pk if request.container else None
    kit = request.kit.pk if request.kit else None
    if was != (request.visit.pk, request.dose_mg, container, kit):
        raise RequestReused(request.request_id)
    return earlier
