"""What a made-up day brings is drawn beforehand; no database here."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from vangnet.clinic.board.day import plan
from vangnet.clinic.board.day.made_up_day import sessions_of
from vangnet.clinic.board.day.plan import Coming, Trouble
from vangnet.clinic.board.day.timetable import Process, Seats, Timetable

DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def draw(seed: int, *, patients: int = 40, busy: bool = True) -> list[Coming]:
    rng = Random(seed)
    return plan.comings(plan.habits(patients, rng=rng), sessions_of(DAY), rng=rng, busy=busy)


def test_the_same_seed_draws_the_same_day():
    assert draw(7) == draw(7)


def test_another_seed_draws_another_day():
    assert draw(7) != draw(8)


@pytest.mark.parametrize("seed", range(20))
def test_every_trouble_is_dealt_to_someone(seed: int):
    drawn = draw(seed)
    assert {one.trouble for one in drawn} == set(Trouble)
    assert any(one.late for one in drawn)


@pytest.mark.parametrize("seed", range(20))
def test_who_uses_nothing_does_not_come_back_that_day(seed: int):
    drawn = draw(seed)
    last = {one.person: one for one in drawn}
    assert all(last[one.person] is one for one in drawn if one.trouble is Trouble.NOT_USED)


@pytest.mark.parametrize("seed", range(20))
def test_arrivals_come_in_order_and_at_most_once_a_session(seed: int):
    drawn = draw(seed)
    assert [one.arrives_at for one in drawn] == sorted(one.arrives_at for one in drawn)
    assert max(Counter(one.person for one in drawn).values()) <= 3


@pytest.mark.parametrize("patients", [1, 2, 5])
def test_few_people_have_mostly_ordinary_visits(patients: int):
    drawn = draw(7, patients=patients, busy=True)
    assert len(drawn) <= 3 * patients


def test_who_waits_longest_gets_the_seat():
    timetable, seats, seen = Timetable(now=NINE), Seats(free=1), []

    def stay(name: str) -> Process:
        yield seats
        seen.append((name, timetable.now))
        yield timetable.now + 10 * MINUTE
        timetable.release(seats)

    for number, name in enumerate(("first", "second", "third")):
        timetable.add(stay(name), at=NINE + number * MINUTE)
    timetable.run()
    assert seen == [
        ("first", NINE), ("second", NINE + 10 * MINUTE), ("third", NINE + 20 * MINUTE)
    ]  # fmt: skip
    assert seats.free == 1


def test_what_comes_after_the_moment_asked_for_stays_undone():
    timetable, seen = Timetable(now=NINE), []

    def twice() -> Process:
        seen.append("first")
        yield NINE + 2 * MINUTE
        seen.append("second")

    timetable.add(twice())
    timetable.run(until=NINE + MINUTE)
    assert seen == ["first"]
    timetable.run(until=NINE + 2 * MINUTE)
    assert seen == ["first", "second"]
