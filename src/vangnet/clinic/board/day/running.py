"""Running a planned day: seats for a unit of this size, visits as processes, rounds of waste."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from vangnet.clinic.board.day import visiting
from vangnet.clinic.board.day.guest import Unitday
from vangnet.clinic.board.day.plan import Coming, Session
from vangnet.clinic.board.day.timetable import Process, Seats, Timetable
from vangnet.clinic.board.day.ward import Ward

Advance = Callable[[], object]
PATIENTS_A_TESTER = 20
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
    for one in coming:
        visiting.come(day, one)
        day.timetable.add(_tick(advance), at=one.arrives_at)
    for session in sessions:
        day.timetable.add(_waste_round(day), at=session.ends_at + AFTER_SESSION)
    return day


def _tick(advance: Advance) -> Process:
    advance()
    yield from ()


def _waste_round(day: Unitday) -> Process:
    giver, second = day.ward.pair()
    day.ward.cabinet.destroy_residues(first=giver, second=second, at=day.now)
    yield from ()
