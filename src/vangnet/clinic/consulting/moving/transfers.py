"""A transfer: the home signs, the receiving unit accepts, and takes the record over on its day.

From that day on the old unit gives no dose, whether or not the record has been taken over yet.
"""

from datetime import date, datetime
from uuid import UUID

from vangnet.clinic.consulting.actions import end_approval, stop_order
from vangnet.clinic.consulting.approval.facts import open_referral
from vangnet.clinic.consulting.ladder.facts import open_approvals
from vangnet.clinic.consulting.models import (
    Transfer,
    TransferAnswer,
    TransferDone,
    TransferUndone,
)
from vangnet.clinic.consulting.moving import facts
from vangnet.clinic.consulting.moving.guests import Moved, lock
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.reception.facts import open_visit_of
from vangnet.clinic.registry.actions import change_home
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.moving import Answer, MovingReason, faults_of_transfer

STOPPED_BECAUSE = "transferred"


def sign_transfer(
    *, patient: Patient, to: Unit, from_on: date, words: str, signature: Signature, at: datetime,
    request_id: UUID,
) -> Moved[Transfer]:  # fmt: skip
    """The home hands somebody over, from a day on. The same request twice is one transfer."""
    by = signature.user
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        locked = lock(patient)
        if earlier := Transfer.objects.filter(request_id=request_id).first():
            was = (earlier.patient_id, earlier.to_unit_id, earlier.from_on)
            if was != (patient.pk, to.pk, from_on):
                raise RequestReused(request_id)
            return Moved(row=earlier)
        today = clinic_day_of(locked.unit, at=at)
        now = facts.situation(locked, to=to, by=by, today=today)
        reasons = faults_of_transfer(from_on, now)
        if open_referral(locked) is not None:
            reasons = (*reasons, MovingReason.REFERRAL_IS_OPEN)
        if reasons:
            return Moved(reasons=reasons)
        return Moved(row=Transfer.objects.create(
            unit_id=locked.unit_id, to_unit=to, patient=locked, from_on=from_on,
            words=words.strip(), request_id=request_id, signed_at=at, signed_by=by,
            signed_with=signature.method,
        ))  # fmt: skip


def answer_transfer(
    *, transfer: Transfer, answer: Answer, words: str, signature: Signature, at: datetime,
    keeps_approval: bool = False,
) -> Moved[TransferAnswer]:  # fmt: skip
    """Accepted or declined by the receiving unit, or taken back by the home: once, the same twice.

    `keeps_approval`: the receiving prescriber says that the approval holds at this unit too.
    """
    by = signature.user
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        patient = lock(transfer.patient)
        earlier = TransferAnswer.objects.filter(transfer=transfer).first()
        if earlier and earlier.answer == answer and earlier.answered_by_id == by.pk:
            return Moved(row=earlier)
        unit = transfer.unit if answer is Answer.TAKEN_BACK else transfer.to_unit
        reasons = []
        if earlier:
            reasons.append(MovingReason.ANSWERED_ALREADY)
        if not facts.works_at(by, unit):
            reasons.append(MovingReason.NOT_THE_RECEIVING_UNIT)
        last = facts.last_dosed(patient, elsewhere_than=transfer.to_unit)
        if answer is Answer.ACCEPTED and last is not None and last >= transfer.from_on:
            reasons.append(MovingReason.DOSED_ON_THESE_DAYS)
        if reasons:
            return Moved(reasons=tuple(reasons))
        return Moved(row=TransferAnswer.objects.create(
            unit=unit, transfer=transfer, answer=answer.value, words=words.strip(),
            keeps_approval=keeps_approval and answer is Answer.ACCEPTED, answered_at=at,
            answered_by=by, signed_with=signature.method,
        ))  # fmt: skip


def undo_transfer(
    *, transfer: Transfer, words: str, signature: Signature, unit: Unit, at: datetime
) -> Moved[TransferUndone]:
    """An accepted transfer does not go on: signed at either unit, `unit`. Twice is once.

    Without it, who stays after all would get no dose anywhere until the record went over and back.
    """
    by = signature.user
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        patient = lock(transfer.patient)
        if earlier := TransferUndone.objects.filter(transfer=transfer).first():
            return Moved(row=earlier)
        reasons = []
        either = unit.pk in (transfer.unit_id, transfer.to_unit_id)
        if not either or not facts.works_at(by, unit):
            reasons.append(MovingReason.NOT_OF_EITHER_UNIT)
        waiting = facts.open_transfers(patient=patient, answer__answer=Answer.ACCEPTED)
        if transfer.pk not in {one.pk for one in waiting}:
            reasons.append(MovingReason.NOT_ACCEPTED)
        if reasons:
            return Moved(reasons=tuple(reasons))
        return Moved(row=TransferUndone.objects.create(
            unit=unit, transfer=transfer, words=words.strip(), undone_at=at, undone_by=by,
            signed_with=signature.method,
        ))  # fmt: skip


def take_over(*, transfer: Transfer, by: User, at: datetime) -> Moved[TransferDone]:
    """The record goes over: the old orders stop, and the receiving unit is the home. Twice is once.

    Its prescriber then writes a new order; the doses of before count toward growth and gaps.
    """
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        patient = lock(transfer.patient)
        if earlier := TransferDone.objects.filter(transfer=transfer).first():
            return Moved(row=earlier)
        today = clinic_day_of(transfer.to_unit, at=at)
        answer = TransferAnswer.objects.filter(transfer=transfer, answer=Answer.ACCEPTED).first()
        reasons = []
        if not facts.works_at(by, transfer.to_unit):
            reasons.append(MovingReason.NOT_THE_RECEIVING_UNIT)
        if answer is None:
            reasons.append(MovingReason.NOT_ACCEPTED)
        if TransferUndone.objects.filter(transfer=transfer).exists():
            reasons.append(MovingReason.TRANSFER_IS_UNDONE)
        if transfer.from_on > today:
            reasons.append(MovingReason.DAY_HAS_NOT_COME)
        if open_visit_of(patient.pk) is not None:
            reasons.append(MovingReason.VISIT_IS_OPEN)
        if reasons or answer is None:
            return Moved(reasons=tuple(reasons))
        return Moved(row=_move(transfer, answer, patient, by=by, at=at))


def _move(
    transfer: Transfer, answer: TransferAnswer, patient: Patient, *, by: User, at: datetime
) -> TransferDone:
    today = clinic_day_of(transfer.to_unit, at=at)
    for order in facts.running_orders(patient):
        stop_order(order=order, reason=STOPPED_BECAUSE, by=by, at=at)
    if not answer.keeps_approval:
        for approval in open_approvals(patient, on=today):
            end_approval(approval=approval, ended_on=today, reason=STOPPED_BECAUSE, by=by, at=at)
    before = patient.number
    after = change_home(patient=patient, unit=transfer.to_unit)
    return TransferDone.objects.create(
        unit=transfer.to_unit, transfer=transfer, number_before=before, number_after=after,
        done_at=at, done_by=by,
    )  # fmt: skip
