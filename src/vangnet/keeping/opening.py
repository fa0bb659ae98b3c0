"""`vangnet run`: from a folder to a served page, step by step, and then watching over it.

Each step prints one line; what goes wrong is a sentence and a way out.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from vangnet.keeping import embedded, external, preflight, running, watching
from vangnet.keeping.server import Server
from vangnet.keeping.trouble import TroubleError


def run(home: Path, *, bind: str, port: int, console: Console) -> None:
    preflight.writable(home)
    with running.only_one(home) as alone:
        if not alone:
            tell_running(home, console)
            return
        _clear_fallen(home)
        preflight.port_free(bind, port)
        server = Server(home=home, bind=bind, port=port)
        with watching.stop_signals() as stop_asked:
            try:
                _open(server, console)
                watching.watch(server, stop_asked=stop_asked, say=console.print)
            except watching.StopAsked:
                pass
            finally:
                _close(server, console)


def tell_running(home: Path, console: Console) -> None:
    found = running.read(home)
    where = f"at {found.address}" if found and found.ready else "and is just starting"
    console.print(f"Vangnet already runs from {home} {where}.", soft_wrap=True)
    console.print("Stop it with `make stop`, or with Ctrl-C where it was started.")


def _clear_fallen(home: Path) -> None:
    """A supervisor that was killed leaves its server behind, holding the port."""
    found = running.read(home)
    if found is not None and found.server is not None:
        running.end_group(found.server.pid)
    running.forget(home)


def _open(server: Server, console: Console) -> None:
    running.note(server.home, address=server.address, server=None, ready=False)
    open_database(server.home, console)
    people = prepare(server.home, console)
    with step(console, "Opening the doors"):
        server.start()
        assert server.child is not None, "started just now"
        running.note(server.home, address=server.address, server=server.child.pid, ready=False)
        server.await_ready()
    running.note(server.home, address=server.address, server=server.child.pid, ready=True)
    from vangnet.keeping.screen import show

    show(console, home=server.home, address=server.address, people=people)


def open_database(home: Path, console: Console) -> None:
    if external.in_use():
        with step(console, "Looking at the database of DATABASE_URL"):
            external.check()
        return
    said: list[str] = []
    with step(console, "Starting the database"):
        embedded.start(home, say=said.append)
    for line in said:
        console.print(f"  {line}", style="dim", soft_wrap=True)


def prepare(home: Path, console: Console, *, demonstration: bool = True) -> list[list[str]]:
    """Migrations and the demonstration unit, in a process of their own."""
    words = [sys.executable, "-m", "vangnet.keeping.prepare"]
    environment = os.environ | {"VANGNET_HOME": str(home)}
    people: list[list[str]] = []
    log = home / "prepare.log"
    with step(console, "Preparing the tables and the unit") as progress, log.open("w") as errors:
        child = subprocess.Popen(
            [*words, *(["--demonstration"] if demonstration else [])],
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            text=True,
        )
        try:
            for what, value in _messages(child):
                if what == "people":
                    people = value
                elif what == "note":
                    console.print(f"  {value}", style="dim")
                elif what == "trouble":
                    raise TroubleError(value[0], way_out=value[1])
                else:
                    progress(str(value))
        finally:
            _end(child)
    if child.returncode != 0:
        raise _failed(log)
    return people


def _messages(child: "subprocess.Popen[str]") -> Iterator[tuple[str, Any]]:
    assert child.stdout is not None, "opened as a pipe"
    for line in child.stdout:
        try:
            yield from json.loads(line).items()
        except (ValueError, AttributeError):
            continue  # something printed by a library: not for the screen


def _end(child: "subprocess.Popen[str]") -> None:
    """Either it ended by itself, or we are being stopped and it must not outlive us."""
    try:
        child.wait(1)
    except subprocess.TimeoutExpired:
        child.terminate()
        child.wait()


def _failed(log: Path) -> TroubleError:
    said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    reason = said[-1].strip() if said else "no reason given"
    return TroubleError(
        f"The tables could not be prepared: {reason}", way_out=f"The whole story is in {log}."
    )


def _close(server: Server, console: Console) -> None:
    with watching.uninterrupted():
        running.forget(server.home)
        if server.child is None and (external.in_use() or not embedded.is_up(server.home)):
            return  # it never came that far
        with step(console, "Closing the server and the database"):
            server.stop()
            if not external.in_use():
                embedded.stop(server.home)


@contextmanager
def step(console: Console, title: str) -> "Iterator[Any]":
    """A spinner while it lasts, one line with its time when it is done."""
    began = time.monotonic()
    with console.status(f"{title} …") as status:
        yield lambda text: status.update(f"{title}: {text}")
    console.print(f"[green]✓[/] {title} [dim]({time.monotonic() - began:.1f} s)[/]")
