"""`vangnet import`: patients out of FHIR files into the registry.

Prints places and reasons, never what a record says about a person.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path

import click
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from vangnet.clinic.exchange import actions, intake
from vangnet.clinic.exchange.fhir import files
from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.fhir.record import Place
from vangnet.clinic.exchange.intake import Answer, Count, End, Result
from vangnet.clinic.registry.choosing import unit_of
from vangnet.clinic.registry.person import Person
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.keeping.trouble import TroubleError

Advance = Callable[[Path, int], None]
_LABELS = {
    Fault.BIRTH_DATE_NOT_KNOWN: "incomplete",
    Fault.LOOKS_LIKE: "warning",
    Fault.POSSIBLE_MATCH: "warning",
}


@click.command("import")
@click.argument(
    "paths",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, readable=True, path_type=Path),
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; keep nothing.")
@click.option("--unit", "unit_code", metavar="CODE", help="The unit, when there is more than one.")
@click.option("--by", "username", metavar="NAME", help="The member of staff who answers for it.")
def import_(
    paths: tuple[Path, ...], dry_run: bool, unit_code: str | None, username: str | None
) -> None:
    """Register patients from FHIR R4 files: JSON, a Bundle, NDJSON or XML; or folders of them.

    The same files twice change nothing. The exit code is 1 when a record was refused.
    """
    given = _files(paths)
    unit, by = unit_of(unit_code), _staff(username)
    if dry_run:
        register = partial(actions.Rehearsal().register, unit=unit, by=by)
    else:
        register = partial(actions.register, unit=unit, by=by or actions.importer())
    count = Count()
    try:
        with _progress(given) as advance:
            run = _Run(register=register, advance=advance)
            for path in given:
                for result in run.results(path):
                    count.add(result)
                    _say(path, result, dry_run=dry_run)
    except (OperationalError, InterfaceError):
        raise TroubleError(
            f"The database stopped answering after {count.ends.total()} records.",
            way_out="What went in stays in. Run the same import again.",
        ) from None
    _conclude(count, dry_run=dry_run)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    register: Callable[..., Answer]
    advance: Advance

    def results(self, path: Path) -> Iterator[Result]:
        try:
            with BufferedReader(path.open("rb", buffering=0), files.PEEKED_BYTES) as file:
                records = files.records(file, name=path.name)
                now = timezone.now()
                for result in intake.results(records, register=self._person, on=now.date()):
                    self.advance(path, file.tell() if file.seekable() else 0)
                    yield result
        except OSError:
            finding = Finding(Fault.FILE_UNREADABLE)
            yield Result(place=Place(), end=End.REFUSED, refusals=(finding,))

    def _person(self, person: Person) -> Answer:
        return self.register(person=person, at=timezone.now())


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = files.in_folder(path) if path.is_dir() else [path]
        if not inside:
            raise click.BadParameter(
                f"the folder {path} holds no file named {', '.join('*' + n for n in files.NAMES)}",
                param_hint="FILE...",
            )
        found += inside
    return found


def _staff(username: str | None) -> User | None:
    if username is None:
        return None
    user = User.objects.filter(username=username).first()
    if user is None or not user.may(Task.CHECK_IN):
        raise click.BadParameter(
            "not a member of staff who may register patients", param_hint="--by"
        )
    return user


def _say(path: Path, result: Result, *, dry_run: bool) -> None:
    where = ":".join([str(path), *([str(result.place.line)] if result.place.line else [])])
    where += "".join(f", entry {number}" for number in result.place.entries)
    if result.end is End.REFUSED:
        reasons = "; ".join(str(finding) for finding in result.refusals)
        click.echo(f"{where}: refused: {reasons}")
    elif dry_run and result.end in {End.NEW, End.CHANGED}:
        click.echo(f"{where}: would be {result.end}")
    for note in result.notes:
        label = _LABELS.get(note.fault, "note")
        click.echo(f"{where}: {label}: {note}")


def _conclude(count: Count, *, dry_run: bool) -> None:
    if count.kinds_skipped:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(count.kinds_skipped.items()))
        click.echo(f"Skipped, because only patients are registered: {kinds}")
    if dry_run:
        click.echo("A dry run: nothing was kept.")
    click.echo(str(count))
    sys.exit(1 if count.ends[End.REFUSED] else 0)


@contextmanager
def _progress(given: Sequence[Path]) -> Iterator[Advance]:
    """A bar over all bytes, on a terminal only; what is printed stands above it."""
    console = Console(stderr=True)
    columns = (TextColumn("Reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=sys.stdout.isatty(),
    )
    starts, total = {}, 0
    for path in given:
        starts[path], total = total, total + path.stat().st_size
    task = bar.add_task("reading", total=total)
    with bar:
        yield lambda path, bytes_read: bar.update(task, completed=starts[path] + bytes_read)
