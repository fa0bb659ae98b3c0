"""The clinic day, most of all in the two nights in which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.clinic_day import clinic_day, day_bounds

AMSTERDAM, ZURICH = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Europe/Zurich")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # 02:00 becomes 03:00; 03:00 becomes 02:00
FOUR = time(4)


def test_a_day_begins_at_the_units_hour():
    before = datetime(2026, 3, 2, 2, 59, 59, tzinfo=UTC)  # 03:59:59 in Amsterdam
    assert clinic_day(before, AMSTERDAM, FOUR) == date(2026, 3, 1)
    assert clinic_day(before + timedelta(seconds=1), AMSTERDAM, FOUR) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "starts_at", "hours"),
    [
        (SPRING - timedelta(days=1), FOUR, 23),  # the night lies at the end of the clinic day
        (AUTUMN - timedelta(days=1), FOUR, 25),
        (SPRING, time(0), 23),
        (AUTUMN, time(0), 25),
        (SPRING, FOUR, 24),
    ],
)
def test_days_are_as_long_as_the_clocks_make_them(day, starts_at, hours):
    start, end = day_bounds(day, AMSTERDAM, starts_at)
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize("starts_at", [time(0), time(2), time(2, 30), time(3), FOUR])
@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_every_minute_of_a_clock_change_night_belongs_to_one_day(night, starts_at):
    minute = datetime(night.year, night.month, night.day, tzinfo=UTC) - timedelta(hours=6)
    days = []
    for _ in range(14 * 60):
        day = clinic_day(minute, AMSTERDAM, starts_at)
        start, end = day_bounds(day, AMSTERDAM, starts_at)
        assert start <= minute < end
        days.append(day)
        minute += timedelta(minutes=1)
    assert days == sorted(days)
    assert len(set(days)) == 2


def test_a_start_the_clock_skips_falls_right_after_the_skip():
    start, _ = day_bounds(SPRING, ZURICH, time(2, 30))
    assert start.astimezone(ZURICH).time() == time(3, 30)


def test_a_start_the_clock_repeats_counts_the_first_time():
    start, _ = day_bounds(AUTUMN, ZURICH, time(2, 30))
    assert start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_day_and_bounds_always_agree(at, starts_at):
    day = clinic_day(at, AMSTERDAM, starts_at)
    start, end = day_bounds(day, AMSTERDAM, starts_at)
    assert start <= at < end


def test_an_instant_without_a_zone_is_a_bug_of_the_caller():
    with pytest.raises(AssertionError):
        clinic_day(datetime(2026, 3, 2), AMSTERDAM, FOUR)
