"""Commands that come by for a moment: they find the database up, or bring it up for themselves."""

import os
import warnings
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from vangnet.keeping import embedded, external, opening, place, running

Leave = Callable[[], object]


def begin() -> Leave:
    """Database up and its tables there; the answer closes it if it was closed before."""
    home = place.home()
    console = Console(stderr=True, highlight=False)  # a command's output may be read by a program
    if external.in_use():
        return _nothing
    if embedded.is_up(home):
        return _nothing
    opening.open_database(home, console)
    opening.prepare(home, console, demonstration=False)
    return lambda: embedded.stop(home) if running.read(home) is None else None


def _nothing() -> None:
    pass


def migrate() -> None:
    home = place.home()
    console = Console(highlight=False)
    was_up = external.in_use() or embedded.is_up(home)
    opening.open_database(home, console)
    try:
        opening.prepare(home, console, demonstration=False)
    finally:
        if not was_up:
            embedded.stop(home)


def check_migrations() -> None:
    """Needs no running database: it compares the models with the migrations."""
    from vangnet.keeping.prepare import begin_django

    os.environ["VANGNET_AS_OWNER"] = "1"
    begin_django()
    from django.core.management import call_command

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
        call_command("makemigrations", check_changes=True, dry_run=True)


def look(home: Path) -> tuple[list[str], bool]:
    found = running.read(home)
    lines = [f"Home      {home}"]
    served = found is not None and found.server is not None and found.ready
    lines.append(f"Server    {f'open at {found.address}' if found and served else 'not running'}")
    if external.in_use():
        external.check()
        up, where = True, external.name(place.parse_url(os.environ["DATABASE_URL"]))
    else:
        up, where = embedded.is_up(home), "embedded PostgreSQL"
    lines.append(f"Database  {where}: {'up' if up else 'not running'}")
    return lines, bool(served and up)
