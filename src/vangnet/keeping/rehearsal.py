"""A throw-away PostgreSQL for a test run: pytest loads this before Django's settings.

Each run has its own folder and server, so two runs at once do not meet; the workers of one
run share it. It trades durability for speed; tests of durability start a server of their own.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path

import psutil
import psycopg
import pytest

from vangnet.keeping import embedded, empty_tables
from vangnet.keeping.trouble import TroubleError

VARIABLE = "VANGNET_REHEARSAL"  # the run's folder, told to its workers through the environment
PREFIX = "vangnet-test-"
_ours: list[Path] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(args: list[str]) -> Generator[None, object, object]:
    idle = {"--help", "-h", "--version", "-V", "--collect-only", "--co"} & set(args)
    if not os.environ.get(VARIABLE) and not idle:
        _sweep()
        _begin()
    return (yield)


def pytest_unconfigure() -> None:
    while _ours:
        _end(_ours.pop())


def _begin() -> None:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    _ours.append(folder)
    if os.geteuid() == 0:
        folder.chmod(0o711)  # our own folder: the database's user passes through
    process = psutil.Process()
    (folder / "run-by").write_text(f"{process.pid} {process.create_time()}")
    home = folder / "home"
    try:
        empty_tables.lend(home)
        embedded.start(home, durable=False)
    except TroubleError as trouble:
        _end(_ours.pop())
        raise pytest.UsageError(str(trouble)) from None
    os.environ.pop("DATABASE_URL", None)  # tests never touch the database of the surroundings
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ["VANGNET_HOME"] = str(home)
    os.environ["VANGNET_AS_OWNER"] = "1"
    os.environ[VARIABLE] = str(folder)


def _end(folder: Path) -> None:
    os.environ.pop(VARIABLE, None)
    with contextlib.suppress(TroubleError, OSError, psycopg.Error, subprocess.SubprocessError):
        empty_tables.keep(folder / "home")
    with contextlib.suppress(TroubleError):
        embedded.stop(folder / "home")
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Runs that were killed leave a server behind; only those whose process is gone."""
    for marker in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/run-by"):
        with contextlib.suppress(OSError, ValueError):
            if marker.stat().st_uid == os.geteuid() and not _alive(*marker.read_text().split()):
                _end(marker.parent)


def _alive(pid: str, created: str) -> bool:
    try:
        return bool(psutil.Process(int(pid)).create_time() == float(created))
    except psutil.NoSuchProcess:
        return False
