"""By when somebody looks again at a hold. Pure; `consulting_hold_latest` is the same in SQL.

A hold holds doses back, so nobody waits longer on one than for the prescriber's own review by the
signed protocol, nor beyond the approval: past it there is no dose to hold. Where neither says a
day (methadone without a plan of reviews) a year is the end, so that the hold comes up at all.
"""

from datetime import date

from vangnet.rules.months import MONTHS_IN_A_YEAR, months_after


def look_again_latest(
    today: date, *, review_months: int | None, approved_until: date | None
) -> date:
    """`review_months`: how often a prescriber sees this person; None: nobody has set it."""
    limits = [] if review_months is None else [months_after(today, review_months)]
    if approved_until is not None and approved_until >= today:
        limits.append(approved_until)
    return min(limits, default=months_after(today, MONTHS_IN_A_YEAR))
