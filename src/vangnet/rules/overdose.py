"""After an overdose: when naloxone comes again, and whether the person may leave.

The steps are help for whoever acts and stop nothing; a value that nobody signed is named, never
guessed. That no opioid is handed over meanwhile is the gate's: rules.gate.holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from vangnet.rules.decision import Decision, Reason, Refusal, refuse

LADDER_KEYS = (
    "naloxone_mg", "naloxone_routes", "naloxone_repeat_shortest", "naloxone_repeat_longest",
    "naloxone_doses_before_other_cause", "oxygen_l_per_min", "overdose_care",
    "overdose_observation_shortest",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The unit's signed values for an overdose; None: nobody has set it."""

    dose_mg: Decimal | None
    routes: str | None
    repeat_shortest: timedelta | None
    repeat_longest: timedelta | None
    doses_before_other_cause: int | None
    oxygen_l_per_min: Decimal | None
    care: str | None
    observation_shortest: timedelta | None
    missing: tuple[str, ...]  # the keys without a value

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Ladder":
        """From values by their key; one that is left out or None is missing."""
        return cls(
            dose_mg=values.get("naloxone_mg"),
            routes=values.get("naloxone_routes"),
            repeat_shortest=_minutes(values.get("naloxone_repeat_shortest")),
            repeat_longest=_minutes(values.get("naloxone_repeat_longest")),
            doses_before_other_cause=values.get("naloxone_doses_before_other_cause"),
            oxygen_l_per_min=values.get("oxygen_l_per_min"),
            care=values.get("overdose_care"),
            observation_shortest=_minutes(values.get("overdose_observation_shortest")),
            missing=tuple(key for key in LADDER_KEYS if values.get(key) is None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NextNaloxone:
    """The dose that comes next: its number, and when by the signed times; None: not known."""

    number: int
    from_at: datetime | None
    until_at: datetime | None
    seek_other_cause: bool  # so many were given without an answer: look for something else as well


def next_naloxone(ladder: Ladder, given_at: Sequence[datetime]) -> NextNaloxone:
    """`given_at`: the time of each dose so far, corrections applied, in any order."""
    last, most = max(given_at, default=None), ladder.doses_before_other_cause
    return NextNaloxone(
        number=len(given_at) + 1,
        from_at=last + ladder.repeat_shortest if last and ladder.repeat_shortest else None,
        until_at=last + ladder.repeat_longest if last and ladder.repeat_longest else None,
        seek_other_cause=most is not None and len(given_at) >= most,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterFacts:
    """One emergency of the visit, as the door asks about it."""

    started_at: datetime
    ended_at: datetime | None
    was_overdose: bool  # not: started by mistake
    watch_until: datetime | None  # None: nobody has signed how long
    reviewed: bool  # a prescriber released the lock


def may_leave_after(emergencies: Sequence[AfterFacts], *, now: datetime) -> Decision:
    """May this person go, as far as overdoses say? The doses have their own rule."""
    return Decision(tuple(refusal for one in emergencies for refusal in _against(one, now)))


def _against(one: AfterFacts, now: datetime) -> Iterator[Refusal]:
    if one.ended_at is None:
        yield refuse(Reason.EMERGENCY_RUNS, started_at=one.started_at)
    elif one.was_overdose and one.watch_until is None and not one.reviewed:
        yield refuse(Reason.OVERDOSE_NOT_REVIEWED)
    elif one.was_overdose and one.watch_until is not None and now < one.watch_until:
        yield refuse(
            Reason.OVERDOSE_WATCH_NOT_OVER,
            leave_at=one.watch_until, wait_minutes=one.watch_until - now,
        )  # fmt: skip


def _minutes(value: Decimal | int | None) -> timedelta | None:
    return None if value is None else timedelta(minutes=float(value))
