"""Days at a dose, on a rung, and months of the calendar: exactly at the limit and just past it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.gate.permission import months_after
from vangnet.rules.ladder import (
    DoseSpan,
    EpisodeFacts,
    Run,
    Treatment,
    days_on_each,
    dose_on,
    ever_lasted_months,
    longest_days,
    rung_now,
    runs_at_or_above,
    window,
)

DAY = timedelta(days=1)
FIRST = date(2024, 1, 1)
METHADONE = Treatment.METHADONE


def episode(started_on, ended_on, *doses, treatment=METHADONE, provider=""):
    spans = tuple(DoseSpan(from_on=day, mg_per_day=Decimal(mg)) for day, mg in doses)
    return EpisodeFacts(
        treatment=treatment, started_on=started_on, ended_on=ended_on, doses=spans,
        provider=provider,
    )  # fmt: skip


def longest(*episodes, mg=60, since=None, on=date(2024, 12, 31)):
    return longest_days(runs_at_or_above(Decimal(mg), episodes, since=since, on=on))


def day(n):
    return FIRST + n * DAY


CASES = {
    "no episode": ([], 0),
    "no dose known": ([episode(day(0), day(30))], 0),
    "both ends count": ([episode(day(0), day(29), (day(0), "60"))], 30),
    "one day": ([episode(day(0), day(0), (day(0), "60"))], 1),
    "just below the dose": ([episode(day(0), day(29), (day(0), "59.999"))], 0),
    "known from the tenth day only": ([episode(day(0), day(29), (day(9), "60"))], 21),
    "raised halfway": ([episode(day(0), day(29), (day(0), "40"), (day(10), "60"))], 20),
    "raised higher still": ([episode(day(0), day(29), (day(0), "60"), (day(10), "80"))], 30),
    "a day below splits": (
        [episode(day(0), day(29), (day(0), "60"), (day(10), "50"), (day(11), "60"))], 19,
    ),
    "nothing from day ten": ([episode(day(0), day(29), (day(0), "60"), (day(10), "0"))], 10),
    "doses in any order": ([episode(day(0), day(29), (day(20), "50"), (day(0), "60"))], 20),
    "taken over on the same day": (
        [episode(day(0), day(10), (day(0), "60")),
         episode(day(10), day(19), (day(10), "60"), provider="North")], 20,
    ),
    "taken over the day after": (
        [episode(day(0), day(9), (day(0), "60")),
         episode(day(10), day(19), (day(10), "60"), provider="North")], 20,
    ),
    "a day between": (
        [episode(day(0), day(8), (day(0), "60")),
         episode(day(10), day(19), (day(10), "60"), provider="North")], 10,
    ),
    "still running": ([episode(date(2024, 12, 1), None, (date(2024, 12, 1), "60"))], 31),
    "not yet begun": ([episode(date(2025, 1, 1), None, (date(2025, 1, 1), "60"))], 0),
}  # fmt: skip


@pytest.mark.parametrize(("episodes", "days"), CASES.values(), ids=CASES)
def test_the_longest_time_at_a_dose(episodes, days):
    assert longest(*episodes) == days


def test_what_lies_before_the_window_does_not_count():
    one = episode(day(0), day(99), (day(0), "60"))
    assert longest(one, since=day(0)) == 100
    assert longest(one, since=day(70)) == 30
    assert longest(one, since=day(99)) == 1
    assert longest(one, since=day(100)) == 0


@pytest.mark.parametrize(("first", "last", "months", "fits"), [
    (date(2024, 3, 1), date(2024, 3, 31), 1, True),
    (date(2024, 3, 1), date(2024, 3, 30), 1, False),
    (date(2024, 3, 2), date(2024, 4, 1), 1, True),
    (date(2024, 3, 2), date(2024, 3, 31), 1, False),
    (date(2023, 2, 1), date(2023, 2, 28), 1, True),
    (date(2024, 2, 1), date(2024, 2, 28), 1, False),
    (date(2024, 1, 31), date(2024, 2, 28), 1, True),  # the month's last day stands for the 31st
    (date(2024, 1, 31), date(2024, 2, 27), 1, False),
    (date(2023, 9, 1), date(2024, 2, 29), 6, True),
    (date(2023, 9, 1), date(2024, 2, 28), 6, False),
])  # fmt: skip
def test_months_are_those_of_the_calendar(first, last, months, fits):
    assert Run(first, last).lasted_months(months) is fits
    assert ever_lasted_months([Run(first, last)], months) is fits


def test_a_short_month_is_a_month_though_a_longer_run_is_none():
    february, longer = (
        Run(date(2023, 2, 1), date(2023, 2, 28)),
        Run(date(2023, 3, 2), date(2023, 3, 31)),
    )
    assert longest_days([february, longer]) == longer.days
    assert not longer.lasted_months(1)
    assert ever_lasted_months([february, longer], 1)


@pytest.mark.parametrize(("on", "first"), [
    (date(2026, 3, 2), date(2025, 9, 3)), (date(2026, 8, 31), date(2026, 3, 1)),
    (date(2026, 9, 1), date(2026, 3, 2)),
])  # fmt: skip
def test_a_window_of_six_months_ends_today(on, first):
    assert window(6, on=on) == Run(first, on)


def test_hat_is_the_rung_whatever_runs_beside_it():
    hat = episode(day(10), None, treatment=Treatment.HAT)
    beside = episode(day(20), None)
    assert rung_now([hat, beside], on=day(30)) is Treatment.HAT
    assert rung_now([hat, beside], on=day(9)) is None
    assert rung_now([episode(day(0), day(9)), hat], on=day(9)) is METHADONE
    assert rung_now([episode(day(0), day(9))], on=day(10)) is None


def test_between_two_others_the_newer_is_the_rung():
    old = episode(day(0), None)
    new = episode(day(5), None, treatment=Treatment.BUPRENORPHINE)
    assert rung_now([new, old], on=day(6)) is Treatment.BUPRENORPHINE


def test_days_on_each_rung_leave_gaps_out_and_count_no_day_twice():
    known = [
        episode(day(0), day(9)), episode(day(9), day(19), provider="North"),
        episode(day(30), None), episode(day(35), None, treatment=Treatment.HAT),
    ]  # fmt: skip
    assert days_on_each(known, on=day(39)) == {METHADONE: 20 + 10, Treatment.HAT: 5}
    assert days_on_each(known, on=day(5)) == {METHADONE: 6}


def test_the_dose_on_a_day_is_the_last_one_known():
    one = episode(day(0), day(20), (day(5), "40"), (day(10), "60"))
    on = [dose_on(one, day(n)) for n in (-1, 4, 5, 9, 10, 20, 21)]
    assert [span and span.mg_per_day for span in on] == [None, None, 40, 40, 60, 60, None]


# Invariants over any history.

MG = st.sampled_from([Decimal(n) for n in ("0", "20", "59.999", "60", "60.001", "100")])


@st.composite
def histories(draw):
    episodes = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, 200))
        length = draw(st.none() | st.integers(0, 80))
        offsets = draw(st.lists(st.integers(0, 60), unique=True, max_size=4))
        doses = [(day(start + n), draw(MG)) for n in offsets if length is None or n <= length]
        ended = None if length is None else day(start + length)
        episodes.append(episode(day(start), ended, *doses))
    return episodes


ON = st.integers(0, 300).map(day)


@given(histories(), MG, ON)
def test_the_days_of_the_runs_are_the_days_on_which_the_dose_was_so_high(episodes, mg, on):
    runs = runs_at_or_above(mg, episodes, on=on)
    counted = {run.first_on + n * DAY for run in runs for n in range(run.days)}
    one_by_one = {
        day(n)
        for n in range((on - FIRST).days + 1)
        for one in episodes
        if (span := dose_on(one, day(n))) and span.mg_per_day >= mg
    }
    assert counted == one_by_one
    for before, after in pairwise(runs):
        assert before.last_on + DAY < after.first_on


@given(histories(), MG, MG, ON)
def test_a_higher_dose_never_lasted_longer(episodes, one, other, on):
    low, high = sorted((one, other))
    assert longest(*episodes, mg=high, on=on) <= longest(*episodes, mg=low, on=on)


@given(histories(), ON)
def test_a_person_is_on_a_rung_exactly_when_one_has_days(episodes, on):
    assert (rung_now(episodes, on=on) is None) is not any(one.is_open_on(on) for one in episodes)
    assert all(days >= 1 for days in days_on_each(episodes, on=on).values())


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60))
def test_a_window_is_as_long_as_its_months(on, months):
    run = window(months, on=on)
    assert run.last_on == on
    assert run.days >= months * 28
    assert on - 3 * DAY <= months_after(run.first_on - DAY, months) <= on
