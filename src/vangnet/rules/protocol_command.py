"""`vangnet protocol show` and `vangnet protocol compare`: the countries' files at a terminal.

Words in, tables out. No rule stands here; a comparison without a day is of today.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from vangnet.rules.command import print_json, stop_with
from vangnet.rules.comparison import Cell, Row, as_data, compare
from vangnet.rules.country import Country, Standing, known_countries, load_country
from vangnet.rules.reading import RulesFileError
from vangnet.rules.saying import SIGNS, days, has_days, legend, product_said, said, standing

WIDE = 200  # in a pipe nobody sees an edge to wrap at: give the columns room
A_NAME_WIDE, A_COUNTRY_WIDE, A_COUNTRY_NARROWEST = 44, 44, 18
FEWEST = 2


def _day(_: click.Context, __: click.Parameter, written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written is not None else None
    except ValueError:
        raise click.BadParameter(f"{written!r} is no date. Write it like 2024-06-01.") from None


@click.group()
def protocol() -> None:
    """A country's values, their standing and their sources."""


@protocol.command()
@click.argument("country")
@click.option("--on", callback=_day, help="Only what holds on that day, like 2024-06-01.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def show(country: str, on: date | None, as_json: bool) -> None:
    """Print every value of a country's file, with unit, standing and source."""
    (land,) = _countries([country])
    if on:
        land = land.at(on)
    if as_json:
        print_json(land.model_dump(mode="json", exclude_none=True))
        return
    console = _console(WIDE)
    dated = has_days(land)
    heads = ("Value", "Is", *(("Days",) if dated else ()), "Standing", "Source", "Note")
    table = Table(*heads, title=f"{land.name}, on {on}" if on else land.name)
    for row in _rows(land, dated=dated):
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)
    for name, text in land.sources.items():
        console.print(f"{name}: {text}", markup=False, highlight=False)


def _rows(land: Country, *, dated: bool) -> Iterator[tuple[str, ...]]:
    for handle, product in land.products.items():
        yield (
            f"product.{handle}", product_said(product), *(("",) if dated else ()),
            standing(product.standing), " ".join(product.source), product.note or "",
        )  # fmt: skip
    for value in land.values:
        yield (
            value.name, said(value), *((days(value),) if dated else ()),
            standing(value.standing), " ".join(value.source), value.note or "",
        )  # fmt: skip


@protocol.command(name="compare")
@click.argument("countries", nargs=-1)
@click.option(
    "--on", callback=_day, help="The day to compare on, like 2024-06-01.  [default: today]"
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--all", "every", is_flag=True, help="Print what they have in common as well.")
def compare_command(
    countries: tuple[str, ...], on: date | None, as_json: bool, every: bool
) -> None:
    """Print where countries differ, a row for each value: `vangnet protocol compare nl ch de`."""
    lands = _countries(dict.fromkeys(countries))
    if len(lands) < FEWEST:
        known = ", ".join(known_countries())
        stop_with([f"compare: name two countries or more. Known: {known}."])
    on = on or datetime.now(UTC).date()
    rows = compare(lands, on=on)
    shown = [row for row in rows if every or row.differs]
    if as_json:
        print_json({"on": on.isoformat(), "rows": as_data(shown)})
        return
    console = _console(A_NAME_WIDE + A_COUNTRY_WIDE * len(lands))
    roomy = console.width >= A_NAME_WIDE + A_COUNTRY_NARROWEST * len(lands)
    for part in [_table(shown, lands, wide=console.width)] if roomy else _blocks(shown, lands):
        console.print(part, highlight=False)
    console.print(legend(), highlight=False)
    told = f"{len(shown)} of {len(rows)} rows, as the files stand on {on}."
    more = "" if every or len(shown) == len(rows) else " --all prints the rest, where they agree."
    console.print(told + more, highlight=False)


def _table(rows: Sequence[Row], lands: Sequence[Country], *, wide: int) -> Table:
    """The names whole, and what is left of the width shared by the countries."""
    name_wide = max((len(row.key) for row in rows), default=0)
    borders = 3 * (len(lands) + 1) + 1
    table = Table(title=" · ".join(land.name for land in lands))
    table.add_column("Value", width=name_wide)
    for land in lands:
        share = (wide - name_wide - borders) // len(lands)
        table.add_column(land.code, overflow="fold", max_width=share)
    theme = ""
    for row in rows:
        if row.theme != theme:
            theme = row.theme
            table.add_section()
            table.add_row(f"[bold]{theme}[/bold]")
            table.add_section()
        of = f"\n  {row.product}" if row.product and row.product != "product" else ""
        table.add_row(f"{row.key}{of}", *(_cell(row.cells[land.code]) for land in lands))
    return table


def _blocks(rows: Sequence[Row], lands: Sequence[Country]) -> Iterator[str | Table]:
    """Where a column a country would be too narrow to read: the countries under each value."""
    theme = ""
    for row in rows:
        if row.theme != theme:
            theme = row.theme
            yield f"\n[bold]{theme}[/bold]"
        yield escape(row.name)
        block = Table.grid(padding=(0, 2))
        for land in lands:
            cell = row.cells[land.code]
            block.add_row(
                "", land.code, escape(cell.says), standing(cell.standing) if cell.standing else ""
            )
        yield block


def _cell(cell: Cell) -> str:
    if cell.standing is Standing.UNSET:
        return f"{SIGNS[cell.standing]} {cell.says}"
    return escape(f"{cell.says}\n{standing(cell.standing)}" if cell.standing else cell.says)


def _countries(codes: Sequence[str] | dict[str, None]) -> list[Country]:
    found: list[Country] = []
    problems: list[str] = []
    for code in codes:
        try:
            found.append(load_country(code))
        except RulesFileError as fault:
            problems += fault.problems
    if problems:
        stop_with(problems)
    return found


def _console(wide: int) -> Console:
    """As wide as the terminal, or as `COLUMNS` says; in a pipe with room for the columns."""
    given = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console() if given else Console(width=max(WIDE, wide))
