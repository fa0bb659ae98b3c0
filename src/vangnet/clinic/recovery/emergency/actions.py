"""An overdose from the press to its end. Nothing here waits for anything that can be missing."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from vangnet.clinic.consulting.actions import lock_opioids
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.dispensary.ordered import current_orders
from vangnet.clinic.dispensary.use import start_until
from vangnet.clinic.journal.actions import GuardRefused, RequestReused, acting
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.emergency import facts, incident
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct, Outcome
from vangnet.clinic.recovery.emergency.stock import actions as stock
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import staff_who_may
from vangnet.rules.visit import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Measured at one moment. SpO2 in per cent, breaths and pulse a minute; None: not measured."""

    spo2_percent: int | None = None
    breaths_per_minute: int | None = None
    pulse: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAct:
    """What was done or seen. Naloxone without an amount has the signed one, when there is one."""

    kind: ActKind
    happened_at: datetime
    readings: Readings = Readings()
    amount_mg: Decimal | None = None
    words: str = ""


class CorrectedAlready(Exception):
    """Somebody was quicker: this row has its correction, which can be corrected in turn."""


def start(*, unit: Unit, patient: Patient, by: User, at: datetime, request_id: UUID) -> Emergency:
    """The record runs and every opioid is locked, in one transaction.

    Pressed twice, by one or by two people, it is one record: a second press finds the first.
    """
    by.must(Task.HELP_IN_EMERGENCY)
    with acting(str(by.pk)):
        # A hand-over takes the same lock: a dose is before the emergency, or refused by it.
        known = Patient.objects.select_related("unit").select_for_update(no_key=True, of=("self",))
        person = known.get(pk=patient.pk)
        if earlier := Emergency.objects.filter(request_id=request_id).first():
            if earlier.patient_id != person.pk:
                raise RequestReused(request_id)
            return earlier
        if runs := facts.running(person):
            return runs
        if not facts.locking(person):
            _begin_dose_in_the_room(person, at=at)
        signed = protocols.in_force(unit=unit, at=at)
        hold = lock_opioids(patient=person, owner=_who_reviews(person, by), by=by, at=at)
        visit = Visit.objects.filter(patient=person, unit=unit, closed_at__isnull=True).first()
        return Emergency.objects.create(
            unit=unit, patient=person, visit=visit, hold=hold,
            protocol=signed[0] if signed else None,
            started_at=at, started_by=by, request_id=request_id,
        )  # fmt: skip


def _begin_dose_in_the_room(patient: Patient, *, at: datetime) -> None:
    """A dose handed over and not yet begun may be in the body: it counts as begun.

    Later, at its end, is said what was given of it; no other dose begins while the lock stands.
    """
    rows = Use.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
    waiting = rows.select_related("visit", "hand_over__protocol")
    waiting = waiting.defer("hand_over__protocol__content").filter(
        patient=patient, started_at__isnull=True, ended_at__isnull=True
    )
    for use in waiting:
        if use.opened_at <= at <= start_until(use):
            use.started_at = at
            use.save(update_fields=["started_at"])
            reception.move(use.visit, Stage.USING)


def _who_reviews(patient: Patient, by: User) -> User:
    """Who ordered last; else a prescriber of the patient's unit; else who pressed."""
    ordered = sorted(current_orders(patient), key=lambda one: one.signed_at, reverse=True)
    for order in ordered:
        if order.prescriber.may(Task.PRESCRIBE):
            return order.prescriber
    return staff_who_may(Task.PRESCRIBE, unit=patient.unit_id).first() or by


def log(
    *, emergency: Emergency, act: NewAct, by: User, at: datetime, request_id: UUID
) -> EmergencyAct:
    """One touch, one act. The same request twice is one act; nothing else is waited for."""
    by.must(Task.HELP_IN_EMERGENCY)
    try:
        with acting(str(by.pk)):
            _one_at_a_time(request_id)
            if earlier := _earlier(request_id, emergency, act):
                return earlier
            return _write(emergency, act, by=by, at=at, request_id=request_id)
    except GuardRefused:
        # The same touch arrived at the same moment by another way, and was written first.
        if earlier := _earlier(request_id, emergency, act):
            return earlier
        raise


