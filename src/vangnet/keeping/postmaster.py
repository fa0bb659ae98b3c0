"""The PostgreSQL process: start it, ask whether it is really ours and alive, end it.

A pid file proves nothing: it may be left over, or its number may belong to somebody else by now.
"""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from vangnet.keeping.account import Account
from vangnet.keeping.place import PORT
from vangnet.keeping.processes import at_work, await_end
from vangnet.keeping.trouble import TroubleError

SUPERUSER = "postgres"
SOCKET_PATH_LONGEST = 107 - len(f"/.s.PGSQL.{PORT}.lock")
START_LONGEST_SECONDS = 60
STOP_LONGEST_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    programs: Path
    data: Path
    socket: Path
    log: Path
    who: Account
    password: str  # the superuser's
    durable: bool = True

    def connect(self, database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        """Both sides prove the password: a foreign server on our socket fails here."""
        return psycopg.connect(
            host=str(self.socket),
            port=PORT,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            require_auth="scram-sha-256",
            connect_timeout=5,
            autocommit=True,
        )

    def is_up(self) -> bool:
        return self.why_not_up() is None

    def why_not_up(self) -> str | None:
        try:
            with self.connect() as connection:
                row = connection.execute("show data_directory").fetchone()
        except psycopg.Error as error:
            return str(error).strip().splitlines()[-1] if str(error).strip() else "no answer"
        ours = row is not None and Path(str(row[0])).samefile(self.data)
        return None if ours else "another server answers on its socket"

    def start(self) -> None:
        """Only under the home's lock. What a crash left behind is cleared first."""
        self.clear()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *self._settings()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self.who.environment(),
                start_new_session=True,  # Ctrl-C is for the supervisor, which then stops this
                **self.who.step_down(),
            )
        until = time.monotonic() + START_LONGEST_SECONDS
        while (why := self.why_not_up()) is not None:
            if process.poll() is not None or time.monotonic() > until:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                raise self._failed(why)
            time.sleep(0.05)

    def _failed(self, why: str) -> TroubleError:
        said = [line for line in tail(self.log) if "FATAL" in line or "PANIC" in line]
        reason = said[-1].split(":", 3)[-1].strip() if said else why
        return TroubleError(
            f"The database did not start: {reason}.", way_out=f"Its own words are in {self.log}."
        )

    def _settings(self) -> Iterator[str]:
        safe = "on" if self.durable else "off"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "port": PORT,
            "fsync": safe,
            "synchronous_commit": safe,
            "full_page_writes": safe,
            "max_connections": 100,
            "timezone": "UTC",
            "log_timezone": "UTC",
            # An error's words, statement or row may hold a patient's name. They go to the
            # client; the log keeps what concerns the server itself.
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        for name, value in settings.items():
            yield "-c"
            yield f"{name}={value}"

    def stop(self) -> bool:
        """Fast: open transactions are rolled back, the rest is written. False when it was down."""
        running = self.process()
        if running is None:
            self.clear()
            return False
        running.send_signal(signal.SIGINT)
        if await_end([running], seconds=STOP_LONGEST_SECONDS):
            self._end_orphans()
        return True

    def process(self) -> psutil.Process | None:
        """The process of the pid file, if it works in our data folder: a reused number does not."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            found = psutil.Process(pid)
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return None
        return found if self._works_here(found) else None

    def clear(self) -> None:
        """A killed postmaster's children hold its shared memory; its pid file blocks a start."""
        self._end_orphans()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.socket / left).unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        orphans = [found for found in psutil.process_iter() if self._works_here(found)]
        for ask in (psutil.Process.terminate, psutil.Process.kill):
            for orphan in orphans:
                with contextlib.suppress(psutil.NoSuchProcess):
                    ask(orphan)
            orphans = await_end(orphans, seconds=3)

    def _works_here(self, process: psutil.Process) -> bool:
        """PostgreSQL works in its data folder; nothing else has a reason to."""
        try:
            here = process.name() == "postgres" and process.cwd() == os.path.realpath(self.data)
            return here and at_work(process)
        except psutil.Error:
            return False


def socket_folder(known: str | None, who: Account) -> Path:
    """Short and private. The one of before is kept only when it is still ours and still closed."""
    if known is not None and _is_private(Path(known), who):
        return Path(known)
    bases = [Path("/run")] if who.changed else []
    for base in [*bases, Path(tempfile.gettempdir()), Path("/tmp")]:  # noqa: S108 - made 0700, random
        if len(os.fsencode(base)) + len("/vangnet-12345678") > SOCKET_PATH_LONGEST:
            continue
        with contextlib.suppress(OSError):
            made = Path(tempfile.mkdtemp(prefix="vangnet-", dir=base))
            who.own(made)
            return made
    raise TroubleError(
        "There is no folder for the database's socket: /tmp cannot be written.",
        way_out="Make /tmp writable, or set TMPDIR to a short path.",
    )


def _is_private(folder: Path, who: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return private and found.st_uid == who.uid


def remove_socket_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def tail(log: Path, lines: int = 20) -> list[str]:
    try:
        return log.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        return []
