"""Incidents: to whom one is reported and by when, how often they are, and what may be told of them.

A duty is as strict as what is signed of it: an authority without a number of days is told at once,
and without a lowest grade every incident of that kind is reported. Where neither an authority nor
days are set, the duty is not known, and that is said; it is never "not needed".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum, auto
from typing import TypeVar

from vangnet.rules.incident_keys import report_days, report_grade, report_to
from vangnet.rules.protocol import Protocol

Cell = TypeVar("Cell")


class IncidentKind(StrEnum):
    """What happened. Stored by value: add freely, never rename."""

    AGGRESSION = auto()
    DIVERSION = auto()
    SMUGGLING = auto()
    NEEDLE_STICK = auto()
    MEDICATION_ERROR = auto()
    NEAR_MISS = auto()
    SEIZURE = auto()
    FALL = auto()
    OVERDOSE = auto()


class Grade(IntEnum):
    """How bad it was for anyone, patient, staff or neighbour. Stored by value."""

    NO_HARM = 1
    PASSING_HARM = 2
    SERIOUS_HARM = 3
    LASTING_HARM_OR_DEATH = 4


class MeasureKind(StrEnum):
    """What was agreed with the patient, or decided."""

    WARNING = auto()
    CONTRACT = auto()
    SUSPENSION = auto()  # holds every dose until the hold is lifted


class DutyState(StrEnum):
    NOT_SET = auto()  # nobody has signed whether this kind is reported
    NOT_NEEDED = auto()  # below the grade from which it is
    NEEDED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Whether an incident is reported. `to` is empty where the authority is not set."""

    state: DutyState
    to: str = ""
    due_on: date | None = None  # the last day, itself included


def duty(kind: IncidentKind, grade: Grade, *, found_on: date, protocol: Protocol | None) -> Duty:
    """What the signed protocol asks of an incident that was found on that day."""
    to = _value(protocol, report_to(kind))
    days = _value(protocol, report_days(kind))
    lowest = _value(protocol, report_grade(kind))
    if to is None and days is None:
        return Duty(state=DutyState.NOT_SET)
    if isinstance(lowest, int) and grade < lowest:
        return Duty(state=DutyState.NOT_NEEDED)
    # That it is reported is signed; within how many days is not: then there are none to wait.
    wait = days if isinstance(days, int) else 0
    return Duty(state=DutyState.NEEDED, to=str(to or ""), due_on=found_on + timedelta(days=wait))


def _value(protocol: Protocol | None, name: str) -> object:
    found = protocol.values.get(name) if protocol else None
    return found.value if found else None


# -- How often ------------------------------------------------------------------------------------

PER = 1000  # rates are told per so many doses
CONFIDENCE = Decimal("0.95")
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Incidents per 1,000 doses with an exact Poisson interval (Garwood 1936); None: no doses."""

    count: int
    doses: int
    per_1000: Decimal | None
    low: Decimal | None
    high: Decimal | None


def rate(count: int, doses: int) -> Rate:
    """The rate of `count` incidents in `doses` doses, to a tenth.

    Without doses there is no rate, whatever the count: that is said, and never drawn as nothing.
    """
    assert count >= 0, "nothing happens less than never"
    assert doses >= 0, "nobody gives fewer doses than none"
    if not doses:
        return Rate(count=count, doses=doses, per_1000=None, low=None, high=None)
    low, high = poisson_interval(count)
    return Rate(
        count=count, doses=doses, per_1000=_per(Decimal(count), doses),
        low=_per(low, doses), high=_per(high, doses),
    )  # fmt: skip


def poisson_interval(count: int) -> tuple[Decimal, Decimal]:
    """The expected counts between which an observed one lies, exactly.

    They are half the chi-square quantiles of 2n and 2n + 2 degrees of freedom, which is the inverse
    of the incomplete gamma function.
    """
    from scipy.special import gammaincinv  # here: a second to import, for two pages only

    tail = float((1 - CONFIDENCE) / 2)
    low = float(gammaincinv(count, tail)) if count else 0.0
    return Decimal(low), Decimal(float(gammaincinv(count + 1, 1 - tail)))


def _per(count: Decimal, doses: int) -> Decimal:
    return (count * PER / doses).quantize(TENTH, ROUND_HALF_UP)


# -- What may be told ------------------------------------------------------------------------------


def told(cells: Mapping[Cell, int], fewest: int) -> dict[Cell, int | None]:
    """Counts that may be told beside their sum; None: too few to be told apart.

    A cell of nothing is told. When what is held back could be worked out from the sum, because it
    is one cell alone or fewer than `fewest` together, the next smallest is held back as well.
    """
    held = {cell for cell, count in cells.items() if 0 < count < fewest}
    rest = sorted(
        (cell for cell, count in cells.items() if count >= fewest and cell not in held),
        key=lambda cell: (cells[cell], str(cell)),
    )
    while held and rest and (len(held) < 2 or sum(cells[one] for one in held) < fewest):
        held.add(rest.pop(0))
    return {cell: None if cell in held else count for cell, count in cells.items()}


_MONTHS = (
    "jan|feb|mar|mrt|apr|may|mei|jun|jul|aug|sep|oct|okt|nov|dec|january|february|march|april|june"
    "|july|august|september|october|november|december|januari|februari|maart|juni|juli|augustus"
    "|oktober"
)
# A day or an hour as it is written: 3-2-2026, 3/2, 2026-02-03, 3.2.2026, 14:05, 3 March, March 3.
_DATE = re.compile(
    r"\b\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|\b\d{1,2}:\d{2}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|e)?\s+(?:{_MONTHS})\b|\b(?:{_MONTHS})\s+\d{{1,2}}\b",
    re.IGNORECASE,
)


NAME_SHORTEST = 3  # letters; shorter parts of a name are words of the language


def tells_too_much(words: str, names: Iterable[str]) -> tuple[str, ...]:
    """Parts of a lesson that say who or on which day; empty when it may be told.

    `names` are those of patient and staff and the patient's number, each as one text.
    """
    found = [match.group() for match in _DATE.finditer(words)]
    for name in names:
        for part in re.split(r"[\s,.]+", name):
            if len(part) >= NAME_SHORTEST and re.search(
                rf"\b{re.escape(part)}\b", words, re.IGNORECASE
            ):
                found.append(part)
    return tuple(dict.fromkeys(found))
