"""The web server as a child process: start it, ask whether it answers, keep it alive."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from vangnet.keeping import running
from vangnet.keeping.place import THREADS
from vangnet.keeping.postmaster import tail
from vangnet.keeping.trouble import TroubleError

READY_LONGEST_SECONDS = 60
BACKOFF_SECONDS = (0.2, 1, 2, 5, 10, 30)
HEALTHY_AFTER_SECONDS = 60
OWNERS_ALONE = ("VANGNET_AS_OWNER", "DATABASE_OWNER_URL")  # the server must not be able to migrate


@dataclass(kw_only=True)
class Server:
    home: Path
    bind: str
    port: int
    child: "subprocess.Popen[bytes] | None" = None
    falls: int = 0
    again_at: float = 0
    started_at: float = field(default_factory=time.monotonic)

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def address(self) -> str:
        host = {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::": "localhost"}.get(  # noqa: S104
            self.bind, self.bind
        )
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def start(self) -> None:
        (self.home / "static").mkdir(exist_ok=True)  # whitenoise looks for it
        with self.log.open("ab") as log:
            self.log.chmod(0o600)
            self.child = subprocess.Popen(
                [sys.executable, "-m", "granian", *self._words(), "vangnet.wsgi:application"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    def _words(self) -> list[str]:
        workers = os.environ.get("VANGNET_WORKERS", "2")
        return [
            *("--interface", "wsgi", "--no-ws", "--http", "1", "--log-level", "warning"),
            *("--host", self.bind, "--port", str(self.port)),
            *("--workers", workers, "--blocking-threads", str(THREADS)),
            *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        ]

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in OWNERS_ALONE}
        return kept | {"VANGNET_HOME": str(self.home)}

    def await_ready(self) -> None:
        until = time.monotonic() + READY_LONGEST_SECONDS
        while not self.answers():
            if self.fell() or time.monotonic() > until:
                said = [line for line in tail(self.log) if line.strip()]
                self.stop()
                raise TroubleError(
                    f"The server did not start: {said[-1].strip() if said else 'it said nothing'}",
                    way_out=f"Its own words are in {self.log}.",
                )
            time.sleep(0.1)

    def answers(self) -> bool:
        """Asked at the machine itself, by a name the server admits."""
        wild = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
        host = wild.get(self.bind, f"[{self.bind}]" if ":" in self.bind else self.bind)
        name = os.environ.get("VANGNET_HOSTS", "localhost").split(",")[0].lstrip("*.")
        request = urllib.request.Request(
            f"http://{host}:{self.port}/ready", headers={"Host": name or "localhost"}
        )
        try:
            with urllib.request.build_opener(_no_proxy()).open(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError, ValueError):
            return False

    def fell(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def keep(self) -> bool:
        """Called often: start it again when it fell, slower each time. True when it did."""
        now = time.monotonic()
        if not self.fell():
            if now - self.started_at > HEALTHY_AFTER_SECONDS:
                self.falls = 0
            return False
        if not self.again_at:
            self.again_at = now + BACKOFF_SECONDS[min(self.falls, len(BACKOFF_SECONDS) - 1)]
        if now < self.again_at:
            return False
        self.falls, self.again_at = self.falls + 1, 0
        self.stop()  # its workers may have outlived it
        self.start()
        return True

    def stop(self) -> None:
        if self.child is not None:
            running.end_group(self.child.pid)
            self.child.wait()


def _no_proxy() -> urllib.request.ProxyHandler:
    return urllib.request.ProxyHandler({})
