"""`vangnet report YEAR`: the figures of a unit on the terminal, and as files its page and its list.

Prints sums only: no name, no number of a patient.
"""

import csv
import io
import sys
from pathlib import Path

import click
from django.utils import timezone, translation
from rich.console import Console
from rich.table import Table

from vangnet.clinic.registry.choosing import unit_of
from vangnet.keeping.trouble import TroubleError
from vangnet.programme.report.content import Report
from vangnet.programme.report.making import make, paper

LANGUAGES = ("en", "nl")
WIDE = 180
HEADS = ("group", "figure", "first_on", "last_on", "value", "low", "high", "as_read", "interval",
         "method", "n", "cannot_tell")  # fmt: skip


@click.command("report")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(path_type=Path), help="A folder for the PDFs and the CSV.")
@click.option("--public", is_flag=True, help="The copy to pass on: small numbers are hidden.")
@click.option("--unit", "code", metavar="CODE", help="The unit, when there is more than one.")
def report(year: int, out: Path | None, public: bool, code: str | None) -> None:
    """The programme figures of a unit's year: one page, and every figure with its interval."""
    made = make(unit_of(code), year, public=public, at=timezone.now())
    if made is None:
        raise TroubleError(
            f"There is nothing to tell of {year}.",
            way_out="Name one from the first visit on that has begun.",
        )
    _print(made)
    if out is not None:
        for path in write(made, out):
            click.echo(f"Written: {path}")


def write(made: Report, folder: Path) -> list[Path]:
    """The page in both languages and the list of figures; what stood there is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = "public" if made.copy.is_public else "own"
    name = f"report-{made.year.last_on.year}-{made.unit.code}-{kind}"
    found = []
    for language in LANGUAGES:
        found.append(folder / f"{name}-{language}.pdf")
        found[-1].write_bytes(paper(made, language=language))
    found.append(folder / f"{name}.csv")
    with translation.override("en"):
        found[-1].write_text(as_csv(made), encoding="utf-8", newline="")
    return found


def as_csv(made: Report) -> str:
    """Every figure; hidden ones have no number. UTF-8, comma, CRLF, a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for group in made.groups:
        for one in group.lines:
            writer.writerow([
                group.title, one.name, made.year.first_on, made.year.last_on,
                _plain(one.raw), _plain(one.low), _plain(one.high), one.value, one.interval,
                one.method, one.n, group.cannot,
            ])  # fmt: skip
    return out.getvalue()


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _print(made: Report) -> None:
    # In a pipe nobody sees an edge to wrap at: a figure keeps to its line.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    year = made.year
    copy = "public copy" if made.copy.is_public else "the unit's own copy: do not pass it on"
    title = f"{made.unit.name}, {year.first_on} to {year.last_on} ({copy})"
    table = Table(title=title)
    for head in ("Figure", "Value", "95 % interval", "Method", "Of"):
        table.add_column(head, justify="left" if head in ("Figure", "Method") else "right")
    for group in made.groups:
        table.add_section()
        table.add_row(f"[bold]{group.title}[/bold]")
        for one in group.lines:
            table.add_row(one.name, one.value, one.interval, one.method, one.n)
    console.print(table)
