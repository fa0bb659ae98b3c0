"""The embedded PostgreSQL of one home: up when asked, ours alone, the same data every time.

Several processes may ask at once; the home's lock makes one of them do it.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vangnet.keeping import account, binaries, cluster, place, postmaster, preflight
from vangnet.keeping.account import Account
from vangnet.keeping.place import locked, make_private, state
from vangnet.keeping.postmaster import SUPERUSER, Postmaster
from vangnet.keeping.trouble import TroubleError

LOG_BYTES_MAX = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    first: bool  # the data was made just now
    already_up: bool


def _silent(_: str) -> None:
    pass


def start(home: Path, *, durable: bool = True, say: Callable[[str], None] = _silent) -> Started:
    """Bring it up, making it first if need be. Safe to call from two places at once."""
    preflight.writable(home)
    with locked(home / "database.lock") as lock:
        known = state(home)
        folder = _folder(home, known)
        who = account.choose(folder / "data")
        if not known:
            folder = _reachable(home, who, say)
        first = not (folder / "data").is_dir()
        known = _write_down(home, known, folder=folder, who=who, first=first)
        programs = binaries.reachable(who)
        if first:
            _make(programs, folder, who=who, known=known, durable=durable, lock=lock)
        cluster.check_version(folder / "data")
        server = _postmaster(programs, folder, who=who, known=known, durable=durable)
        already_up = not first and server.is_up()
        if not already_up:
            preflight.enough_space(folder)
            server.start()
        cluster.furnish(server, known["passwords"])
    return Started(first=first, already_up=already_up)


def is_up(home: Path) -> bool:
    server = of(home)
    return server is not None and server.is_up()


def stop(home: Path) -> bool:
    """False when it was not running."""
    if not state(home):
        return False
    with locked(home / "database.lock"):
        server = of(home)
        if server is None:
            return False
        was_up = server.stop()
        postmaster.remove_socket_folder(server.socket)
        return was_up


def of(home: Path) -> Postmaster | None:
    """The server of this home as its state file tells, up or not; None when never started."""
    known = state(home)
    if not known or not (Path(known["folder"]) / "data").is_dir():
        return None
    folder = Path(known["folder"])
    who = account.choose(folder / "data")
    return _postmaster(binaries.installed() / "bin", folder, who=who, known=known, durable=True)


def _folder(home: Path, known: dict[str, Any]) -> Path:
    """A home that was moved takes its data along, if the data was inside."""
    inside = home / "postgres"
    return inside if inside.is_dir() or not known else Path(known["folder"])


def _reachable(home: Path, who: Account, say: Callable[[str], None]) -> Path:
    if who.changed:
        say(f"PostgreSQL refuses to run as root: it runs as the user {who.name}.")
    if account.can_pass(who, home):
        return home / "postgres"
    folder = account.common_folder(home)
    say(f"That user cannot reach {home}: the data is kept in {folder}.")
    return folder


def _write_down(
    home: Path, known: dict[str, Any], *, folder: Path, who: Account, first: bool
) -> dict[str, Any]:
    """Passwords before the data exists, or a start cut short would lock us out of it."""
    if not known and not first:
        raise TroubleError(
            f"The data in {folder} is there, but {home / 'database.json'} (its passwords) is not.",
            way_out="Restore database.json from the backup, or choose another VANGNET_HOME.",
        )
    make_private(folder)
    if first:  # also where a start was killed between making the folder and handing it over
        folder.chmod(0o700)
        who.own(folder)
    socket = postmaster.socket_folder(known.get("socket"), who)
    new = {
        "folder": str(folder),
        "socket": str(socket),
        "passwords": known.get("passwords") or cluster.new_passwords(),
    }
    if new != known:
        place.write_private(home / "database.json", json.dumps(new, indent=1))
    return new


def _make(
    programs: Path, folder: Path, *, who: Account, known: dict[str, Any], durable: bool, lock: int
) -> None:
    preflight.enough_space(folder)
    cluster.make(
        programs,
        data=folder / "data",
        who=who,
        password=known["passwords"][SUPERUSER],
        durable=durable,
        lock=lock,
    )


def _postmaster(
    programs: Path, folder: Path, *, who: Account, known: dict[str, Any], durable: bool
) -> Postmaster:
    log = folder / "log"
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES_MAX:
            log.replace(folder / "log.before")
    return Postmaster(
        programs=programs,
        data=folder / "data",
        socket=Path(known["socket"]),
        log=log,
        who=who,
        password=known["passwords"][SUPERUSER],
        durable=durable,
    )
