"""Days and sessions without a dose: what was missed, and what the protocol says of it now.

The gate asks the same functions at the hatch (gate/gaps.py); the pages tell the story with them.
No table of steps stands here: without a signed one there is only the prescriber's restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum, auto
from itertools import pairwise

from vangnet.rules.amounts import MG_STEP
from vangnet.rules.limits import Limits

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDosed:
    """One clinic day on which at least one dose of a drug counted."""

    on: date
    doses: int
    last_mg: Decimal  # the last dose of the day, as it counted
    day_mg: Decimal


class Says(StrEnum):
    """What the protocol says now."""

    NO_DOSE_YET = auto()  # nothing was ever given: there is no gap
    CONTINUE = auto()
    REDUCED = auto()  # the unit's signed table allows a share of the last dose
    SUSPENDED = auto()  # the order waits for a prescriber's restart
    RESTARTED = auto()  # a restart is signed and no dose has followed yet
    NOT_SET = auto()  # the protocol in force does not have this product: nothing is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """How it stands on one day, for one drug."""

    says: Says
    last: DayDosed | None
    missed_days: int
    missed_sessions: int
    share: Decimal | None = None  # of the signed table, when it holds
    dose_mg_max: Decimal | None = None  # that share of the last dose
    restarted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days without a dose between two days with one; `until` is None while it lasts."""

    last: DayDosed
    until: date | None
    missed_days: int
    next_mg: Decimal | None  # the first day's last dose after it; None while it lasts


def missed_days(last_on: date, on: date) -> int:
    """Whole clinic days without a dose. The day that is still going on is not missed yet."""
    return max((on - last_on).days - 1, 0)


def missed_sessions(last: DayDosed, *, on: date, a_day: int, restarted_on: date | None) -> int:
    """Ordered doses that nobody came for, of whole days. A restart counts like a day with all."""
    if restarted_on is not None and restarted_on > last.on:
        return a_day * missed_days(restarted_on, on)
    if on <= last.on:
        return 0
    return max(a_day - last.doses, 0) + a_day * missed_days(last.on, on)


def share_after(missed: int, table: Sequence[tuple[int, Decimal]] | None) -> Decimal | None:
    """The share of the last row that these missed days reach; None when none does."""
    reached = [share for days, share in table or () if days <= missed]
    return reached[-1] if reached else None


def share_of(last_mg: Decimal, share: Decimal) -> Decimal:
    """In whole steps of the register, never rounded up."""
    return (last_mg * share).quantize(MG_STEP, rounding=ROUND_DOWN)


def standing(
    days: Sequence[DayDosed], *, on: date, a_day: int, restarted_on: date | None,
    limits: Limits | None,
) -> Gap:  # fmt: skip
    """What the protocol says on the morning of `on`; `days` may hold that day itself."""
    before = [day for day in days if day.on <= on]
    if not before:
        return Gap(says=Says.NO_DOSE_YET, last=None, missed_days=0, missed_sessions=0)
    last = before[-1]
    restarted = restarted_on if restarted_on is not None and restarted_on > last.on else None
    days_missed = missed_days(last.on, on)
    sessions = missed_sessions(last, on=on, a_day=a_day, restarted_on=restarted)
    share = None if restarted or limits is None else share_after(days_missed, limits.gap_step_down)
    return Gap(
        says=_says(
            limits, since_days=(on - (restarted or last.on)).days, sessions=sessions, share=share,
            restarted=restarted is not None,
        ),
        last=last, missed_days=days_missed, missed_sessions=sessions, share=share,
        dose_mg_max=None if share is None else share_of(last.last_mg, share),
        restarted_on=restarted,
    )  # fmt: skip


def _says(
    limits: Limits | None, *, since_days: int, sessions: int, share: Decimal | None,
    restarted: bool,
) -> Says:  # fmt: skip
    if limits is None:
        return Says.NOT_SET
    if since_days > limits.gap_days_max or too_many_sessions(sessions, limits):
        return Says.SUSPENDED
    if restarted:
        return Says.RESTARTED
    return Says.CONTINUE if share is None or share == 1 else Says.REDUCED


def suspended_from(
    last: DayDosed, *, on: date, a_day: int, restarted_on: date | None, limits: Limits | None
) -> date | None:
    """The first morning on which the order waited; None when it does not wait on `on`."""
    day = max(last.on, restarted_on or last.on)
    while limits is not None and day <= on:
        gap = standing([last], on=day, a_day=a_day, restarted_on=restarted_on, limits=limits)
        if gap.says is Says.SUSPENDED:
            return day
        day += A_DAY
    return None


def too_many_sessions(sessions: int, limits: Limits) -> bool:
    return limits.gap_sessions_max is not None and sessions > limits.gap_sessions_max


def spans(days: Sequence[DayDosed], *, on: date) -> tuple[Span, ...]:
    """Every run of at least one whole day without a dose, the latest first."""
    known = [day for day in days if day.on <= on]
    found = [
        Span(
            last=one, until=other.on, missed_days=missed_days(one.on, other.on),
            next_mg=other.last_mg,
        )
        for one, other in pairwise(known)
    ]  # fmt: skip
    if known:
        found.append(
            Span(
                last=known[-1], until=None, missed_days=missed_days(known[-1].on, on), next_mg=None
            )
        )
    return tuple(span for span in reversed(found) if span.missed_days)


def task_days(last_on: date, *, on: date, asked: Sequence[int]) -> tuple[tuple[int, date], ...]:
    """Of the days the unit asks a task for: those reached, each with the day it falls due."""
    missed = missed_days(last_on, on)
    return tuple((number, last_on + (number + 1) * A_DAY) for number in asked if number <= missed)
