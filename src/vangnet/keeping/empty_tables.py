"""Empty tables to copy, because to migrate anew takes longer than most of what is done with them.

A database of empty tables stands in the cluster beside those that are worked in, and test runs
keep it for the next run. It is named by the hash of all that makes the tables; after any change
of those it is made anew. In CI nothing is kept and nothing lent: a run there proves the migrations.
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

PREFIX = "empty_tables_"
MADE = "empty-tables.made"  # says that it was made here
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
    empty = f"{PREFIX}{_hash()}"
    with place.locked(home / "empty-tables.lock"):
        there = _databases(server, PREFIX)
        if empty in there:
            _clone(server, empty, database)
            return False
        migrate()
        for old in there:
            _drop(server, old)
        _clone(server, database, empty)
        (home / MADE).touch()
        return True


def keep(home: Path) -> None:
    """For the next run. The server is up, and is stopped by this."""
    server, kept = embedded.of(home), _kept()
    made_here = (home / MADE).exists() and (home / "postgres").is_dir()
    if server is None or not is_wanted() or not made_here or kept.exists():
        return
    for database in _databases(server, "test"):
        _drop(server, database)
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
    return cache / "vangnet" / "empty-tables" / _hash()


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


def _databases(server: Postmaster, prefix: str) -> list[str]:
    with server.connect() as connection:
        asked = connection.execute(
            "select datname from pg_database where starts_with(datname, %s)", [prefix]
        )
        return [str(name) for (name,) in asked.fetchall()]


def _drop(server: Postmaster, database: str) -> None:
    with server.connect() as connection:
        connection.autocommit = True
        name = sql.Identifier(database)
        connection.execute(sql.SQL("drop database {} with (force)").format(name))


def _clone(server: Postmaster, source: str, target: str) -> None:
    with server.connect() as connection:
        connection.autocommit = True
        connection.execute(
            sql.SQL("create database {} template {} owner {}").format(
                sql.Identifier(target), sql.Identifier(source), sql.Identifier(place.OWNER)
            )
        )
