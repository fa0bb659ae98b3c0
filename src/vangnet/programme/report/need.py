"""How many need it: the public estimate of the unit's country, with its source and standing."""

import re

from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.counting.need import Need
from vangnet.programme.sources import DataError, named, read_rows

PER_1000 = "per_1000_15_64"
# As the file of countries names those for which there is a file of rules.
NAMES = {"nl": "Netherlands", "ch": "Switzerland", "de": "Germany", "dk": "Denmark",
         "gb": "United Kingdom"}  # fmt: skip


def need_of(unit: Unit) -> Need | None:
    """The newest figure of the country; None: the file has none."""
    name = NAMES.get(unit.country)
    rows = [
        _need(row, line) for line, row in enumerate(read_rows("countries"), start=2)
        if row["country"] == name and row["rate"] and row["unit"] == PER_1000
    ]  # fmt: skip
    return max(rows, key=lambda one: one.year, default=None)


def _need(row: dict[str, str], line: int) -> Need:
    where = f"data/countries.csv line {line}"
    try:
        known = named(row["source"], where=where)
        return Need(
            per_1000=float(row["rate"]), low=float(row["low"]) if row["low"] else None,
            high=float(row["high"]) if row["high"] else None, year=int(row["year"][:4]),
            source=known[0].key, standing=row["status"],
            interval_standing=_of_interval(row),
        )  # fmt: skip
    except (ValueError, IndexError) as error:
        raise DataError(f"{where}: {error}") from None


def _of_interval(row: dict[str, str]) -> str:
    """The note of a row says when its interval was seen otherwise than its number."""
    found = re.search(r"interval ([A-Z])\b", row["note"])
    return found.group(1) if found else row["status"]
