"""`vangnet evidence`: the same tables as the public pages, at a terminal, as JSON or CSV.

Needs no database. Without a name it lists what there is, each with its finding.
"""

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click

from vangnet.keeping.trouble import TroubleError

if TYPE_CHECKING:
    from vangnet.programme.charts.figure import Figure
    from vangnet.programme.charts.table import Table

WIDE = 220  # in a pipe nobody sees an edge to wrap at: give the columns room


@click.command()
@click.argument("outcome", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
def evidence(outcome: str | None, as_json: bool, as_csv: bool) -> None:
    """What trials and cost studies found, worked out again. OUTCOME is a name from the list."""
    if as_json and as_csv:
        raise TroubleError("JSON or CSV, not both.", way_out="Leave one of --json and --csv out.")
    found = _figures()
    if outcome is None:
        _print_list(found, as_json=as_json, as_csv=as_csv)
        return
    if outcome not in found:
        raise TroubleError(
            f"There is no evidence named {outcome!r}.", way_out=f"Try one of {', '.join(found)}."
        )
    _print_one(found[outcome], as_json=as_json, as_csv=as_csv)


def _figures() -> "dict[str, Figure]":
    """Django for the words only; English, as all commands speak."""
    from vangnet.keeping.prepare import begin_django

    begin_django()
    from django.utils import translation

    from vangnet.programme.evidence.figures import figures

    translation.activate("en")
    return figures()


def _print_list(found: "dict[str, Figure]", *, as_json: bool, as_csv: bool) -> None:
    rows = [{"outcome": key, "finding": str(one.heading)} for key, one in found.items()]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif as_csv:
        out = io.StringIO()
        writer = csv.DictWriter(out, ["outcome", "finding"])
        writer.writeheader()
        writer.writerows(rows)
        click.echo(out.getvalue(), nl=False)
    else:
        width = max(len(row["outcome"]) for row in rows)
        for row in rows:
            click.echo(f"{row['outcome']:<{width}}  {row['finding']}")


def _print_one(figure: "Figure", *, as_json: bool, as_csv: bool) -> None:
    from vangnet.programme.charts.table import csv_text

    if as_csv:
        click.echo(csv_text(figure.table), nl=False)
    elif as_json:
        rows = list(csv.DictReader(io.StringIO(csv_text(figure.table))))
        told = {"outcome": figure.key, "finding": str(figure.heading), "rows": rows}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        _print_table(figure.table, str(figure.heading))


def _print_table(table: "Table", heading: str) -> None:
    import sys

    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table as RichTable

    shown: Any = RichTable(title=escape(heading), title_justify="left")
    for column in table.columns:
        shown.add_column(escape(str(column.heading)), justify="right" if column.numeric else "left")
    for group in table.groups:
        if group.title:
            shown.add_section()
            shown.add_row(f"[bold]{escape(str(group.title))}[/bold]")
        for row in group.rows:
            shown.add_row(*(escape(cell.text()) for cell in row.cells))
    width = None if sys.stdout.isatty() else WIDE
    Console(width=width, highlight=False).print(shown)
    if table.note:
        click.echo(str(table.note))
