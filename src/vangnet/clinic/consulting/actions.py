"""Orders, holds and the end of an approval. Who is approved, and how: approval/actions.py."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from vangnet.clinic.consulting.models import (
    Approval,
    ApprovalEnd,
    Hold,
    HoldKind,
    LiftRole,
    Order,
    OrderStep,
    OrderStop,
)
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit, Workplace
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.amounts import Drug, Route, SaltForm

OVERDOSE = "overdose"  # why opioids are locked: only the review of that emergency lifts it


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """From this day on: these amounts, in mg of the order's salt form."""

    from_on: date
    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What a prescriber asks for. Amounts in mg of `salt_form`."""

    drug: Drug
    salt_form: SaltForm
    route: Route
    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal
    valid_from: date
    valid_until: date | None
    is_restart: bool = False
    steps: tuple[NewStep, ...] = ()  # none: the same amounts on every day


def end_approval(
    *, approval: Approval, ended_on: date, reason: str, by: User, at: datetime
) -> ApprovalEnd:
    """Take an approval back, from `ended_on` on."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        return ApprovalEnd.objects.create(
            approval=approval, ended_on=ended_on, reason=reason, recorded_at=at, recorded_by=by
        )


def sign_order(*, patient: Patient, new: NewOrder, by: User, at: datetime) -> Order:
    """Sign an order; it supersedes the patient's last one of that drug from this moment on."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        # Orders of one patient follow each other: none can supersede what another just did.
        Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
        numbered = Order.objects.filter(patient=patient).order_by("-number")
        newest, last = numbered.first(), numbered.filter(drug=new.drug).first()
        order = Order.objects.create(
            unit_id=patient.unit_id, patient=patient, number=newest.number + 1 if newest else 1,
            drug=new.drug, salt_form=new.salt_form, route=new.route, dose_mg=new.dose_mg,
            doses_per_day=new.doses_per_day, day_mg=new.day_mg, valid_from=new.valid_from,
            valid_until=new.valid_until, signed_at=at, prescriber=by, supersedes=last,
            is_restart=new.is_restart, steps_count=len(new.steps),
        )  # fmt: skip
        for step in new.steps:
            OrderStep.objects.create(
                order=order, from_on=step.from_on, dose_mg=step.dose_mg,
                doses_per_day=step.doses_per_day, day_mg=step.day_mg,
            )  # fmt: skip
        return order


def stop_order(*, order: Order, reason: str, by: User, at: datetime) -> OrderStop:
    """End an order before its last day. Twice is once."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=order.patient_id)
        if earlier := OrderStop.objects.filter(order=order).first():
            return earlier
        return OrderStop.objects.create(order=order, stopped_at=at, stopped_by=by, reason=reason)


def put_on_hold(
    *, patient: Patient, kind: HoldKind, reason: str, owner: User, by: User, at: datetime,
    lift_role: LiftRole = LiftRole.PRESCRIBER, review_on: date | None = None,
    ends_at: datetime | None = None, unit: Unit | None = None,
) -> Hold:  # fmt: skip
    """Doses wait, at every unit, until `owner`, or who `lift_role` names, has looked.

    `unit`: where it was placed, when that is not the patient's own: a guest is held there too.

    Without a day to look again it is to be looked at the day it was placed.
    """
    by.must(Task.PUT_ON_HOLD)
    with acting(str(by.pk)):
        return Hold.objects.create(
            unit_id=unit.pk if unit else patient.unit_id, patient=patient, kind=kind,
            reason=reason, owner=owner,
            lift_role=lift_role, review_on=review_on or clinic_day_of(patient.unit, at=at),
            ends_at=ends_at, placed_at=at, placed_by=by,
        )  # fmt: skip


def lock_opioids(*, patient: Patient, owner: User, by: User, at: datetime) -> Hold:
    """The lock on every opioid, part of an emergency's start: see recovery/emergency."""
    by.must(Task.HELP_IN_EMERGENCY)
    return Hold.objects.create(
        unit_id=patient.unit_id, patient=patient, kind=HoldKind.EMERGENCY, reason=OVERDOSE,
        owner=owner, lift_role=LiftRole.PRESCRIBER, placed_at=at, placed_by=by,
        review_on=clinic_day_of(patient.unit, at=at),
    )  # fmt: skip


def may_lift(hold: Hold, by: User) -> bool:
    """The owner of a soft hold, and the role it names, of a unit that has to do with it: where it
    was placed, where its owner works, or the patient's own. The database asks the same again.
    """
    if hold.kind == HoldKind.EMERGENCY and hold.reason == OVERDOSE:
        return False  # its review lifts it, by lift_lock
    if hold.kind != HoldKind.EMERGENCY and not _is_theirs(hold, by):
        return False
    if hold.kind == HoldKind.SOFT and hold.owner_id == by.pk:
        return True
    if hold.lift_role == LiftRole.MEDICAL_DIRECTOR:
        return by.is_active and by.is_medical_director
    nurses = hold.lift_role == LiftRole.NURSE and by.may(Task.PUT_ON_HOLD)
    return nurses or by.may(Task.PRESCRIBE)


def _is_theirs(hold: Hold, by: User) -> bool:
    near = Q(unit=hold.unit_id) | Q(unit__patients=hold.patient_id)
    owners = Q(unit__workplace__user=hold.owner_id)
    return Workplace.objects.filter(near | owners, user=by).exists()


def lift_hold(*, hold: Hold, because: str, by: User, at: datetime) -> Hold | None:
    """Lift a hold and write why; None when this person may not. Twice is once."""
    assert because.strip(), "the form asks why"
    if not may_lift(hold, by):
        return None
    with acting(str(by.pk)):
        return _lift(hold, because, by=by, at=at)


def lift_lock(*, hold: Hold, because: str, by: User, at: datetime) -> Hold:
    """Part of the review after an overdose; without that review the database refuses it."""
    by.must(Task.PRESCRIBE)
    return _lift(hold, because, by=by, at=at)


def _lift(hold: Hold, because: str, *, by: User, at: datetime) -> Hold:
    locked = Hold.objects.select_for_update(no_key=True).get(pk=hold.pk)
    if locked.lifted_at is None:
        locked.lifted_at, locked.lifted_by, locked.lifted_because = at, by, because.strip()
        locked.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    return locked
