"""Months and years as people count them: by calendar and birthday. The database counts alike."""

import calendar
from datetime import date

MONTHS_IN_A_YEAR = 12
LEAP_DAY, DAY_AFTER_IT = (2, 29), (3, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or that month's last day when it is shorter."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def anniversary(day: date, years: int) -> date:
    """The day on which so many years are full. Of 29 February that is 1 March in a plain year."""
    year, month_and_day = day.year + years, (day.month, day.day)
    if month_and_day == LEAP_DAY and not calendar.isleap(year):
        month_and_day = DAY_AFTER_IT
    return date(year, *month_and_day)


def full_years(since: date, *, on: date) -> int:
    """Whole years from `since` to `on`; the anniversary itself counts. 0 before the first."""
    years = on.year - since.year
    return max(years if anniversary(since, years) <= on else years - 1, 0)
