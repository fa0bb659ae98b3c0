"""Watching over what runs: the server and the database are started again when they fall.

Ends when somebody asks (Ctrl-C, `vangnet stop`, a closed terminal).
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from vangnet.keeping import embedded, external, running
from vangnet.keeping.server import Server
from vangnet.keeping.trouble import TroubleError

LOOK_SECONDS = 0.5
ASK_SECONDS = 10  # a database whose process is there may still not answer
AGAIN_SECONDS = 5  # after a start that failed
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Raised by a signal while something is being started, to leave it at once."""


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """Until the watch begins a signal interrupts; then it only sets the event."""
    asked = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        asked.set()
        raise StopAsked

    before = {number: signal.signal(number, interrupt) for number in SIGNALS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Closing is not to be cut short by an impatient second Ctrl-C."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watch(server: Server, *, stop_asked: threading.Event, say: Callable[[str], None]) -> None:
    for number in SIGNALS:
        signal.signal(number, lambda *_: stop_asked.set())
    ask_at = time.monotonic() + ASK_SECONDS
    while not stop_asked.wait(LOOK_SECONDS):
        if server.keep():
            assert server.child is not None, "started just now"
            say("The server fell and was started again.")
            running.note(server.home, address=server.address, server=server.child.pid, ready=True)
        if not external.in_use():
            asking = time.monotonic() >= ask_at
            ask_at = time.monotonic() + ASK_SECONDS if asking else ask_at
            _keep_database(server, asking=asking, stop_asked=stop_asked, say=say)


def _keep_database(
    server: Server, *, asking: bool, stop_asked: threading.Event, say: Callable[[str], None]
) -> None:
    found = embedded.of(server.home)
    assert found is not None, "it was started before the watch began"
    if found.process() is not None and not (asking and not found.is_up()):
        return
    try:
        if not embedded.start(server.home).already_up:
            say("The database fell and was started again.")
    except TroubleError as trouble:
        say(f"The database is down. {trouble.sentence} {trouble.way_out}")
        stop_asked.wait(AGAIN_SECONDS)