def _one_at_a_time(request_id: UUID) -> None:
    """The same touch, sent again while the first is being written, waits for that one alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended('touch ' || %s, 0))", [str(request_id)]
        )


def _earlier(request_id: UUID, emergency: Emergency, act: NewAct) -> EmergencyAct | None:
    earlier = EmergencyAct.objects.filter(request_id=request_id).first()
    if earlier and (earlier.emergency_id, earlier.kind) != (emergency.pk, act.kind):
        raise RequestReused(request_id)
    return earlier


def _write(
    emergency: Emergency, act: NewAct, *, by: User, at: datetime, request_id: UUID
) -> EmergencyAct:
    taken, amount_mg = None, act.amount_mg
    if act.kind == ActKind.NALOXONE:
        amount_mg = amount_mg or facts.ladder(emergency.protocol).dose_mg
        taken = stock.find(emergency.unit, amount_mg=amount_mg, at=at)
        amount_mg = amount_mg or taken.piece_mg
    written = EmergencyAct.objects.create(
        unit_id=emergency.unit_id, emergency=emergency, patient_id=emergency.patient_id,
        kind=act.kind, happened_at=min(act.happened_at, at), recorded_at=at, by=by,
        amount_mg=amount_mg, words=act.words.strip(), request_id=request_id,
        spo2_percent=act.readings.spo2_percent, pulse=act.readings.pulse,
        breaths_per_minute=act.readings.breaths_per_minute,
    )  # fmt: skip
    if taken is not None:
        stock.use(written, taken, by=by, at=at)
    return written


def correct(
    *, act: EmergencyAct, happened_at: datetime | None, words: str, by: User, at: datetime,
    request_id: UUID, amount_mg: Decimal | None = None,
) -> EmergencyAct:  # fmt: skip
    """A new row names the old one: another time, or None: it did not happen. Both stay in sight.

    `amount_mg` of naloxone: None leaves it as it was.
    """
    by.must(Task.HELP_IN_EMERGENCY)
    with acting(str(by.pk)):
        # The rows of one emergency are corrected one at a time; logging does not wait for it.
        Emergency.objects.select_for_update(no_key=True).get(pk=act.emergency_id)
        old = EmergencyAct.objects.get(pk=act.pk)
        if earlier := EmergencyAct.objects.filter(request_id=request_id).first():
            if earlier.corrects_id != old.pk:
                raise RequestReused(request_id)
            return earlier
        if old.is_void or EmergencyAct.objects.filter(corrects=old).exists():
            raise CorrectedAlready(old.pk)
        void = happened_at is None
        new = EmergencyAct.objects.create(
            unit_id=old.unit_id, emergency_id=old.emergency_id, patient_id=old.patient_id,
            kind=old.kind, happened_at=old.happened_at if happened_at is None else happened_at,
            recorded_at=at, by=by, amount_mg=amount_mg or old.amount_mg, words=words.strip(),
            spo2_percent=old.spo2_percent, breaths_per_minute=old.breaths_per_minute,
            pulse=old.pulse, corrects=old, is_void=void, request_id=request_id,
        )  # fmt: skip
        if void and old.kind == ActKind.NALOXONE:
            stock.give_back(new, by=by, at=at)
        return new


def end(
    *, emergency: Emergency, outcome: Outcome, because: str, by: User, at: datetime
) -> Emergency:
    """The record stops; the lock stands until a prescriber has reviewed. Ended once is ended.

    An overdose opens its incident in the same transaction, reportable by the signed protocol.
    After longer observation nobody leaves before the signed time; where none is signed, not
    before the review.
    """
    by.must(Task.HELP_IN_EMERGENCY)
    assert because.strip() or outcome != Outcome.NO_OVERDOSE, "the form asks why"
    with acting(str(by.pk)):
        rows = Emergency.objects.select_for_update(no_key=True, of=("self",))
        locked = rows.select_related("unit", "patient", "visit").get(pk=emergency.pk)
        if locked.ended_at is None:
            longer = facts.ladder(locked.protocol).observation_shortest
            locked.ended_at, locked.ended_by, locked.outcome = at, by, outcome.value
            locked.ended_because = because.strip()
            if outcome is Outcome.OBSERVATION and longer is not None:
                locked.watch_until = at + longer
            locked.save(
                update_fields=["ended_at", "ended_by", "outcome", "ended_because", "watch_until"]
            )
            incident.open_incident(locked, by=by, at=at)
        return locked
