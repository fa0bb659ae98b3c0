"""When is the next look due, and what does a value ask for? By product and minute, as was signed.

In tolerant patients a usual dose into a vein brings the saturation far down within minutes: one
fixed line would ring after nearly every dose. So each line is the unit's own, from a minute on.
Decides nothing about leaving: `observation`. What rises as an alarm: `alarms`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from vangnet.rules.limits import Bands, NoLimit, Watch

MINUTE = timedelta(minutes=1)


class Sign(StrEnum):
    """What is looked at. Stored by value: add freely, never rename."""

    OXYGEN = auto()  # SpO2, per cent
    BREATHS = auto()  # a minute
    PULSE = auto()  # a minute
    SEDATION = auto()  # score, 0 awake to 3 does not wake


class Asks(StrEnum):
    """What a value asks for, from nothing to everything. Stored by value."""

    NORMAL = auto()
    NOT_SIGNED = auto()  # the protocol of the dose has no line for it: nobody knows
    WATCH = auto()  # watch closer
    CALL = auto()  # call the nurse
    OVERDOSE = auto()


RANK = {asks: rank for rank, asks in enumerate(Asks)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a value asks for, and the line it passed; None when it passed none."""

    asks: Asks
    bound: int | None = None


def minute_of(at: datetime, clock_from: datetime | None) -> int:
    """Whole minutes since the end of use; 0 while the dose is used, and before its end."""
    return 0 if clock_from is None else max((at - clock_from) // MINUTE, 0)


def asked_by(sign: Sign, value: int, *, minute: int, watch: Watch | None) -> Found:
    """What this value asks for in this minute. A line that nobody signed is not a good value."""
    if watch is None:
        return Found(asks=Asks.NOT_SIGNED)
    found = [
        _worst(_lines(bands, minute), value, falling=falling)
        for bands, falling in _bands(sign, watch)
    ]
    return worst(found)


def call_line(sign: Sign, *, minute: int, watch: Watch) -> int | None:
    """Where this sign asks to call somebody in this minute: below it, of sedation from it on.

    Of the pulse the low line. None: the protocol has no line.
    """
    bands, _falling = _bands(sign, watch)[0]
    lines = _lines(bands, minute)
    return lines[1] if lines else None


def _bands(sign: Sign, watch: Watch) -> list[tuple[Bands | NoLimit, bool]]:
    """The signed lines of a sign, each with whether it is a falling value that passes them."""
    known: dict[Sign, list[tuple[Bands | NoLimit, bool]]] = {
        Sign.OXYGEN: [(watch.oxygen_percent, True)],
        Sign.BREATHS: [(watch.breaths, True)],
        Sign.PULSE: [(watch.pulse_low, True), (watch.pulse_high, False)],
        Sign.SEDATION: [(watch.sedation_score, False)],
    }
    return known[sign]


def worst(found: Sequence[Found]) -> Found:
    """Of several answers the one that asks for most."""
    return max(found, key=lambda one: RANK[one.asks])


def _lines(bands: Bands | NoLimit, minute: int) -> tuple[int, ...]:
    if isinstance(bands, NoLimit):
        return ()
    return [row for row in bands if row[0] <= minute][-1][1:]


def _worst(lines: tuple[int, ...], value: int, *, falling: bool) -> Found:
    passed = [
        Found(asks=asks, bound=line)
        for asks, line in zip((Asks.WATCH, Asks.CALL, Asks.OVERDOSE), lines, strict=False)
        if (value < line if falling else value >= line)
    ]
    return worst([Found(asks=Asks.NORMAL), *passed])


def next_look_at(
    *, looked_at: datetime | None, clock_from: datetime | None, watch: Watch | None
) -> datetime | None:
    """When somebody must look again; None while the dose is used, under sight of staff.

    Where looks become denser, the denser plan counts from its own minute. Nothing signed: at once.
    """
    if clock_from is None:
        return None
    base = clock_from if looked_at is None else max(looked_at, clock_from)
    if watch is None:
        return base
    minute = minute_of(base, clock_from)
    now = [row for row in watch.every if row[0] <= minute][-1]
    due = [base + now[1] * MINUTE]
    due += [clock_from + (start + every) * MINUTE for start, every in watch.every if start > minute]
    return min(due)


def score_of(level: str, watch: Watch | None) -> int | None:
    """The score that this level of the unit's scale counts as; None: not of that scale."""
    return None if watch is None else dict(watch.sedation_levels).get(level)
