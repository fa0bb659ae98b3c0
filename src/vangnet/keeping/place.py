"""Where this installation lives: its folder, its secret key, its database entry for Django.

Imported by the settings, so it stays light: no Django, no server is started from here.
"""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vangnet.keeping.trouble import TroubleError

OWNER = "vangnet_owner"  # owns the tables, migrates
SERVER = "vangnet_server"  # the web server's login
APP = "vangnet_app"  # the group that holds the server's rights; nobody signs in as it
NAME = "vangnet"
PORT = 5432  # only part of the socket's file name: nothing listens on the network
NEVER_STARTED = "/the-database-was-never-started-here-use-make-run"
THREADS = 8  # of one server process; its pool must serve them all at once

# A request that hangs must not hold a patient's row: better an error the page can explain.
SERVING = {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "30s"}
OWNING = {"lock_timeout": "60s", "idle_in_transaction_session_timeout": "10min"}


def home() -> Path:
    return Path(os.environ.get("VANGNET_HOME") or "var").expanduser().absolute()


def secret_key(folder: Path) -> str:
    """The key that signs sessions; made once, the same for every process that asks."""
    path = folder / "secret.key"
    if not path.exists():
        with locked(folder / "secret.lock"):
            if not path.exists():
                write_private(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


def state(folder: Path) -> dict[str, Any]:
    """What the embedded database's supervisor wrote down; empty when it never ran here."""
    try:
        read: dict[str, Any] = json.loads((folder / "database.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError:
        raise TroubleError(
            f"The folder {folder} belongs to another user.",
            way_out="Run this as the user who started it first, or choose another VANGNET_HOME.",
        ) from None
    except ValueError:
        raise TroubleError(
            f"{folder / 'database.json'} is damaged.", way_out="Restore it from the backup."
        ) from None
    return read


def database(folder: Path, *, owner: bool | None = None) -> dict[str, Any]:
    """Django's entry: as the server's login, or (VANGNET_AS_OWNER=1) as the tables' owner."""
    as_owner = os.environ.get("VANGNET_AS_OWNER") == "1" if owner is None else owner
    if os.environ.get("DATABASE_URL"):
        login, extra = _elsewhere(as_owner)
    else:
        login, extra = _embedded(state(folder), as_owner), {}
    options: dict[str, Any] = {
        **extra,
        "connect_timeout": 10,
        "application_name": "vangnet",
        "options": _session(extra.get("options", ""), login["USER"], as_owner),
    }
    if not as_owner:
        # Half the threads' number stays open; `timeout` is how long a page waits for a free one.
        options["pool"] = {"min_size": 2, "max_size": THREADS + 2, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **login,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # the pool drops a dead connection before handing it out
        "OPTIONS": options,
    }


def _embedded(known: Mapping[str, Any], as_owner: bool) -> dict[str, str]:
    user = OWNER if as_owner else SERVER
    return {
        "NAME": NAME,
        "USER": user,
        "PASSWORD": known.get("passwords", {}).get(user, ""),
        "HOST": known.get("socket") or NEVER_STARTED,
        "PORT": str(PORT),
    }


def _elsewhere(as_owner: bool) -> tuple[dict[str, str], dict[str, str]]:
    variable = "DATABASE_URL"
    if as_owner and os.environ.get("DATABASE_OWNER_URL"):
        variable = "DATABASE_OWNER_URL"
    read = parse_url(os.environ[variable], variable=variable)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    login = {django: read.pop(libpq, "") for libpq, django in names.items()}
    return login | {"PORT": read.pop("port", "")}, read


def parse_url(url: str, *, variable: str = "DATABASE_URL") -> dict[str, str]:
    """libpq's own reading of the address. Its complaint may quote the password: not passed on."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    way_out = "It looks like postgresql://user:password@host:5432/database."
    if not url.startswith(("postgresql://", "postgres://")):
        raise TroubleError(f"{variable} is not a PostgreSQL address.", way_out=way_out)
    try:
        read = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except (psycopg.ProgrammingError, UnicodeError):
        raise TroubleError(f"{variable} cannot be read as an address.", way_out=way_out) from None
    missing = [word for word in ("dbname", "user") if not read.get(word)]
    if missing:
        words = " and no ".join({"dbname": "database", "user": "user"}[word] for word in missing)
        raise TroubleError(f"{variable} names no {words}.", way_out=way_out)
    return read


def _session(given: str, user: str, as_owner: bool) -> str:
    """Start-up settings of each connection. Elsewhere the server serves as the app's role."""
    settings = {"timezone": "UTC", **(OWNING if as_owner else SERVING)}
    if not as_owner and user != SERVER:
        settings["role"] = APP
    return " ".join([given, *(f"-c {name}={value}" for name, value in settings.items())]).strip()


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """One process at a time. The system drops the lock when the last holder of it dies."""
    make_private(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def make_private(folder: Path) -> None:
    """For this user alone. As root others may pass: the database runs as another user below."""
    if folder.is_dir():
        return
    try:
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise TroubleError(
            f"The folder {folder} cannot be made ({error.strerror}).",
            way_out="Point VANGNET_HOME at a folder you may write in.",
        ) from None


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by this user only from the first byte."""
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
