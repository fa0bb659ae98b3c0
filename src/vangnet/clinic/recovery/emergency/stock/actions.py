"""Naloxone in and out. In an emergency what the book lacks is taken all the same, and shown."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from time import sleep
from uuid import UUID

from django.db import connection

from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.recovery.emergency.models import EmergencyAct
from vangnet.clinic.recovery.emergency.stock import facts
from vangnet.clinic.recovery.emergency.stock.models import (
    Movement,
    Place,
    RescueLot,
    RescuePosting,
)
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task

BLINKS, BLINK_SECONDS = 10, 0.03  # how long an act waits for another's booking of the same lot


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLot:
    """A lot as its packet says. `piece_mg`: in one ampoule, syringe or spray."""

    number: str
    form: str
    piece_mg: Decimal
    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """From where the pieces come; None: the book has none."""

    lot: RescueLot | None
    pieces: int

    @property
    def piece_mg(self) -> Decimal | None:
        return self.lot.piece_mg if self.lot else None


def receive(
    *, unit: Unit, lot: NewLot, pieces: int, by: User, at: datetime, request_id: UUID
) -> RescuePosting | None:
    """Pieces come in; more of a known lot are added to it. The same request twice is one.

    None: the book knows this lot with another form, strength or last day; one of them is misread.
    """
    by.must(Task.KEEP_NALOXONE)
    with acting(str(by.pk)):
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one receipt at a time
        if earlier := _earlier(request_id, Movement.RECEIVED, unit, pieces):
            return earlier
        kept = RescueLot.objects.filter(unit=unit, number=lot.number).first()
        if kept is None:
            kept = RescueLot.objects.create(
                unit=unit, number=lot.number, form=lot.form, piece_mg=lot.piece_mg,
                expires_on=lot.expires_on, recorded_at=at, recorded_by=by,
            )  # fmt: skip
        if not _is_same(kept, lot):
            return None
        return _post(
            kept, Movement.RECEIVED, Place.SUPPLIER, Place.SHELF, pieces=pieces, by=by, at=at,
            request_id=request_id,
        )  # fmt: skip


def _is_same(kept: RescueLot, lot: NewLot) -> bool:
    printed = (lot.form.casefold(), lot.piece_mg, lot.expires_on)
    return (kept.form.casefold(), kept.piece_mg, kept.expires_on) == printed


def count(
    *, lot: RescueLot, counted: int, words: str, by: User, at: datetime, request_id: UUID
) -> RescuePosting | None:
    """What lies there counts from now on; the rest goes to the difference. None: they agree.

    What differs says in `words` what is known of it; the form asks for them.
    """
    by.must(Task.KEEP_NALOXONE)
    with acting(str(by.pk)):
        kept = _one_at_a_time(lot)
        earlier = RescuePosting.objects.filter(request_id=request_id).first()
        if earlier is not None:
            return earlier
        more = counted - facts.pieces_of(kept)
        if more == 0:
            return None
        way = (Place.DIFFERENCE, Place.SHELF) if more > 0 else (Place.SHELF, Place.DIFFERENCE)
        return _post(
            kept, Movement.COUNTED, *way, pieces=abs(more), words=words, by=by, at=at,
            request_id=request_id,
        )  # fmt: skip


def waste(
    *, lot: RescueLot, pieces: int, words: str, by: User, at: datetime, request_id: UUID
) -> RescuePosting | None:
    """Out of date or broken. None: the book does not have so many. The same request is one."""
    by.must(Task.KEEP_NALOXONE)
    with acting(str(by.pk)):
        kept = _one_at_a_time(lot)
        if earlier := _earlier(request_id, Movement.WASTED, kept.unit, pieces):
            return earlier
        if facts.pieces_of(kept) < pieces:
            return None
        return _post(
            kept, Movement.WASTED, Place.SHELF, Place.WASTE, pieces=pieces, words=words, by=by,
            at=at, request_id=request_id,
        )  # fmt: skip


def find(unit: Unit, *, amount_mg: Decimal | None, at: datetime) -> Taken:
    """Where naloxone for one act comes from: in date first, then what is past it, then nothing.

    A lot that somebody else is just booking is passed over: an emergency waits for no row.
    """
    day = clinic_day_of(unit, at=at)
    shelf = sorted(facts.on_shelf(unit), key=lambda one: (not one.in_date(day), one.lot.expires_on))
    for one in shelf:
        needed = ceil(amount_mg / one.lot.piece_mg) if amount_mg else 1
        free = one.pieces >= needed and _free_soon(one.lot)
        if free and facts.pieces_of(one.lot) >= needed:
            return Taken(lot=one.lot, pieces=needed)
    return Taken(lot=None, pieces=1)


def use(act: EmergencyAct, taken: Taken, *, by: User, at: datetime) -> RescuePosting:
    """Part of the act's transaction."""
    return RescuePosting.objects.create(
        unit_id=act.unit_id, lot=taken.lot, kind=Movement.USED, act=act, pieces=taken.pieces,
        from_place=Place.SHELF if taken.lot else Place.DIFFERENCE, to_place=Place.PATIENT,
        at=at, by=by, request_id=act.request_id,
    )  # fmt: skip


def give_back(void: EmergencyAct, *, by: User, at: datetime) -> RescuePosting:
    """It did not happen: its pieces go back to where they came from. Part of the correction."""
    old, first = void.corrects, void
    while first.corrects is not None:  # a corrected time has no posting of its own
        first = first.corrects
    assert old is not None
    wrong = RescuePosting.objects.get(act=first, kind=Movement.USED)
    return RescuePosting.objects.create(
        unit_id=void.unit_id, lot_id=wrong.lot_id, kind=Movement.COUNTER, act=void,
        pieces=wrong.pieces, from_place=Place.PATIENT, to_place=wrong.from_place, corrects=wrong,
        at=at, by=by, request_id=void.request_id,
    )  # fmt: skip


def _one_at_a_time(lot: RescueLot) -> RescueLot:
    """Until the transaction ends nobody else books this lot; the guard does so too."""
    _ask("select pg_advisory_xact_lock", lot)
    return lot


def _free_soon(lot: RescueLot) -> bool:
    """Another act's booking takes a blink: it is waited for, a transaction that hangs is not."""
    for _blink in range(BLINKS):
        if _ask("select pg_try_advisory_xact_lock", lot):
            return True
        sleep(BLINK_SECONDS)
    return False


def _ask(lock: str, lot: RescueLot) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"{lock}(recovery_lot_key(%s))", [lot.pk])
        return bool(cursor.fetchone()[0])


def _earlier(request_id: UUID, kind: Movement, unit: Unit, pieces: int) -> RescuePosting | None:
    earlier = RescuePosting.objects.filter(request_id=request_id).first()
    if earlier and (earlier.kind, earlier.unit_id, earlier.pieces) != (kind, unit.pk, pieces):
        raise RequestReused(request_id)
    return earlier


def _post(
    lot: RescueLot, kind: Movement, from_place: Place, to_place: Place, *, pieces: int, by: User,
    at: datetime, request_id: UUID, words: str = "",
) -> RescuePosting:  # fmt: skip
    return RescuePosting.objects.create(
        unit_id=lot.unit_id, lot=lot, kind=kind, from_place=from_place, to_place=to_place,
        pieces=pieces, words=words.strip(), at=at, by=by, request_id=request_id,
    )  # fmt: skip
