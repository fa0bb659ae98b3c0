"""The table under a chart: every number drawn, with interval, standing and source; and its CSV.

A table is made once and shown three ways: in a page, in a file, on a terminal.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vangnet.programme.charts.cells import Cell, Words


@dataclass(frozen=True)
class Column:
    """`key` names it in a file; `parts` end that name where a cell has several fields."""

    key: str
    heading: Words
    numeric: bool = False
    parts: tuple[str, ...] = ("",)
    kept: bool = False  # on one line: a year, a short name

    @property
    def css(self) -> str:
        return " ".join(name for name, on in (("number", self.numeric), ("kept", self.kept)) if on)

    def names(self) -> list[str]:
        return [f"{self.key}_{part}" if part else self.key for part in self.parts]


def interval_column(key: str, heading: Words) -> Column:
    """A column of `cells.Between`."""
    return Column(key, heading, numeric=True, parts=("low", "high"))


@dataclass(frozen=True)
class Row:
    """The first cell names the row. `highlight` only what the heading of the figure speaks of."""

    cells: tuple[Cell, ...]
    highlight: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Group:
    """Rows under a heading of their own; without a title they stand alone."""

    rows: tuple[Row, ...]
    title: Words = ""


@dataclass(frozen=True)
class Table:
    caption: Words
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    note: Words = ""

    def __post_init__(self) -> None:
        for row in self.rows():
            assert len(row.cells) == len(self.columns), "a row has a cell for each column"

    def rows(self) -> Iterator[Row]:
        for group in self.groups:
            yield from group.rows

    def numbers(self) -> set[float]:
        """Every number that stands in the table, for what a chart may draw."""
        return {float(n) for row in self.rows() for cell in row.cells for n in cell.numbers()}

    def with_columns(self) -> Iterator[tuple[Group, list[tuple[Row, list[tuple[Column, Cell]]]]]]:
        """For a template: groups with their rows, each cell beside its column."""
        for group in self.groups:
            rows = [(row, list(zip(self.columns, row.cells, strict=True))) for row in group.rows]
            yield group, rows


def csv_text(table: Table) -> str:
    """The same table for machines: UTF-8, comma, CRLF, a header; the group is the first field."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["group", *(name for column in table.columns for name in column.names())])
    for group in table.groups:
        for row in group.rows:
            writer.writerow([str(group.title), *_raw(table.columns, row.cells)])
    return out.getvalue()


def _raw(columns: Sequence[Column], cells: Sequence[Cell]) -> Iterator[str]:
    for column, cell in zip(columns, cells, strict=True):
        fields = cell.raw()
        assert len(fields) == len(column.parts), f"column {column.key} has {column.parts}"
        yield from fields
