"""A whole made-up day of a unit of its own, from the delivery in the morning to the close."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from vangnet.clinic.board.day import closing, figures, plan, running
from vangnet.clinic.board.day import ward as wards
from vangnet.clinic.board.day.cabinet import LEAST_MG, SALTS
from vangnet.clinic.board.day.closing import Evening
from vangnet.clinic.board.day.figures import Figures
from vangnet.clinic.board.day.plan import Coming, Session
from vangnet.clinic.board.day.ward import Ward
from vangnet.rules.amounts import Route

ZONE = ZoneInfo("Europe/Amsterdam")
OPENS = ((time(8), time(10, 30)), (time(12, 30), time(15)), (time(17), time(19, 30)))
ROUTE = Route.INTRAVENOUS  # diamorphine as one product: its milligrams are of one salt form
KITS_EACH = 4  # a person


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpDay:
    """What came of it."""

    ward: Ward
    planned: list[Coming]
    evening: Evening
    figures: Figures


def sessions_of(day: date) -> dict[int, Session]:
    """The hours of an ordinary day, by the clock on the wall."""
    return {
        number: Session(begins_at=_on(day, begins), ends_at=_on(day, ends))
        for number, (begins, ends) in enumerate(OPENS)
    }


def _on(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)


def run(
    *, patients: int, seed: int, day: date, code: str = "day",
    advance: running.Advance = lambda: None,
) -> MadeUpDay:  # fmt: skip
    """Run it in the open database. The unit must not be there yet."""
    rng = Random(f"{seed} {patients}")  # noqa: S311  # a made-up day, not a secret
    sessions = sessions_of(day)
    opens_at = sessions[0].begins_at - timedelta(hours=1)
    ward = wards.make(
        code=code, name="Made-up unit", rooms=running.rooms_for(patients), at=opens_at
    )
    for number in range(1, patients + 1):
        wards.admit(ward, number, rng=rng, at=opens_at, inhales=False, with_face=False)
    stock(ward, at=opens_at, patients=patients)
    habits = wards.as_they_come(ward, plan.habits(patients, rng=rng))
    planned = plan.comings(habits, sessions, rng=rng)
    unit_day = running.prepare(
        ward, planned, sessions.values(), begins_at=opens_at, advance=advance
    )
    unit_day.timetable.run()
    evening = closing.end_day(ward, at=unit_day.now + timedelta(minutes=15))
    found = figures.of(ward.unit, salt_form=SALTS[ROUTE])
    return MadeUpDay(ward=ward, planned=planned, evening=evening, figures=found)


def stock(ward: Ward, *, at: datetime, patients: int) -> None:
    """The delivery of the morning, and one container with next to nothing in it."""
    for _ in range(1 + patients // 12):
        ward.cabinet.receive(route=ROUTE, at=at)
    ward.cabinet.receive(route=ROUTE, at=at, mg=LEAST_MG)
    ward.cabinet.receive(route=Route.ORAL, at=at)
    ward.cabinet.receive_kits(route=ROUTE, number="KIT-A", amount=patients * KITS_EACH, at=at)
