"""`vangnet run` and `vangnet stop`, whole: opened, fallen, healed, closed."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from tests.keeping.trials import environment, postmaster, vangnet

from vangnet.keeping import embedded, running
from vangnet.keeping.processes import at_work
from vangnet.keeping.server import OWNERS_ALONE

pytestmark = pytest.mark.slow


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def opened(home, port):
    """The program as `make run` starts it, in a terminal of its own."""
    started = []

    def start():
        said = home.with_suffix(".out").open("ab")
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "vangnet.cli", "run"],
                env=environment(VANGNET_HOME=home, PORT=port, VANGNET_WORKERS=1),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        )
        wait_until(lambda: is_ready(home) or started[-1].poll() is not None)
        assert is_ready(home), home.with_suffix(".out").read_text()
        return started[-1]

    yield start
    vangnet("stop", VANGNET_HOME=home)
    for one in started:
        one.kill()
        one.wait()


def is_ready(home):
    found = running.read(home)
    return found is not None and found.ready


def answer(port):
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/ready", timeout=5) as page:
            return page.status
    except OSError:
        return None


def server(home):
    return psutil.Process(json.loads((home / "run.json").read_text())["server"]["pid"])


def wait_until(true, seconds=240):  # a first start makes a whole unit
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.timeout(900)
def test_running_whole(opened, home, port, folder):
    """One first start, which makes a whole unit, tells many things: they share it."""
    a_day_of_running(opened, home, port)
    every_command_of_the_readme_works(home, folder)
    after_the_supervisor_is_killed_the_next_start_takes_over(opened, home, port)
    assert vangnet("stop", VANGNET_HOME=home).returncode == 0
    ctrl_c_closes_everything(opened, home)


def a_day_of_running(opened, home, port):
    opened()
    assert answer(port) == 200
    # The doors open a moment before the last lines are on the screen.
    wait_until(lambda: "make stop" in home.with_suffix(".out").read_text())
    assert f"http://localhost:{port}/" in home.with_suffix(".out").read_text()

    again = vangnet("run", VANGNET_HOME=home, PORT=port)
    assert again.returncode == 0
    assert f"already runs from {home} at http://localhost:{port}/" in again.stdout
    assert "make stop" in again.stdout

    status = vangnet("status", VANGNET_HOME=home)
    assert status.returncode == 0, status.stdout

    assert server(home).environ().keys().isdisjoint(OWNERS_ALONE)

    before = server(home)
    before.kill()
    wait_until(lambda: server_is_another_than(home, before) and answer(port) == 200)

    down = postmaster(home)
    down.kill()
    wait_until(lambda: embedded.is_up(home) and answer(port) == 200)
    assert postmaster(home).pid != down.pid

    processes = [*server(home).children(recursive=True), server(home), postmaster(home)]
    stopped = vangnet("stop", VANGNET_HOME=home)
    assert stopped.stdout.strip() == "Stopped: server and database."
    assert [one for one in processes if at_work(one)] == []
    assert answer(port) is None
    assert vangnet("status", VANGNET_HOME=home).returncode == 3
    assert vangnet("stop", VANGNET_HOME=home).stdout.strip() == "Nothing was running here."
    said = home.with_suffix(".out").read_text()
    assert "The server fell and was started again." in said
    assert "The database fell and was started again." in said


def every_command_of_the_readme_works(home, folder):
    """In a folder of its own, with the examples beside it, as somebody types them one by one."""
    root = Path(__file__).parents[2]
    (folder / "docs").symlink_to(root / "docs")
    typed = re.findall(r"^\$ (\.venv/bin/vangnet .+)$", (root / "README.md").read_text(), re.M)
    assert typed
    program = f"{shlex.quote(sys.executable)} -m vangnet.cli"
    for line in typed:
        ran = subprocess.run(
            line.replace(".venv/bin/vangnet", program), shell=True, cwd=folder, text=True,
            capture_output=True, env=environment(VANGNET_HOME=home), timeout=300, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, (line, ran.stderr[-500:])


def after_the_supervisor_is_killed_the_next_start_takes_over(opened, home, port):
    first = opened()
    left = server(home)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert at_work(left)
    (home / "run.json").write_text((home / "run.json").read_text().replace("true", "false"))
    opened()
    assert not at_work(left)
    assert answer(port) == 200


def ctrl_c_closes_everything(opened, home):
    started = opened()
    left = [server(home), postmaster(home)]
    started.send_signal(signal.SIGINT)
    assert started.wait(60) == 0
    assert [one for one in left if at_work(one)] == []
    assert not (home / "run.json").exists()
    assert not embedded.is_up(home)


def test_a_note_about_a_process_that_has_another_birth_is_not_believed(home):
    home.mkdir()
    running.note(home, address="http://localhost:1/", server=os.getpid(), ready=True)
    assert running.read(home).supervisor.pid == os.getpid()
    note = json.loads((home / "run.json").read_text())
    note["supervisor"]["created"] -= 100
    note["server"]["created"] -= 100
    (home / "run.json").write_text(json.dumps(note))
    assert running.read(home).supervisor is None
    assert vangnet("stop", VANGNET_HOME=home).stdout.strip() == "Nothing was running here."


def server_is_another_than(home, before):
    try:
        return server(home).pid != before.pid
    except (psutil.NoSuchProcess, KeyError):
        return False
