"""The unit's clinic day: its own time zone and its own hour at which a day begins.

Both functions answer from the same instant, so every moment belongs to exactly one day, also in
the two nights in which the clocks change. Days are 23, 24 or 25 hours long.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def clinic_day(at: datetime, zone: ZoneInfo, starts_at: time) -> date:
    """The clinic day that the instant `at` belongs to."""
    assert at.tzinfo is not None, "an instant without a time zone is a caller's bug"
    day = at.astimezone(zone).date()
    return day if at >= _start(day, zone, starts_at) else day - timedelta(days=1)


def day_bounds(day: date, zone: ZoneInfo, starts_at: time) -> tuple[datetime, datetime]:
    """First instant of the day, and first instant after it, in UTC."""
    return _start(day, zone, starts_at), _start(day + timedelta(days=1), zone, starts_at)


def _start(day: date, zone: ZoneInfo, starts_at: time) -> datetime:
    # A start the clock skips falls right after the skip; one it repeats counts the first time.
    return datetime.combine(day, starts_at, zone).astimezone(UTC)
