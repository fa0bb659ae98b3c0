"""At the door: who is this, may they come in, and which room is theirs."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from uuid import UUID

from vangnet.clinic.journal.actions import GuardRefused, RequestReused, acting
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.here import is_expected
from vangnet.clinic.registry.models import (
    Patient,
    PatientIdentifier,
    PatientIdentity,
    Room,
    RoomState,
    Unit,
)
from vangnet.clinic.registry.person import RECORD_ID_SYSTEM
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.visit import Stage, may_move


class DoorReason(StrEnum):
    """Why someone was not checked in."""

    NOT_ALLOWED = auto()
    FACE_NOT_CONFIRMED = auto()
    NO_SECOND_IDENTIFIER = auto()
    BIRTH_DATE_DIFFERS = auto()
    IDENTIFIER_DIFFERS = auto()
    ALREADY_HERE = auto()
    REGISTERED_ELSEWHERE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """The answer of the desk: a visit, or every reason why not."""

    visit: Visit | None
    reasons: tuple[DoorReason, ...] = ()


class HadDose(Exception):
    """A dose was handed over in this visit: the way out is by recovery."""


def check_in(
    *, unit: Unit, patient: Patient, face_matches: bool, birth_date: date | None,
    identifier: str | None, by: User, at: datetime, request_id: UUID,
) -> CheckIn:  # fmt: skip
    """Confirm two identifiers and open the visit. The same request twice is one visit."""
    with acting(str(by.pk)):
        # One check-in at a time a person: the question "already here?" stays true.
        Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
        if earlier := Visit.objects.filter(request_id=request_id).first():
            if earlier.patient_id != patient.pk:
                raise RequestReused(request_id)
            return CheckIn(visit=earlier)
        confirmed, reasons = _confirm(patient, face_matches, birth_date, identifier)
        if not by.may(Task.CHECK_IN):
            reasons.insert(0, DoorReason.NOT_ALLOWED)
        if not is_expected(patient, unit=unit, day=clinic_day_of(unit, at=at)):
            reasons.append(DoorReason.REGISTERED_ELSEWHERE)
        if Visit.objects.filter(patient=patient, closed_at__isnull=True).exists():
            reasons.append(DoorReason.ALREADY_HERE)
        if reasons:
            return CheckIn(visit=None, reasons=tuple(reasons))
        visit = Visit.objects.create(
            unit=unit,
            patient=patient,
            clinic_day=clinic_day_of(unit, at=at),
            opened_at=at,
            opened_by=by,
            identifiers=confirmed,
            request_id=request_id,
        )
        return CheckIn(visit=visit)


def _confirm(
    patient: Patient, face_matches: bool, birth_date: date | None, identifier: str | None
) -> tuple[list[str], list[DoorReason]]:
    confirmed, reasons = [], []
    if face_matches:
        confirmed.append("photo")
    else:
        reasons.append(DoorReason.FACE_NOT_CONFIRMED)
    if birth_date is not None:
        if PatientIdentity.objects.filter(patient=patient, birth_date=birth_date).exists():
            confirmed.append("birth_date")
        else:
            reasons.append(DoorReason.BIRTH_DATE_DIFFERS)
    if identifier:
        known = PatientIdentifier.objects.filter(patient=patient, value=identifier.strip())
        # The key of a record in somebody's file is nothing a person can show at the desk.
        if known.exclude(system=RECORD_ID_SYSTEM).exists():
            confirmed.append("number")
        else:
            reasons.append(DoorReason.IDENTIFIER_DIFFERS)
    if birth_date is None and not identifier:
        reasons.append(DoorReason.NO_SECOND_IDENTIFIER)
    return confirmed, reasons


def give_room(*, visit: Visit, room: Room, by: User, at: datetime) -> RoomStay | None:
    """Give the visit this room; None when someone else was quicker, or one of the two is closed.

    A visit that already has another room changes to this one.
    """
    try:
        with acting(str(by.pk)):
            here = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
            ready = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
            current = RoomStay.objects.filter(visit=visit, until_at__isnull=True).first()
            if current and current.room_id == room.pk:
                return current
            taken = RoomStay.objects.filter(room=room, until_at__isnull=True).exists()
            if taken or ready.state != RoomState.READY or here.closed_at is not None:
                return None
            if current:
                _leave_room(current, at=at)
            return RoomStay.objects.create(
                unit_id=visit.unit_id, visit=visit, room=room, from_at=at, given_by=by
            )
    except GuardRefused as refused:
        if refused.rule in ("stay_one_person_a_room", "stay_one_room_a_visit"):
            return None
        raise


def first_ready_room(*, unit: Unit) -> Room | None:
    """The lowest number that is ready and empty."""
    return (
        Room.objects.filter(unit=unit, state=RoomState.READY)
        .exclude(stays__until_at__isnull=True, stays__isnull=False)
        .order_by("number")
        .first()
    )


def lock(visit: Visit) -> Visit:
    """The visit as it is now; until the transaction ends nobody else moves or closes it."""
    return (
        Visit.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "patient")
        .get(pk=visit.pk)
    )


def move(visit: Visit, stage: Stage) -> None:
    """Move the visit along. Part of another action's transaction, never on its own."""
    visit.stage = stage.value
    visit.save(update_fields=["stage"])


def close(visit: Visit, *, stage: Stage, by: User, at: datetime) -> None:
    """The door: free the room for cleaning and close the visit. Part of another action."""
    for stay in RoomStay.objects.filter(visit=visit, until_at__isnull=True):
        _leave_room(stay, at=at)
    visit.stage, visit.closed_at, visit.closed_by = stage.value, at, by
    visit.save(update_fields=["stage", "closed_at", "closed_by"])


def turn_away(*, visit: Visit, by: User, at: datetime) -> Visit:
    """The patient goes without a dose: refused, or by their own choice. Twice is once."""
    try:
        with acting(str(by.pk)):
            locked = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
            if locked.closed_at is None:
                if not may_move(Stage(locked.stage), Stage.TURNED_AWAY):
                    raise HadDose(locked.pk)
                close(locked, stage=Stage.TURNED_AWAY, by=by, at=at)
            return locked
    except GuardRefused as refused:
        # Back at the hatch for another drug: where the doses are, only the database knows here.
        if refused.rule == "visit_stage_is_where_the_dose_is":
            raise HadDose(visit.pk) from refused
        raise


def _leave_room(stay: RoomStay, *, at: datetime) -> None:
    stay.until_at = at
    stay.save(update_fields=["until_at"])
    Room.objects.filter(pk=stay.room_id, state=RoomState.READY).update(
        state=RoomState.CLEANING, state_since=at
    )
