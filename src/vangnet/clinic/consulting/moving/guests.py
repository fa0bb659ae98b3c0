"""Guest days: the home's prescriber signs them, the guest unit's orders for them, either cuts them.

Each action locks the person, asks rules.moving, and writes or answers with every reason.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from vangnet.clinic.consulting.ladder.facts import died_on
from vangnet.clinic.consulting.models import GuestCut, GuestOrder, GuestPermission
from vangnet.clinic.consulting.moving import facts
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.roles import Task
from vangnet.rules.moving import (
    Amounts,
    Days,
    MovingReason,
    faults_of_cut,
    faults_of_guest_days,
    faults_of_guest_order,
)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Generic[Row]):
    """What was written, or every reason why not."""

    row: Row | None = None
    reasons: tuple[MovingReason, ...] = ()


def lock(patient: Patient) -> Patient:
    """One action at a time on one person, as for their orders and doses."""
    rows = Patient.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    return rows.get(pk=patient.pk)


def permit_guest(
    *, patient: Patient, host: Unit, days: Days, words: str, signature: Signature, at: datetime,
    request_id: UUID,
) -> Moved[GuestPermission]:  # fmt: skip
    """Another unit gives the doses on these days, and this one none. The same request is one."""
    by = signature.user
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = lock(patient)
        if earlier := GuestPermission.objects.filter(request_id=request_id).first():
            asked = (patient.pk, host.pk, days.first_on, days.last_on)
            was = (earlier.patient_id, earlier.host_id, earlier.first_on, earlier.last_on)
            return Moved(row=_same(earlier, request_id, was == asked))
        today = clinic_day_of(locked.unit, at=at)
        now = facts.situation(locked, to=host, by=by, today=today)
        if reasons := faults_of_guest_days(days, now):
            return Moved(reasons=reasons)
        return Moved(row=GuestPermission.objects.create(
            unit_id=locked.unit_id, host=host, patient=locked, first_on=days.first_on,
            last_on=days.last_on, words=words.strip(), request_id=request_id, signed_at=at,
            signed_by=by, signed_with=signature.method,
        ))  # fmt: skip


def cut_short(
    *, permission: GuestPermission, last_on: date, why: str, signature: Signature, at: datetime,
    request_id: UUID,
) -> Moved[GuestCut]:  # fmt: skip
    """The guest days end on `last_on`; the day before the first takes them back altogether."""
    by = signature.user
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        lock(permission.patient)
        if earlier := GuestCut.objects.filter(request_id=request_id).first():
            same = (earlier.permission_id, earlier.last_on) == (permission.pk, last_on)
            return Moved(row=_same(earlier, request_id, same))
        stay = next(iter(facts.stays(pk=permission.pk)), None)
        if stay is None:
            return Moved(reasons=(MovingReason.CUT_IS_NOT_SHORTER,))
        unit = _unit_of(permission, signature)
        reasons = faults_of_cut(
            stay.days, last_on, today=clinic_day_of(unit or permission.unit, at=at),
            last_dosed_on=facts.last_dosed_at(permission), is_of_either=unit is not None,
            has_died=died_on(permission.patient) is not None,
        )  # fmt: skip
        if reasons or unit is None:
            return Moved(reasons=reasons)
        return Moved(row=GuestCut.objects.create(
            unit=unit, permission=permission, last_on=last_on, why=why.strip(),
            request_id=request_id, cut_at=at, cut_by=by, signed_with=signature.method,
        ))  # fmt: skip


def order_for_guest(
    *, permission: GuestPermission, wanted: Amounts, signature: Signature, at: datetime,
    request_id: UUID,
) -> Moved[GuestOrder]:  # fmt: skip
    """What the guest unit gives on these days; a later one of the same drug takes its place."""
    by, host = signature.user, permission.host
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        lock(permission.patient)
        if earlier := GuestOrder.objects.filter(request_id=request_id).first():
            was = (earlier.permission_id, earlier.drug, earlier.dose_mg, earlier.day_mg)
            same = was == (permission.pk, wanted.drug.value, wanted.dose_mg, wanted.day_mg)
            return Moved(row=_same(earlier, request_id, same))
        stay = next(iter(facts.stays(pk=permission.pk)), None)
        signed = in_force(unit=host, at=at)
        limits = signed[1].for_dose(*wanted.product) if signed and signed[1].complete else None
        over = stay is None or stay.days.last_on < clinic_day_of(host, at=at)
        home = facts.home_amounts(stay, wanted.drug) if stay else None
        is_host = facts.works_at(by, host)
        has_died = died_on(permission.patient) is not None
        if reasons := faults_of_guest_order(
            wanted, home, limits, is_host=is_host, is_over=over, has_died=has_died
        ):
            return Moved(reasons=reasons)
        return Moved(row=GuestOrder.objects.create(
            unit=host, permission=permission, drug=wanted.drug, salt_form=wanted.salt_form,
            route=wanted.route, dose_mg=wanted.dose_mg, doses_per_day=wanted.doses_per_day,
            day_mg=wanted.day_mg, request_id=request_id, signed_at=at, prescriber=by,
            signed_with=signature.method,
        ))  # fmt: skip


def _unit_of(permission: GuestPermission, signature: Signature) -> Unit | None:
    """The unit of the two at which the signer works."""
    both = (permission.unit, permission.host)
    return next((unit for unit in both if facts.works_at(signature.user, unit)), None)


def _same(earlier: Row, request_id: UUID, same: bool) -> Row:
    """Other content under the same request is a mistake, never the first one's answer."""
    if not same:
        raise RequestReused(request_id)
    return earlier
