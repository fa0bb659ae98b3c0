"""The command `vangnet verify`: runs the checks, shows progress, prints what was found.

Prints tables, keys and codes; never what a row says about a person.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from django.db import connection, transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from vangnet.clinic.board.verify import books, decisions, entries, leaves, ordering, papers, rows
from vangnet.clinic.board.verify.finding import SHOWN_MAX, Advance, Check
from vangnet.clinic.consulting.models import EligibilityDecision, OrderDecision
from vangnet.clinic.dispensary.models import HandOver

Step = tuple[Check, Callable[[Check, Advance], None], Callable[[], int]]


def steps() -> list[Step]:
    """The checks, what each counts, and how much there is of it."""
    return [
        (Check(name="journal", unit="leaves"), leaves.check, leaves.how_many),
        (Check(name="rows", unit="rows"), rows.check, lambda: len(rows.journaled())),
        (Check(name="register", unit="postings"), books.check, lambda: 2),
        (Check(name="decisions", unit="decisions"), decisions.check, HandOver.objects.count),
        (Check(name="orders", unit="decisions"), ordering.check, OrderDecision.objects.count),
        (Check(name="entries", unit="entries"), entries.check, EligibilityDecision.objects.count),
        (Check(name="letters", unit="papers"), papers.check, papers.how_many),
    ]


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def verify(as_json: bool) -> None:
    """Check the journal, the register and every past decision.

    The exit code is 0 when everything holds, 1 when something does not.
    """
    checks = run()
    if as_json:
        sound = not any(check.found for check in checks)
        found = {"holds": sound, "checks": [check.to_json() for check in checks]}
        click.echo(json.dumps(found, indent=1))
    else:
        for check in checks:
            _say(check)
    sys.exit(1 if any(check.found for check in checks) else 0)


def run() -> list[Check]:
    """All checks, on one moment of the database, while others go on working."""
    done = []
    with transaction.atomic(), _progress() as progress:
        if not connection.savepoint_ids:  # inside another transaction its moment is the one
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        for check, ask, how_many in steps():
            task = progress.add_task(check.name, total=how_many())
            began = time.monotonic()
            ask(check, lambda amount, task=task: progress.advance(task, amount))  # type: ignore[misc]
            check.seconds = time.monotonic() - began
            progress.update(task, completed=progress.tasks[task].total)
            done.append(check)
    return done


@contextmanager
def _progress() -> Iterator[Progress]:
    console = Console(stderr=True, highlight=False)
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        yield progress


def _say(check: Check) -> None:
    pace = f", {check.looked_at / check.seconds:,.0f} a second" if check.seconds > 1 else ""
    mark = click.style("✗", fg="red") if check.found else click.style("✓", fg="green")
    wrong = f"{check.found} wrong" if check.found else "all hold"
    click.echo(f"{mark} {check.name}: {check.looked_at:,} {check.unit}, {wrong}{pace}")
    for problem in check.problems:
        click.echo(f"    {problem.table} {problem.key}: {problem.what}")
    for do in dict.fromkeys(problem.do for problem in check.problems):
        click.echo(f"  → {do}")
    if check.found > SHOWN_MAX:
        click.echo(f"    and {check.found - SHOWN_MAX:,} more")
