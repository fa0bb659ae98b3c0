"""Counting in calendar months, as permits and checks do. The database counts alike."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
