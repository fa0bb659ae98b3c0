"""Writing an order: lock the person, ask the rule, keep its answer, and only then sign."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Order, OrderDecision
from vangnet.clinic.consulting.orders import facts
from vangnet.clinic.consulting.orders.facts import Wanted
from vangnet.clinic.consulting.orders.rungs import climb
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.rules.decision import Decision
from vangnet.rules.dosing import OrderingFacts, may_order
from vangnet.rules.dosing.facts import ordering_to_json
from vangnet.rules.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the rule would say now, and what it was told."""

    facts: OrderingFacts
    protocol: Protocol | None
    decision: Decision


def look(*, patient: Patient, wanted: Wanted, by: User, at: datetime) -> Looked:
    """Ask without a signature. Nothing is kept."""
    signed = protocols.in_force(unit=patient.unit, at=at)
    protocol = signed[1] if signed else None
    told = facts.ordering(patient=patient, wanted=wanted, by=by, at=at)
    return Looked(facts=told, protocol=protocol, decision=may_order(told, protocol))


def write_order(
    *, patient: Patient, wanted: Wanted, signature: Signature, at: datetime, request_id: UUID
) -> OrderDecision:
    """Ask the rule and keep the answer; when it is allowed, the order is signed by it.

    A refusal is a result, kept like any other. The same request twice is one order.
    """
    by = signature.user
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
        if earlier := OrderDecision.objects.filter(request_id=request_id).first():
            return _same(earlier, patient, wanted)
        signed = protocols.in_force(unit=patient.unit, at=at)
        told = facts.ordering(patient=patient, wanted=wanted, by=by, at=at)
        decision = may_order(told, signed[1] if signed else None)
        order = _sign(patient, wanted, told, by, at) if decision.allowed else None
        if order:
            climb(order, by=by, at=at)
        return OrderDecision.objects.create(
            request_id=request_id, unit_id=patient.unit_id, patient=patient, order=order,
            kind=wanted.kind.value, facts=ordering_to_json(told),
            protocol=signed[0] if signed else None, allowed=decision.allowed,
            reasons=[refusal.to_json() for refusal in decision.refusals],
            written_reason=wanted.reason.strip(), at=at, by=by,
            signed_with=signature.method,
        )  # fmt: skip


def _sign(patient: Patient, wanted: Wanted, told: OrderingFacts, by: User, at: datetime) -> Order:
    """The order as the rule saw it: with the days until it begins, when there are any."""
    first, steps = told.steps[0], told.steps
    return consulting.sign_order(
        patient=patient, by=by, at=at,
        new=consulting.NewOrder(
            drug=wanted.drug, salt_form=wanted.salt_form, route=wanted.route,
            dose_mg=first.dose_mg, doses_per_day=first.doses_per_day, day_mg=first.day_mg,
            valid_from=first.from_on, valid_until=wanted.valid_until,
            is_restart=wanted.is_restart,
            steps=tuple(
                consulting.NewStep(
                    from_on=one.from_on, dose_mg=one.dose_mg, doses_per_day=one.doses_per_day,
                    day_mg=one.day_mg,
                )
                for one in steps
            )
            if len(steps) > 1
            else (),
        ),
    )  # fmt: skip


def _same(earlier: OrderDecision, patient: Patient, wanted: Wanted) -> OrderDecision:
    """Another order under the same request is a mistake, never the first one's answer."""
    asked = [
        (one.from_on.isoformat(), str(one.dose_mg), one.doses_per_day, str(one.day_mg))
        for one in wanted.steps
    ]
    kept = earlier.facts["steps"][-len(asked) :]
    was = [(one["from_on"], one["dose_mg"], one["doses_per_day"], one["day_mg"]) for one in kept]
    product = (earlier.facts["drug"], earlier.facts["salt_form"], earlier.facts["route"])
    if (earlier.patient_id, was, product) != (patient.pk, asked, wanted.product):
        raise RequestReused(earlier.request_id)
    return earlier
