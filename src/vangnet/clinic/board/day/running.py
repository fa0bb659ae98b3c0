"""Running a planned day: seats for a unit of this size, visits as processes, rounds of waste."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from vangnet.clinic.board.day import visiting
from vangnet.clinic.board.day.guest import Unitday
from vangnet.clinic.board.day.plan import Coming, Session
from vangnet.clinic.board.day.timetable import Process, Seats, Timetable
from vangnet.clinic.board.day.ward import Ward
from vangnet.clinic.dispensary.readiness import facts as readiness
from vangnet.clinic.dispensary.readiness.actions import Found, Lot, check_unit
from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role

Advance = Callable[[], object]
PATIENTS_A_TESTER = 20
LASTS = timedelta(days=400)  # the made-up naloxone
AFTER_SESSION = timedelta(minutes=40)


def rooms_for(patients: int) -> int:
    return max(4, patients * 35 // 100)


def prepare(
    ward: Ward, coming: Iterable[Coming], sessions: Iterable[Session], *, begins_at: datetime,
    rooms_kept: int = 0, advance: Advance = lambda: None,
) -> Unitday:  # fmt: skip
    """The day as it will run; `rooms_kept` are left free for staged scenes."""
    size = 1 + (len(ward.patients) - 1) // PATIENTS_A_TESTER
    day = Unitday(
        ward=ward,
        timetable=Timetable(now=begins_at),
        rooms=Seats(free=ward.unit.rooms.count() - rooms_kept),
        testers=Seats(free=size),
        hatches=Seats(free=size),
    )
    for at in _shifts(ward.unit, begins_at):
        day.timetable.add(_check_unit(day), at=at)
    for one in coming:
        visiting.come(day, one)
        day.timetable.add(_tick(advance), at=one.arrives_at)
    for session in sessions:
        day.timetable.add(_waste_round(day), at=session.ends_at + AFTER_SESSION)
    return day


def _shifts(unit: Unit, begins_at: datetime) -> list[datetime]:
    """When the made-up unit checks itself: before its day, and at each shift that follows."""
    asks = readiness.shifts_of(unit, at=begins_at)
    assert asks is not None, "the demonstration protocol says all of readiness"
    return [begins_at, *(at for at in asks if at > begins_at)]


def _check_unit(day: Unitday) -> Process:
    staff = day.ward.staff
    nurses = [user.pk for user in staff.values() if user.role == Role.NURSE]
    signature = day.ward.signature(staff["nurse"], at=day.now)
    check_unit(
        unit=day.ward.unit, signature=signature, at=day.now, request_id=new_key(),
        found=Found(
            naloxone=(Lot(number="NAL-MADE-UP", expires_on=day.now.date() + LASTS, count=8),),
            oxygen_ready=True, resuscitation_kit_ready=True,
            on_duty=(*nurses, staff["prescriber"].pk),
        ),
    )  # fmt: skip
    yield from ()


def _tick(advance: Advance) -> Process:
    advance()
    yield from ()


def _waste_round(day: Unitday) -> Process:
    giver, second = day.ward.pair()
    day.ward.cabinet.destroy_residues(first=giver, second=second, at=day.now)
    yield from ()
