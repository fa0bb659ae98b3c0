"""Is a typed measurement possible? The ranges are data (measures.toml) and catch slips only.

Nothing here says whether a value is healthy, and no dose depends on it.
"""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from functools import cache
from pathlib import Path

from vangnet.rules.check_keys import CheckKind

FILE = Path(__file__).with_suffix(".toml")
TEN = Decimal(10)  # a slip of the decimal mark


class Fault(StrEnum):
    TOO_FINE = auto()
    TEN_FOLD = auto()
    OUT_OF_RANGE = auto()
    FAR_FROM_LAST = auto()  # possible, so it may be said again
    SECOND_NOT_BELOW = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number that is measured, with its unit in UCUM."""

    unit: str
    lowest: Decimal
    highest: Decimal
    decimals: int
    far_share: Decimal

    def holds(self, value: Decimal) -> bool:
        return self.lowest <= value <= self.highest


def measure(kind: CheckKind, part: str = "value") -> Measure | None:
    """The number of that kind; None when it is not measured."""
    return _all().get((kind, part))


def fault(
    one: Measure, value: Decimal, *, last: Decimal | None = None, sure: bool = False
) -> Fault | None:
    """What is wrong with a typed value; `sure`: it was typed twice."""
    if value != round(value, one.decimals):
        return Fault.TOO_FINE
    if not one.holds(value):
        slip = one.holds(value / TEN) or one.holds(value * TEN)
        return Fault.TEN_FOLD if slip else Fault.OUT_OF_RANGE
    if last and not sure and abs(value - last) > one.far_share * last:
        return Fault.FAR_FROM_LAST
    return None


def pair_fault(value: Decimal, second: Decimal) -> Fault | None:
    """Of a blood pressure the second number lies below the first."""
    return None if second < value else Fault.SECOND_NOT_BELOW


@cache
def _all() -> dict[tuple[CheckKind, str], Measure]:
    raw = tomllib.loads(FILE.read_text("utf-8"), parse_float=Decimal)
    return {
        (CheckKind(kind), part): Measure(
            unit=row["unit"], lowest=Decimal(row["lowest"]), highest=Decimal(row["highest"]),
            decimals=row["decimals"], far_share=Decimal(row["far_share"]),
        )
        for kind, parts in raw.items()
        for part, row in parts.items()
    }  # fmt: skip
