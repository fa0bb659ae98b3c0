"""Keeps the empty tables of a test run for the next: to migrate anew takes longer than most tests.

What was kept is named by the hash of all that makes the tables; after any change of those it is
made anew. In CI nothing is kept and nothing lent, so that a run there proves the migrations.
"""

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from psycopg import sql

from vangnet.keeping import embedded, place
from vangnet.keeping.postmaster import Postmaster

NAME = "rehearsed"  # the database with the empty tables, beside those of the workers
MADE = "rehearsed.made"  # says that this run made it
KEPT_MOST = 8
SOURCE = Path(__file__).parents[1]


def is_wanted() -> bool:
    return not os.environ.get("CI")


def lend(home: Path) -> None:
    """Begin `home` with the tables of an earlier run, if there are any that fit."""
    kept = _kept()
    if not is_wanted() or not (kept / "database.json").exists():
        return
    os.utime(kept)
    _copy(kept, home)
    known = json.loads((home / "database.json").read_text(encoding="utf-8"))
    known.pop("socket")  # each server has a folder of its own for it
    place.write_private(home / "database.json", json.dumps(known))


def furnish(home: Path, database: str, *, migrate: Callable[[], None]) -> bool:
    """Make `database` with all tables: by `migrate` the first time, then as a copy of that.

    False when it was copied: then nothing is connected to it yet.
    """
    server = embedded.of(home)
    assert server is not None, "the run has started it"
    with place.locked(home / "rehearsed.lock"):
        if _exists(server, NAME):
            _clone(server, NAME, database)
            return False
        migrate()
        _clone(server, database, NAME)
        (home / MADE).touch()
        return True


def keep(home: Path) -> None:
    """For the next run. The server is up, and is stopped by this."""
    server, kept = embedded.of(home), _kept()
    made_here = (home / MADE).exists() and (home / "postgres").is_dir()
    if server is None or not is_wanted() or not made_here or kept.exists():
        return
    with server.connect() as connection:
        connection.autocommit = True
        found = connection.execute("select datname from pg_database where datname like 'test%'")
        for (database,) in found.fetchall():
            name = sql.Identifier(str(database))
            connection.execute(sql.SQL("drop database {} with (force)").format(name))
    embedded.stop(home)
    kept.parent.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=kept.parent))
    _copy(home, half)
    with contextlib.suppress(OSError):  # another run was first
        half.rename(kept)
    shutil.rmtree(half, ignore_errors=True)
    _sweep(kept.parent)


def _copy(source: Path, target: Path) -> None:
    """With its owners: the database's files belong to the user it runs as."""
    target.mkdir(parents=True, exist_ok=True)
    for part in ("database.json", "postgres"):
        subprocess.run(["cp", "-a", source / part, target / part], check=True)  # noqa: S607


def _sweep(folder: Path) -> None:
    by_age = sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime)
    for old in by_age[:-KEPT_MOST]:
        shutil.rmtree(old, ignore_errors=True)


def _kept() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "vangnet" / "rehearsed" / _hash()


def _hash() -> str:
    """Of every file that decides how an empty database looks."""
    digest = hashlib.sha256()
    parts = [
        *SOURCE.glob("**/migrations/*"), *SOURCE.glob("**/models/*.py"),
        *SOURCE.glob("**/models.py"), *SOURCE.glob("keeping/*.py"), SOURCE / "settings.py",
        SOURCE / "clinic/journal/sql.py", SOURCE / "clinic/keyed.py",
        SOURCE.parents[1] / "requirements.lock",
    ]  # fmt: skip
    for path in sorted(one for one in parts if one.is_file()):
        digest.update(f"{path.relative_to(SOURCE.parent.parent)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _exists(server: Postmaster, database: str) -> bool:
    with server.connect() as connection:
        asked = connection.execute("select 1 from pg_database where datname = %s", [database])
        return asked.fetchone() is not None


def _clone(server: Postmaster, source: str, target: str) -> None:
    with server.connect() as connection:
        connection.autocommit = True
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(
                sql.Identifier(target), sql.Identifier(source), sql.Identifier(place.OWNER)
            )
        )
