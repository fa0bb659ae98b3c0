"""After the hatch of a made-up day: the dose in the room, recovery, the door, the cleaning."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from vangnet.clinic.board.day.guest import MOMENT, REST, Guest
from vangnet.clinic.board.day.hatch import FIVE, in_fives
from vangnet.clinic.board.day.plan import Trouble
from vangnet.clinic.board.day.timetable import Process
from vangnet.clinic.dispensary import use
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.keyed import new_key
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.models import Room, RoomState
from vangnet.rules.watching import next_look_at

CLEANING = timedelta(minutes=6)
SPILT_MG = 2 * FIVE


def use_dose(guest: Guest, dose: HandOver) -> Process:
    yield guest.now + guest.coming.step
    if guest.trouble is not Trouble.NOT_USED:
        use.start_use(use=dose.use, by=guest.nurse, at=guest.now)
    yield guest.now + guest.coming.use
    amounts = _amounts(guest, dose.dose_mg)
    use.end_use(use=dose.use, amounts=amounts, attempts=1, by=guest.nurse, at=guest.now)
    left_mg = amounts.not_used_mg + amounts.spilt_mg
    guest.day.ward.cabinet.leave_residue(guest.container, mg=left_mg)


def _amounts(guest: Guest, dose_mg: Decimal) -> use.Amounts:
    if guest.trouble is Trouble.NOT_USED:
        return use.Amounts(given_mg=Decimal(0), not_used_mg=dose_mg)
    if guest.trouble is Trouble.PARTIAL:
        given_mg = in_fives(dose_mg * guest.coming.share)
        return use.Amounts(given_mg=given_mg, not_used_mg=dose_mg - given_mg)
    if guest.trouble is Trouble.SPILT:
        return use.Amounts(given_mg=dose_mg - SPILT_MG, spilt_mg=SPILT_MG)
    return use.Amounts(given_mg=dose_mg)


def recover(guest: Guest) -> Process:
    """Under observation until the rule of leaving says yes, or gone before it does."""
    ended_at, clock = guest.now, guest.limits.observation_shortest
    against_advice = guest.trouble is Trouble.AGAINST_ADVICE
    for due_at in _looks(guest, until=ended_at + (clock / 2 if against_advice else clock)):
        yield due_at
        _observe(guest)
    if against_advice:
        prescriber = guest.day.ward.staff["prescriber"]
        recovery.leave_against_advice(
            visit=guest.visit, owner=prescriber, by=guest.nurse, at=guest.now
        )
        clean_after(guest)
        return
    yield ended_at + clock + guest.coming.lingers
    if guest.trouble is Trouble.DROWSY_AT_THE_DOOR:
        _observe(guest, at_the_door=True, drowsy=True)
        leaving = recovery.release(visit=guest.visit, by=guest.nurse, at=guest.now)
        assert leaving.departure is None, "nobody is released drowsy"
        yield guest.now + REST
    _observe(guest, at_the_door=True)
    yield guest.now + MOMENT
    leaving = recovery.release(visit=guest.visit, by=guest.nurse, at=guest.now)
    assert leaving.departure is not None, leaving.decision.reasons
    clean_after(guest)


def _looks(guest: Guest, *, until: datetime) -> Iterator[datetime]:
    """When the unit's plan asks for a look, until then."""
    looked_at, ended_at = None, guest.now
    while guest.limits.watch is not None:
        due_at = next_look_at(looked_at=looked_at, clock_from=ended_at, watch=guest.limits.watch)
        if due_at is None or due_at >= until:
            return
        yield due_at
        looked_at = due_at


def _observe(guest: Guest, *, at_the_door: bool = False, drowsy: bool = False) -> None:
    most = guest.limits.exit_sedation_score_max
    recovery.observe(
        visit=guest.visit, by=guest.nurse, at=guest.now, request_id=new_key(),
        signs=recovery.Signs(
            sedation_score=most + 1 if drowsy else 0, is_exit_check=at_the_door, spo2_percent=97,
            breaths_per_minute=14,
        ),
    )  # fmt: skip


def turn_away(guest: Guest) -> None:
    reception.turn_away(visit=guest.visit, by=guest.day.ward.staff["desk"], at=guest.now)
    clean_after(guest)


def clean_after(guest: Guest) -> None:
    if guest.room is not None:
        at = guest.now + CLEANING + guest.coming.step
        guest.day.timetable.add(_clean(guest, guest.room), at=at)


def _clean(guest: Guest, room: Room) -> Process:
    desk = guest.day.ward.staff["desk"]
    registry.set_room_state(room=room, state=RoomState.READY, by=desk, at=guest.now)
    guest.free(guest.day.rooms)
    yield from ()
