"""What the tests of keeping do to a home: connect, ask, run the command."""

import os
import subprocess
import sys

import psutil
import psycopg
import pytest

from vangnet.keeping import embedded, place

SURROUNDINGS = ("VANGNET_AS_OWNER", "DATABASE_URL", "DATABASE_OWNER_URL", "PORT", "BIND")
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")


def login(home, user, **other):
    """Arguments for a connection to the embedded database of this home."""
    known = place.state(home)
    return {
        "host": known["socket"],
        "port": place.PORT,
        "dbname": place.NAME,
        "user": user,
        "password": known["passwords"][user],
        "autocommit": True,
    } | other


def ask(home, question, user=place.OWNER):
    with psycopg.connect(**login(home, user)) as connection:
        row = connection.execute(question).fetchone() if question.startswith("select") else None
        return row[0] if row else connection.execute(question) and None


def environment(**changes):
    kept = {key: value for key, value in os.environ.items() if key not in SURROUNDINGS}
    return kept | {key: str(value) for key, value in changes.items()}


def vangnet(*words, **changes):
    """The command, as somebody at a terminal runs it."""
    return subprocess.run(
        [sys.executable, "-m", "vangnet.cli", *words],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def postmaster(home) -> psutil.Process:
    found = embedded.of(home).process()
    assert found is not None, "the database is not running"
    return found
