"""Problem opioid use per 10,000 in Europe: a ranking with years, definitions and intervals.

Published per 1,000 people aged 15 to 64; times ten here. Drawn in `countries_chart`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_lowercase
from typing import Any

from django.utils.translation import gettext as _

from vangnet.programme.charts.cells import Between, Cited, Num, Stood, Text
from vangnet.programme.charts.drawing import drawing
from vangnet.programme.charts.figure import Figure, KeyItem, standing_keys, swatch
from vangnet.programme.charts.numbers import about_a, interval, number, with_interval
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.charts.theme import HISTORY
from vangnet.programme.figures.links import linked
from vangnet.programme.figures.reading import Files, Listed, Rate
from vangnet.programme.sources import DataError

HOME, FAR = "Netherlands", "England"
UNION, EARLIER = "EU27", ("bulletin_2013", "bulletin_2011", "bulletin_2010", "england")


@dataclass(frozen=True)
class Ranked:
    """A country of the comparison, per 10,000; `mark` points to its footnote."""

    rate: Rate
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    mark: str

    @property
    def place(self) -> Decimal:
        """Where it stands in the order: by its rate, a mere range by its middle."""
        if self.value is not None:
            return self.value
        assert self.low is not None
        assert self.high is not None
        return (self.low + self.high) / 2

    @property
    def years(self) -> str:
        return self.rate.year.replace("-", "–")


def ranking(data: Files, listed: Listed) -> list[Ranked]:
    """The countries of a list, highest first."""
    marks = _marks(data)
    found = [_per_10_000(one, marks) for one in data.rates if one.listed is listed]
    return sorted(found, key=lambda one: one.place, reverse=True)


def _per_10_000(one: Rate, marks: dict[str, str]) -> Ranked:
    value, low, high = (None if n is None else n * 10 for n in (one.per_1000, one.low, one.high))
    return Ranked(one, value, low, high, marks.get(one.country.en, ""))


def _marks(data: Files) -> dict[str, str]:
    """A letter for each country with a flag, in the order of the ranking."""
    rows = [one for one in data.rates if one.listed is not Listed.NOT_RANKED and one.flag.en]
    in_order = sorted(
        rows, key=lambda one: (one.listed is Listed.LEFT_OUT, -_per_10_000(one, {}).place)
    )
    return {one.country.en: ascii_lowercase[n] for n, one in enumerate(in_order)}


def figure(data: Files) -> Figure:
    ranked = [*ranking(data, Listed.SELECTION), *ranking(data, Listed.LEFT_OUT)]
    return linked(Figure(
        key="countries",
        heading=heading(data),
        subtitle=_("Each mark is one published estimate. The years differ: %(years)s.")
        % {"years": span(ranked)},
        drawings=(
            drawing(lambda: _chart(data, phone=False), label=label(data)),
            drawing(lambda: _chart(data, phone=True), label=label(data), screens="phone"),
        ),
        keys=(
            *standing_keys(one.rate.standing for one in ranked),
            KeyItem(swatch("band", HISTORY), _("95% interval"), _("read at the source")),
            KeyItem(swatch("outline", HISTORY), _("95% interval"), _("not read again")),
        ),
        note=note(data, ranked),
        table=table(data),
    ))  # fmt: skip


def _chart(data: Files, *, phone: bool) -> Any:
    from vangnet.programme.figures import countries_chart

    return countries_chart.chart(data, phone=phone)


def home(data: Files) -> Ranked:
    return _one(data, HOME)


def _one(data: Files, name: str) -> Ranked:
    every = [*ranking(data, Listed.SELECTION), *ranking(data, Listed.LEFT_OUT)]
    for one in every:
        if one.rate.country.en == name:
            return one
    raise DataError(f"data/countries.csv: {name} is in neither list. The comparison needs it.")


def lower(data: Files) -> list[Ranked]:
    """Those under the Dutch rate, highest first."""
    least = home(data).place
    every = [*ranking(data, Listed.SELECTION), *ranking(data, Listed.LEFT_OUT)]
    return [one for one in every if one.place < least]


def heading(data: Files) -> str:
    part = about_a(home(data).place / _one(data, FAR).place)
    return _("By these figures the Dutch rate is about %(part)s of England’s") % {"part": part}


def span(ranked: Sequence[Ranked]) -> str:
    years = sorted(one.rate.year[:4] for one in ranked)
    return _("%(first)s to %(last)s") % {"first": years[0], "last": years[-1]}


def label(data: Files) -> str:
    told = "; ".join(
        f"{one.rate.country} {one.years}: {with_interval(one.value, one.low, one.high)}"
        for listed in (Listed.SELECTION, Listed.LEFT_OUT)
        for one in ranking(data, listed)
    )
    what = _("Problem opioid users per 10,000 people aged 15–64")
    return f"{heading(data)}. {what}. {told}."


def note(data: Files, ranked: Sequence[Ranked]) -> str:
    """The footnotes by letter, and who has no estimate."""
    flags = " ".join(
        f"{one.mark}) {one.rate.country}: {one.rate.flag}." for one in ranked if one.mark
    )
    return " ".join((flags, _("No estimate in these series: Belgium, Bulgaria, Estonia, Sweden.")))


def table(data: Files) -> Table:
    return Table(
        _("Problem opioid users per 10,000 people aged 15–64"),
        (
            Column("country", _("Country")),
            Column("year", _("Year"), kept=True),
            Column("rate", _("Rate"), numeric=True),
            interval_column("interval", _("95% interval")),
            Column("rate_standing", _("Rate standing")),
            Column("interval_standing", _("Interval standing")),
            Column("definition", _("Definition or flag")),
            Column("source", _("Source")),
        ),
        (
            Group(_rows(ranking(data, Listed.SELECTION)), _("In the selection")),
            Group(_rows(ranking(data, Listed.LEFT_OUT)), _("Left out of the selection")),
        ),
        _("European Union: %(rate)s per 10,000 (%(source)s). Rates are published per 1,000 and"
          " multiplied by 10 here.") % union(data),
    )  # fmt: skip


def union(data: Files) -> dict[str, str]:
    for one in data.rates:
        if one.country.en == UNION and one.per_1000 is not None:
            return {"rate": number(one.per_1000 * 10), "source": one.sources[0].name}
    raise DataError(f"data/countries.csv: no rate of {UNION}. The note under the table needs it.")


def _rows(ranked: Sequence[Ranked]) -> tuple[Row, ...]:
    return tuple(
        Row(
            (
                Text(str(one.rate.country)),
                Text(one.years),
                Num(one.value, decimals=1),
                Between(one.low, one.high, _decimals(one), missing=_("no interval found")),
                Stood(one.rate.standing),
                Stood(one.rate.interval_standing),
                Text(str(one.rate.flag)),
                Cited(one.rate.sources),
            ),
            highlight=one.rate.country.en in (HOME, FAR),
        )
        for one in ranked
    )


def _decimals(one: Ranked) -> int:
    """As many as its limits were published with."""
    return 1 if any(n is not None and n % 1 for n in (one.low, one.high)) else 0


def short(one: Ranked) -> str:
    """What a chart has room for beside a mark: `(69 to 86)`, or that there is none."""
    around = interval(one.low, one.high)
    if one.value is None:
        return around
    return f"({around})" if around else _("no interval")


def earlier(data: Files) -> Figure:
    """Older and other estimates of the same countries: why the year and the definition matter."""
    rows = sorted(
        (one for one in data.rates if one.series in EARLIER and one.listed is Listed.NOT_RANKED),
        key=lambda one: (str(one.country), one.year),
    )
    heading = _("Other years and definitions give other ranks")
    return linked(Figure(
        key="countries-earlier",
        heading=heading,
        subtitle=_("Estimates that the comparison above does not use"),
        drawings=(),
        table=Table(
            _("Other published estimates, per 10,000 people aged 15–64"),
            (
                Column("country", _("Country")), Column("year", _("Year"), kept=True),
                Column("rate", _("Rate"), numeric=True),
                interval_column("interval", _("95% interval")),
                Column("users", _("Users"), numeric=True),
                Column("standing", _("Standing")),
                Column("definition", _("Definition or flag")),
                Column("source", _("Source")),
            ),
            (Group(tuple(_earlier_rows(rows))),),
        ),
    ))  # fmt: skip


def _earlier_rows(rows: Sequence[Rate]) -> Iterator[Row]:
    for rate in rows:
        one = _per_10_000(rate, {})
        yield Row((
            Text(str(rate.country)), Text(one.years), Num(one.value, decimals=1),
            Between(one.low, one.high, _decimals(one), missing=_("no interval found")),
            Num(rate.users), Stood(rate.standing), Text(str(rate.flag)), Cited(rate.sources),
        ))  # fmt: skip
