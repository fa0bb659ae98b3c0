"""A few series of the file as one figure: its drawing, its table, its words.

Which figures there are stands in `over_time`; drawn in `over_time_chart`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.programme.charts.cells import Between, Cell, Num, Stood, Text
from vangnet.programme.charts.drawing import drawing
from vangnet.programme.charts.figure import Figure, standing_keys
from vangnet.programme.charts.numbers import number
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.figures.dutch_users import cited
from vangnet.programme.figures.links import linked
from vangnet.programme.figures.reading import ByYear, Estimate, Files, Kind

BETWEEN = gettext_lazy("95% interval")


@dataclass(frozen=True)
class Series:
    """`joined` only where the years were counted in the same way; `times` the unit shown."""

    measure: str
    name: Promise
    colour: str
    joined: bool = True
    drawn: bool = True
    below: bool = False  # its words stand under the marks
    named_first: bool = False  # at its first mark, not its last
    named_below: bool = False


@dataclass(frozen=True, kw_only=True)
class Told:
    """A figure before it is filled with the file's numbers."""

    key: str
    subtitle: Promise
    caption: Promise
    top: int
    series: tuple[Series, ...]
    heading: Callable[[Files], str]
    note: Callable[[Files], str]
    times: int = 1
    decimals: int | None = 0  # None: as many as were published
    between: Promise = BETWEEN

    def figure(self, data: Files) -> Figure:
        found = [one for series in self.series for one in data.series(series.measure)]
        drawn = any(series.drawn for series in self.series)
        label = f"{self.heading(data)}. {_words(self, data)}"
        drawings = (
            drawing(lambda: _chart(self, data, phone=False), label=label),
            drawing(lambda: _chart(self, data, phone=True), label=label, screens="phone"),
        )
        return linked(Figure(
            key=self.key,
            heading=self.heading(data),
            subtitle=self.subtitle,
            drawings=drawings if drawn else (),
            keys=standing_keys(one.standing for one in found) if drawn else (),
            note=self.note(data),
            table=_table(self, data, found),
        ))  # fmt: skip

    def places(self, *values: Decimal | None) -> int:
        if self.decimals is not None:
            return self.decimals
        ends = (value.as_tuple().exponent for value in values if value is not None)
        return max((-int(end) for end in ends), default=0)

    def shown(self, one: Decimal | None) -> Decimal | None:
        return None if one is None else one * self.times


def _chart(told: Told, data: Files, *, phone: bool) -> Any:
    from vangnet.programme.figures import over_time_chart

    return over_time_chart.chart(told, data, phone=phone)


def _words(told: Told, data: Files) -> str:
    return " ".join(
        f"{series.name}: "
        + "; ".join(
            f"{one.year}: {number(told.shown(one.value), told.places(one.value))}"
            for one in data.series(series.measure)
        )
        + "."
        for series in told.series
    )


def _table(told: Told, data: Files, found: list[Estimate]) -> Table:
    bounded = any(one.interval_standing is not None for one in found)
    between = (interval_column("interval", told.between),) if bounded else ()
    groups = (
        Group(tuple(_rows(told, data.series(series.measure), bounded)), series.name)
        for series in told.series
    )
    columns = (
        Column("year", _("Year"), kept=True), Column("value", _("Value"), numeric=True), *between,
        Column("standing", _("Standing")), Column("source", _("Source")),
    )  # fmt: skip
    return Table(told.caption, columns, tuple(groups))


def _rows(told: Told, series: list[Estimate], bounded: bool) -> Iterator[Row]:
    for one in series:
        pattern = _("about %s") if one.approximate else "%s"
        missing = _("a count") if one.kind is Kind.COUNT else _("not published")
        low, high = told.shown(one.low), told.shown(one.high)
        between: tuple[Cell, ...] = (Between(low, high, told.places(low, high), missing=missing),)
        yield Row((
            Text(one.year), Num(told.shown(one.value), told.places(one.value), pattern=pattern),
            *(between if bounded else ()), Stood(one.standing), cited(one),
        ))  # fmt: skip


def by_year(data: Files, measure: str) -> ByYear:
    return ByYear(measure, data.series(measure))
