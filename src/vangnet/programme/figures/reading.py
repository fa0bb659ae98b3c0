"""What the files of public numbers hold: estimates over time, rates of countries, claims of others.

Read once and strictly. Nothing is worked out here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from vangnet.programme.charts.verdicts import Verdict
from vangnet.programme.figures.files import Cells, Words, rows_of
from vangnet.programme.sources import DataError, Source, Standing


class Kind(StrEnum):
    """What sort of thing a row is."""

    ESTIMATE = "estimate"
    COUNT = "count"  # everybody was counted: an interval does not apply
    EVENT = "event"
    CLAIM = "claim"


class Listed(StrEnum):
    """Where a country stands in the comparison."""

    SELECTION = "selection"
    LEFT_OUT = "left_out"
    NOT_RANKED = ""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """`interval_standing` is None without an interval; `via` who is quoted by the sources."""

    year: str
    measure: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    sources: tuple[Source, ...]
    standing: Standing
    interval_standing: Standing | None
    kind: Kind
    approximate: bool
    method: str
    via: str
    claim: str
    note: Words

    @property
    def at(self) -> int:
        """The year on an axis: the first of a span."""
        return int(self.year[:4])


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Per 1,000 people aged 15 to 64, as published."""

    country: Words
    year: str
    per_1000: Decimal | None
    low: Decimal | None
    high: Decimal | None
    sources: tuple[Source, ...]
    standing: Standing
    interval_standing: Standing | None
    listed: Listed
    flag: Words
    series: str
    users: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What an article said, and what was found of it."""

    id: str
    page: str
    quote: Words
    verdict: Verdict
    said: Words
    sources: tuple[Source, ...]


class ByYear(dict[str, Estimate]):
    """A series by year; a year that a figure speaks of and the file lacks is named."""

    def __init__(self, measure: str, rows: Iterable[Estimate]) -> None:
        super().__init__((one.year, one) for one in rows)
        self.measure = measure

    def __missing__(self, year: str) -> Estimate:
        raise DataError(
            f"data/nl_timeseries.csv: no {self.measure} of {year}. A figure speaks of it: put it"
            " back."
        )


@dataclass(frozen=True)
class Files:
    """All of it, from the package or from a folder of the same files."""

    estimates: tuple[Estimate, ...]
    rates: tuple[Rate, ...]
    claims: tuple[Claim, ...]

    def series(self, *measures: str) -> list[Estimate]:
        return [one for one in self.estimates if one.measure in measures]

    def ends(self, measure: str) -> tuple[Estimate, Estimate]:
        """The first and the last of a series. Raises DataError when there is none."""
        found = self.series(measure)
        if not found:
            raise DataError(
                f"data/nl_timeseries.csv: no {measure}. A figure speaks of it: put it back."
            )
        return found[0], found[-1]

    def on_page(self, page: str) -> list[Claim]:
        return [one for one in self.claims if one.page == page]

    def claim(self, id: str) -> Claim | None:
        return next((one for one in self.claims if one.id == id), None)


@cache
def read(folder: Path | None = None) -> Files:
    """Raises DataError for the first thing that is wrong."""
    claims = _read("article_check", CLAIM_COLUMNS, _claim, folder)
    found = Files(
        _read("nl_timeseries", ESTIMATE_COLUMNS, _estimate, folder),
        _read("countries", RATE_COLUMNS, _rate, folder),
        claims,
    )
    known = {one.id for one in claims}
    for one in found.estimates:
        if one.claim and one.claim not in known:
            raise DataError(
                f"data/nl_timeseries.csv, {one.year} {one.measure}: claim {one.claim!r} stands not"
                " in data/article_check.csv. Add it there, or leave the cell empty."
            )
    return found


ESTIMATE_COLUMNS = {
    "year", "measure", "value", "low", "high", "source", "status", "interval_status", "kind",
    "approximate", "method", "via", "claim", "note", "note_nl",
}  # fmt: skip
RATE_COLUMNS = {
    "country", "country_nl", "year", "rate", "low", "high", "n_users", "source", "status",
    "interval_status", "list", "flag", "flag_nl", "series",
}  # fmt: skip
CLAIM_COLUMNS = {"id", "page", "verdict", "quote", "quote_nl", "said", "said_nl", "source"}
Read = TypeVar("Read")


def _read(
    name: str, columns: set[str], make: Callable[[Cells], Read], folder: Path | None
) -> tuple[Read, ...]:
    return tuple(make(cells) for cells in rows_of(name, columns, folder))


def _estimate(cells: Cells) -> Estimate:
    low, high, stands = cells.interval()
    return Estimate(
        year=cells.year("year"),
        measure=cells.text("measure", needed=True),
        value=cells.amount("value"),
        low=low,
        high=high,
        sources=cells.cited(),
        standing=cells.one_of("status", Standing),
        interval_standing=stands,
        kind=cells.one_of("kind", Kind),
        approximate=cells.text("approximate") == "yes",
        method=cells.text("method"),
        via=cells.text("via"),
        claim=cells.text("claim"),
        note=cells.words("note"),
    )


def _rate(cells: Cells) -> Rate:
    low, high, stands = cells.interval()
    rate = cells.amount("rate")
    if rate is None and low is None and high is None:
        raise DataError(f"{cells.where}: neither rate nor interval. Write one, or take it out.")
    return Rate(
        country=cells.words("country"),
        year=cells.year("year"),
        per_1000=rate,
        low=low,
        high=high,
        sources=cells.cited(),
        standing=cells.one_of("status", Standing),
        interval_standing=stands,
        listed=cells.one_of("list", Listed),
        flag=cells.words("flag"),
        series=cells.text("series"),
        users=cells.amount("n_users"),
    )


def _claim(cells: Cells) -> Claim:
    return Claim(
        id=cells.text("id", needed=True),
        page=cells.text("page", needed=True),
        quote=cells.words("quote"),
        verdict=cells.one_of("verdict", Verdict),
        said=cells.words("said"),
        sources=cells.cited(),
    )
