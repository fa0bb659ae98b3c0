"""`vangnet figures`: the public numbers at a terminal, with their standing and their sources.

Words out, files out; nothing is worked out here. Needs no database.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from vangnet.keeping.trouble import TroubleError
from vangnet.programme.charts.cells import Cited
from vangnet.programme.charts.figure import Figure
from vangnet.programme.charts.table import Table, csv_text
from vangnet.programme.figures import standalone
from vangnet.programme.sources import DataError, Source

WIDE = 160  # in a pipe nobody sees an edge to wrap at
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("key", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with sources.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV.")
@click.option("--out", type=FOLDER, metavar="DIR", help="Write the chart (SVG) and table (CSV).")
@click.option(
    "--data",
    "folder",
    type=FOLDER,
    metavar="DIR",
    help="Read nl_timeseries.csv, countries.csv and article_check.csv there.",
)
@click.option("--language", type=click.Choice(["en", "nl"]), default="en", show_default=True)
def figures(
    key: str | None, as_json: bool, as_csv: bool, out: Path | None, folder: Path | None,
    language: str,
) -> None:  # fmt: skip
    """List the public figures, or print one: `vangnet figures dutch-users`.

    Every number comes with its standing and its source; every source with its address.
    """
    standalone.begin()
    from django.utils import translation

    with translation.override(language):
        found = _found(key, folder)
        if out is not None:
            write(found, out)
        elif as_json:
            told = [as_data(one) for one in found]
            click.echo(json.dumps(told[0] if key else told, indent=2, ensure_ascii=False))
        elif as_csv:
            click.echo("\r\n".join(csv_text(one.table) for one in found), nl=False)
        else:
            _show(found, whole=key is not None)


def _found(key: str | None, folder: Path | None) -> list[Figure]:
    from vangnet.programme.figures import catalogue

    if key is not None and key not in catalogue.CATALOGUE:
        raise TroubleError(
            f"There is no figure {key!r}.", way_out=f"Known: {', '.join(catalogue.CATALOGUE)}."
        )
    try:
        return [catalogue.figure(key, folder)] if key else catalogue.every(folder)
    except DataError as wrong:
        raise TroubleError(
            str(wrong), way_out="Correct it there; the command reads the file anew."
        ) from None


def write(found: list[Figure], out: Path) -> None:
    """A CSV of each figure, and an SVG of each that is drawn. Prints what was written."""
    from vangnet.programme.charts.pages import svg_file

    try:
        out.mkdir(parents=True, exist_ok=True)
        for one in found:
            files = {f"{one.key}.csv": csv_text(one.table)}
            if one.drawings:
                files[f"{one.key}.svg"] = svg_file(one)
            for name, text in files.items():
                (out / name).write_text(text, encoding="utf-8", newline="")
                click.echo(out / name)
    except OSError as error:
        raise TroubleError(
            f"{out} cannot be written: {error.strerror}.", way_out="Name another folder with --out."
        ) from None


def as_data(figure: Figure) -> dict[str, Any]:
    """The figure for machines; a row has the fields of the CSV and the keys of its sources."""
    return {
        "key": figure.key,
        "finding": str(figure.heading),
        "measured": str(figure.subtitle),
        "note": str(figure.note),
        "page": _page(figure),
        "rows": list(_rows(figure.table)),
        "sources": [
            {"key": one.key, "citation": one.citation, "urls": list(one.urls)}
            for one in cited(figure.table)
        ],
    }


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for group in table.groups:
        for row in group.rows:
            told: dict[str, Any] = {"group": str(group.title)}
            for column, cell in zip(table.columns, row.cells, strict=True):
                told |= dict(zip(column.names(), cell.raw(), strict=True))
                if isinstance(cell, Cited):
                    told["source_keys"] = [one.key for one in cell.sources]
            yield told


def cited(table: Table) -> list[Source]:
    """Every source that the table names, each once, in the order of the table."""
    cells = (cell for row in table.rows() for cell in row.cells if isinstance(cell, Cited))
    return list(dict.fromkeys(source for cell in cells for source in cell.sources))


def _page(figure: Figure) -> str:
    from vangnet.programme.figures.method import shown_at

    return shown_at(figure.key)


def _show(found: list[Figure], *, whole: bool) -> None:
    terminal = Console()
    console = terminal if terminal.is_terminal else Console(width=WIDE)
    if not whole:
        grid = Grid("Figure", "Finding", "Page")
        for one in found:
            grid.add_row(one.key, escape(str(one.heading)), _page(one))
        console.print(grid)
        console.print("`vangnet figures KEY` prints one, with the source of each number.")
        return
    (figure,) = found
    console.print(f"[bold]{escape(str(figure.heading))}[/bold]\n{escape(str(figure.subtitle))}")
    console.print(_grid(figure.table), highlight=False)
    for words in filter(None, (str(figure.note), str(figure.table.note))):
        console.print(escape(words), highlight=False)
    for source in cited(figure.table):
        where = " ; ".join(source.urls) or "no address"
        told = f"[bold]{escape(source.name)}[/bold]: {escape(source.citation)}. {escape(where)}"
        console.print(told, highlight=False, soft_wrap=True)


def _grid(table: Table) -> Grid:
    grid = Grid(title=escape(str(table.caption)))
    for column in table.columns:
        grid.add_column(str(column.heading), justify="right" if column.numeric else "left")
    for group in table.groups:
        if str(group.title):
            grid.add_section()
            grid.add_row(f"[bold]{escape(str(group.title))}[/bold]")
        for row in group.rows:
            grid.add_row(*(escape(cell.text()) for cell in row.cells))
    return grid
