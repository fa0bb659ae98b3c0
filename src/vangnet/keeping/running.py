"""What runs from this home right now: the note a start leaves, and whether it is still true."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from vangnet.keeping import embedded, external
from vangnet.keeping.place import make_private, write_private
from vangnet.keeping.processes import at_work, await_end

NOTE = "run.json"
END_LONGEST_SECONDS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    address: str
    ready: bool
    supervisor: psutil.Process | None
    server: psutil.Process | None


@contextmanager
def only_one(home: Path) -> Iterator[bool]:
    """Held as long as the supervisor lives; False when another one holds it."""
    make_private(home)
    descriptor = os.open(home / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def note(home: Path, *, address: str, server: int | None, ready: bool) -> None:
    here = {"pid": os.getpid(), "created": psutil.Process().create_time()}
    told: dict[str, Any] = {"address": address, "ready": ready, "supervisor": here, "server": None}
    if server is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            told["server"] = {"pid": server, "created": psutil.Process(server).create_time()}
    write_private(home / NOTE, json.dumps(told))


def read(home: Path) -> Running | None:
    try:
        told = json.loads((home / NOTE).read_text(encoding="utf-8"))
        return Running(
            address=told["address"],
            ready=told["ready"],
            supervisor=_alive(told["supervisor"]),
            server=_alive(told["server"]),
        )
    except (OSError, ValueError, KeyError):
        return None


def _alive(told: dict[str, Any] | None) -> psutil.Process | None:
    """The same number given to a later process has another birth."""
    if told is None:
        return None
    try:
        found = psutil.Process(int(told["pid"]))
        same = abs(found.create_time() - float(told["created"])) < 1
        return found if same and at_work(found) else None
    except psutil.Error:
        return None


def forget(home: Path) -> None:
    (home / NOTE).unlink(missing_ok=True)


def stop(home: Path) -> list[str]:
    """Whatever runs from this home, wherever it was started; says what it ended."""
    ended = []
    found = read(home)
    if found is not None and found.supervisor is not None:
        found.supervisor.send_signal(signal.SIGTERM)
        _wait_or_kill(found.supervisor)
        ended.append("server")
    if found is not None and found.server is not None and at_work(found.server):
        end_group(found.server.pid)  # its supervisor was killed before it could
        ended = ["server"]
    forget(home)
    was_up = not external.in_use() and embedded.stop(home)
    if was_up or (ended and not external.in_use()):
        ended.append("database")
    return ended


def _wait_or_kill(process: psutil.Process) -> None:
    if await_end([process], seconds=END_LONGEST_SECONDS):
        process.kill()
        await_end([process], seconds=5)


def end_group(leader: int, *, patience_seconds: float = 12) -> None:
    """Asked first, made to afterwards: a killed leader leaves workers that hold the port."""
    for number, patience in ((signal.SIGTERM, patience_seconds), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(leader, number)
        except (ProcessLookupError, PermissionError):
            return
        until = time.monotonic() + patience
        while time.monotonic() < until and _group_lives(leader):
            time.sleep(0.05)


def _group_lives(leader: int) -> bool:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                return True
    return False
