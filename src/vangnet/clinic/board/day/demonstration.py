"""The demonstration unit: made-up staff and patients, some days behind it, and a day in progress.

Whatever the hour, its day is under way: the sessions lie around now. All of it goes through the
ward's own actions, in one transaction: a start that is cut short leaves nothing half made.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from vangnet.clinic.board.day import (
    accounts,
    closing,
    health,
    mishaps,
    next_door,
    plan,
    rungs,
    running,
    scene,
    ward,
)
from vangnet.clinic.board.day.cabinet import LEAST_MG
from vangnet.clinic.board.day.made_up_day import ZONE, sessions_of
from vangnet.clinic.board.day.plan import Habit, Session
from vangnet.clinic.board.day.ward import Ward
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.rules.amounts import Route
from vangnet.rules.clinic_day import day_bounds

CODE = "westerkade"
NAME = "Unit Westerkade (demonstration)"
PATIENTS = 40
ROOMS = 16
DAYS_BEFORE = 5
WHOLE_DAYS_BEFORE = 1  # the others with one visit a person, so that a first start stays short
INHALES_EACH = 3  # every third person
AWAY, AWAY_DAYS = 4, 4  # this person has not come for so many days: the order is suspended
SESSION = timedelta(hours=4)
SESSION_BEGAN = timedelta(hours=2, minutes=10)  # before now
BETWEEN_SESSIONS = timedelta(hours=5)
FRESH = {Route.INTRAVENOUS: 3, Route.INHALED: 2}  # containers in the morning of today

Say = Callable[[str], object]


def people() -> list[list[str]]:
    """Who can sign in: name, who that is, password, PIN. Empty when the unit is not there."""
    return accounts.rows() if Unit.objects.filter(code=CODE, is_demonstration=True) else []


def make_unit(
    *, say: Say = lambda text: None, now: datetime | None = None, seed: int = 1,
    patients: int = PATIENTS,
) -> Unit:  # fmt: skip
    """Make it, unless it is there: then nothing changes."""
    if there := Unit.objects.filter(code=CODE).first():
        return there
    now = now or datetime.now(UTC)
    with transaction.atomic():
        return _make(now=now, rng=Random(seed), patients=patients, say=say)  # noqa: S311


def day_starts_at(now: datetime, *, zone: ZoneInfo = ZONE) -> time:
    """Five in the morning; midnight when now is around five, so that a day has been going on."""
    at = now.astimezone(zone).time()
    return time(0) if time(3, 30) <= at < time(7, 30) else time(5)


def _make(*, now: datetime, rng: Random, patients: int, say: Say) -> Unit:
    starts_at = day_starts_at(now)
    opened_at = now - timedelta(days=DAYS_BEFORE + 2)
    made = ward.make(code=CODE, name=NAME, rooms=ROOMS, at=opened_at, day_starts_at=starts_at)
    for number in range(1, patients + 1):
        inhales = number % INHALES_EACH == 0
        ward.admit(made, number, rng=rng, at=opened_at, inhales=inhales, with_face=True)
    health.keep(made, at=opened_at, now=now)
    next_door.keep(at=opened_at, day_starts_at=starts_at)
    rungs.keep(made, after=patients, rng=Random("rungs"), at=opened_at)  # noqa: S311
    _stock(made, at=opened_at, patients=patients)
    made.cabinet.receive(route=Route.ORAL, at=opened_at)
    habits = ward.as_they_come(made, plan.habits(patients, rng=rng))
    today = clinic_day_of(made.unit, at=now)
    for back in range(DAYS_BEFORE, 0, -1):
        say(f"The demonstration unit: day {DAYS_BEFORE - back + 1} of {DAYS_BEFORE} behind it")
        _earlier_day(made, today - timedelta(days=back), habits, rng=rng, back=back)
    mishaps.keep(made, day=today - timedelta(days=WHOLE_DAYS_BEFORE))
    say("The demonstration unit: today")
    _today(made, today, habits, rng=rng, now=now)
    for beside in settings.MADE_UP_BESIDE:
        import_string(beside)(made.unit, now=now)
    return made.unit


def _stock(made: Ward, *, at: datetime, patients: int) -> None:
    for route, letter in ((Route.INTRAVENOUS, "A"), (Route.INHALED, "B")):
        made.cabinet.receive(route=route, at=at, mg=LEAST_MG)
        made.cabinet.receive_kits(
            route=route, number=f"KIT-{letter}", amount=patients * (DAYS_BEFORE + 2) * 2, at=at
        )


def _earlier_day(made: Ward, day: date, habits: list[Habit], *, rng: Random, back: int) -> None:
    sessions = sessions_of(day)
    whole = back <= WHOLE_DAYS_BEFORE
    here = [one for one in habits if one.person != AWAY or back > AWAY_DAYS]
    who = here if whole else [plan.once(habit) for habit in here]
    planned = plan.comings(who, sessions, rng=rng, busy=False)
    begins_at = sessions[0].begins_at - timedelta(hours=1)
    unit_day = running.prepare(made, planned, sessions.values(), begins_at=begins_at)
    unit_day.timetable.run()
    evening = closing.end_day(
        made, at=unit_day.now + timedelta(minutes=15), misread=back == WHOLE_DAYS_BEFORE
    )
    assert evening.closed, "nothing stands in the way of closing a made-up day"


def _today(made: Ward, today: date, habits: list[Habit], *, rng: Random, now: datetime) -> None:
    begins_at, _ = day_bounds(today, ZONE, made.unit.day_starts_at)
    for route, containers in FRESH.items():
        for _ in range(containers):
            made.cabinet.receive(route=route, at=begins_at)
    sessions = sessions_around(now, day_began_at=begins_at)
    in_rooms = [n for n, one in enumerate(made.patients) if not one.has_only_methadone]
    staged = scene.comings(in_rooms, now=now)
    on_stage = {one.person for one in staged}
    others = [habit for habit in habits if habit.person not in {AWAY, *on_stage}]
    planned = plan.comings(others, sessions, rng=rng, busy=False)
    unit_day = running.prepare(
        made, [*planned, *staged], sessions.values(), begins_at=begins_at,
        rooms_kept=scene.ROOMS_NEEDED,
    )  # fmt: skip
    unit_day.timetable.run(until=now)


def sessions_around(now: datetime, *, day_began_at: datetime) -> dict[int, Session]:
    """The session that is on now, and those before it that this clinic day had room for."""
    begins_at = now - SESSION_BEGAN
    begins = [begins_at]
    while len(begins) < 3 and begins[0] - BETWEEN_SESSIONS >= day_began_at:
        begins.insert(0, begins[0] - BETWEEN_SESSIONS)
    return {
        number: Session(begins_at=at, ends_at=at + (SESSION if at == begins_at else SESSION / 2))
        for number, at in enumerate(begins)
    }
