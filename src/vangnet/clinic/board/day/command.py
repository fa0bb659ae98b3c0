"""`vangnet day` and `vangnet demonstration`: made-up units, from the command line.

It reads the options and prints; what happens in between is made_up_day.py and demonstration.py.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from vangnet.clinic.board.day import demonstration as demonstrated
from vangnet.clinic.board.day import made_up_day, scratch, story
from vangnet.clinic.registry.models import Unit
from vangnet.keeping.trouble import TroubleError

PATIENTS_MAX = 500  # of one made-up unit; a day of more would take many minutes
DATE = "2026-03-02"  # a Monday; the same on every machine, so that a seed gives the same day


@click.command("day")
@click.option("--patients", default="40", show_default=True, help="How many people, 1 to 500.")
@click.option("--seed", default="7", show_default=True, help="The same seed gives the same day.")
@click.option("--date", "on", default=DATE, show_default=True, help="The simulated day.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--timing", is_flag=True, help="Say on stderr how long it took.")
def day(patients: str, seed: str, on: str, as_json: bool, timing: bool) -> None:
    """Run a made-up day of a unit through the ward's own actions, and print what happened.

    It works in a database of its own, which is dropped afterwards. The exit code is 1 when the
    register does not balance or the day could not be closed.
    """
    people = _number(patients, "--patients", least=1, most=PATIENTS_MAX)
    number = _number(seed, "--seed", least=0, most=2**63 - 1)
    try:
        date = datetime.strptime(on, "%Y-%m-%d").date()  # noqa: DTZ007  # a date, not an instant
    except ValueError:
        raise TroubleError(
            f"--date {on!r} is not a date.", way_out=f"Write it as year-month-day: {DATE}."
        ) from None
    began = time.monotonic()
    with _progress() as (say, advance), scratch.database(say):
        say("Running the day")
        made = made_up_day.run(patients=people, seed=number, day=date, advance=advance)
        said = [made.figures.to_json()] if as_json else list(story.lines(made, seed=number))
    for line in said:
        click.echo(line)
    if timing:
        click.echo(f"{time.monotonic() - began:.1f} s", err=True)
    sys.exit(0 if made.figures.balanced and made.evening.closed else 1)


@click.command("demonstration")
def demonstration() -> None:
    """Make the demonstration unit where there is no unit yet, and list who can sign in."""
    if not Unit.objects.exists():
        with _progress() as (say, _):
            demonstrated.make_unit(say=say)
    rows = demonstrated.people()
    if not rows:
        raise TroubleError(
            "This database holds a unit that is not the demonstration.",
            way_out="Choose another VANGNET_HOME for a demonstration.",
        )
    click.echo(f"{demonstrated.NAME}: everyone in it is made up.")
    for row in [["Sign in as", "Who is", "Password", "PIN"], *rows]:
        click.echo("{:<14}{:<50}{:<16}{}".format(*row))


def _number(text: str, option: str, *, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise TroubleError(
            f"{option} {text!r} does not do.",
            way_out=f"{option} takes a whole number from {least} to {most}.",
        )
    return number


@contextmanager
def _progress() -> "Iterator[tuple[Callable[[str], None], Callable[[], None]]]":
    """A line that moves, on a terminal only, beside what is printed."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} arrived"),
        TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    task = bar.add_task("", total=None)
    with bar:
        yield (
            lambda words: bar.update(task, description=words),
            lambda: bar.advance(task),
        )
