"""The published costs as their files have them: amounts, limits, and how much of one is crime.

`data/economics.csv` has a row an amount; `data/economics_parts.csv` a published share of one. No
number is made here. Amounts are floats in the units of their row: they are not added to a register.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from vangnet.programme.sources import DataError, Source, Standing, named, read_rows

Key = tuple[str, str, str]  # study, item, arm: unique in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A published amount. With `low` and `high` an interval, with one of them a one-sided limit."""

    value: float
    low: float | None
    high: float | None
    currency: str
    per: str
    source: Source
    standing: Standing
    note: str


@cache
def amounts() -> Mapping[Key, Amount]:
    """Every row of economics.csv. Raises DataError for what cannot be read, with its line."""
    found: dict[Key, Amount] = {}
    for line, row in enumerate(read_rows("economics"), start=2):
        where = f"data/economics.csv, line {line}"
        key = (row["study"], row["item"], row["arm"])
        if key in found:
            raise DataError(f"{where}: {', '.join(key)} stands twice; keep one row.")
        found[key] = _amount(row, where)
    return found


def amount(study: str, item: str, arm: str) -> Amount:
    """One row. Raises DataError when there is none."""
    try:
        return amounts()[study, item, arm]
    except KeyError:
        raise DataError(f"data/economics.csv: no row {study}, {item}, {arm}; add it.") from None


@cache
def shares() -> Mapping[tuple[Key, str], float]:
    """Published shares of an amount, as fractions, by its key and the part's name."""
    return {
        ((row["study"], row["item"], row["arm"]), row["part"]): float(row["share_pct"]) / 100
        for row in read_rows("economics_parts")
    }


def _amount(row: Mapping[str, str], where: str) -> Amount:
    try:
        return Amount(
            value=float(row["value"]),
            low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None,
            currency=row["currency"],
            per=row["per"],
            source=named(row["source"], where=where)[0],
            standing=Standing(row["status"]),
            note=row["note"],
        )
    except ValueError as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{where}: {error}; write it as the other rows are.") from error
