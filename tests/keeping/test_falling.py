"""What a crash leaves behind, and what only looks like a living server."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.keeping.trials import ask, login, postmaster

from vangnet.keeping import embedded, place
from vangnet.keeping.processes import at_work

pytestmark = pytest.mark.slow


def test_a_killed_postmaster_comes_back_with_what_was_committed(home):
    embedded.start(home)
    ask(home, "create table mark as select 7 as number")
    postmaster(home).kill()
    wait_until(lambda: not embedded.is_up(home))
    assert embedded.start(home).already_up is False
    assert ask(home, "select number from mark") == 7


def test_children_that_outlive_a_killed_postmaster_are_ended_first(home):
    """A stopped child keeps the shared memory; PostgreSQL alone would refuse to start."""
    embedded.start(home, durable=False)
    server = postmaster(home)
    child = server.children()[0]
    child.send_signal(signal.SIGSTOP)
    server.kill()
    wait_until(lambda: not embedded.is_up(home))
    assert at_work(child)
    embedded.start(home, durable=False)
    assert ask(home, "select 1") == 1
    assert not at_work(child)


def test_a_busy_backend_does_not_block_the_next_start(home):
    embedded.start(home, durable=False)
    connection = psycopg.connect(**login(home, place.OWNER))
    backend = psutil.Process(connection.info.backend_pid)
    connection.pgconn.send_query(b"select count(*) from generate_series(1, 100000000000)")
    postmaster(home).kill()
    embedded.start(home, durable=False)
    assert not at_work(backend)
    connection.close()
    assert ask(home, "select 1") == 1


def test_a_stale_pid_file_whose_number_belongs_to_another_process_is_seen_through(home):
    embedded.start(home, durable=False)
    server = embedded.of(home)
    words = (server.data / "postmaster.pid").read_text().split("\n")
    embedded.stop(home)
    other = subprocess.Popen(["sleep", "60"], **server.who.step_down())
    try:
        server.data.joinpath("postmaster.pid").write_text("\n".join([str(other.pid), *words[1:]]))
        assert not embedded.is_up(home)
        assert embedded.of(home).process() is None
        embedded.start(home, durable=False)
        assert ask(home, "select 1") == 1
        embedded.stop(home)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_foreign_server_on_the_socket_is_not_taken_for_ours(homes):
    """Its own password does not help it: both sides must prove ours."""
    ours, foreign = homes("ours"), homes("foreign")
    for home in (ours, foreign):
        embedded.start(home, durable=False)
    embedded.stop(ours)
    here, there = (Path(place.state(home)["socket"]) for home in (ours, foreign))
    here.symlink_to(there)
    try:
        assert "password authentication failed" in embedded.of(ours).why_not_up()
        assert not embedded.is_up(ours)
        assert embedded.start(ours, durable=False).already_up is False
        assert Path(place.state(ours)["socket"]) != here
        assert embedded.is_up(ours)
        assert embedded.is_up(foreign)
    finally:
        here.unlink()


def test_somebody_who_listens_but_never_answers_is_not_up(home):
    embedded.start(home, durable=False)
    embedded.stop(home)
    folder = Path(place.state(home)["socket"])
    folder.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(folder / f".s.PGSQL.{place.PORT}"))
        assert not embedded.is_up(home)
    (folder / f".s.PGSQL.{place.PORT}").unlink()
    folder.rmdir()


def test_a_socket_folder_that_somebody_else_made_is_not_used(home):
    embedded.start(home, durable=False)
    embedded.stop(home)
    before = Path(place.state(home)["socket"])
    before.mkdir(mode=0o777)
    before.chmod(0o777)
    try:
        embedded.start(home, durable=False)
        assert Path(place.state(home)["socket"]) != before
    finally:
        before.rmdir()


def test_a_start_that_is_killed_half_way_is_finished_by_the_next(home):
    words = "from pathlib import Path; from vangnet.keeping import embedded; import sys;"
    words += "embedded.start(Path(sys.argv[1]))"
    for patience in (0.15, 0.3, 0.5, 0.7):
        child = subprocess.Popen([sys.executable, "-c", words, home])
        time.sleep(patience)
        child.kill()
        child.wait()
    embedded.start(home)
    assert ask(home, "select 1") == 1
    assert not (home / "postgres" / "data.unfinished").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the folder over to another user")
def test_a_folder_that_was_made_and_not_yet_handed_over_is_handed_over_by_the_next_start(home):
    (home / "postgres").mkdir(mode=0o700, parents=True)
    home.chmod(0o711)
    embedded.start(home, durable=False)
    assert ask(home, "select 1") == 1


def wait_until(true, seconds=10):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)
