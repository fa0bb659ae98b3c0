"""Trouble with the machine is one sentence and a way out, before anything is started."""

import os
import shutil
import socket
import subprocess

import pytest
from tests.keeping.trials import AS_ROOT, vangnet

from vangnet.keeping import cluster, embedded, preflight
from vangnet.keeping.trouble import TroubleError


def complaint(done):
    """Sentence and way out; anything more, or a traceback, is a failure."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith("✗ ")
    return lines[0].removeprefix("✗ "), lines[1].strip()


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_taken_port_is_named_and_the_next_suggested(taken, folder):
    sentence, way_out = complaint(vangnet("run", VANGNET_HOME=folder / "home", PORT=taken))
    assert sentence == f"Port {taken} is taken by another program."
    assert way_out.endswith(f"make run PORT={taken + 1}")
    assert not (folder / "home" / "database.json").exists()


def test_a_port_just_left_is_free(taken):
    with pytest.raises(TroubleError):
        preflight.port_free("127.0.0.1", taken)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            free.accept()[0].close()
    preflight.port_free("127.0.0.1", port)


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1", "", "٨"])
def test_what_is_no_port_is_refused(text):
    with pytest.raises(TroubleError, match="not a port"):
        preflight.port_number(text)


def test_an_address_of_another_machine_is_refused():
    for bind in ("192.0.2.1", "no.such.name.invalid"):
        with pytest.raises(TroubleError, match="BIND"):
            preflight.port_free(bind, 8000)


def test_a_home_that_is_a_file_is_refused(folder):
    (folder / "home").write_text("")
    sentence, _ = complaint(vangnet("run", VANGNET_HOME=folder / "home", PORT=8765))
    assert str(folder / "home") in sentence


@AS_ROOT
@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
def test_a_folder_that_cannot_be_written_is_refused(folder):
    with mounted(folder / "disk", "size=1m,ro"):
        sentence, way_out = complaint(vangnet("run", VANGNET_HOME=folder / "disk" / "home"))
    assert "cannot be made" in sentence
    assert "VANGNET_HOME" in way_out


@AS_ROOT
@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
def test_too_small_a_disk_is_refused_before_the_database_is_made(folder):
    with mounted(folder / "disk", "size=20m,mode=0711"):
        sentence, way_out = complaint(vangnet("migrate", VANGNET_HOME=folder / "disk" / "home"))
        assert not (folder / "disk" / "home" / "postgres" / "data").exists()
    assert "MB free" in sentence
    assert "another disk" in way_out


@AS_ROOT
@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
def test_a_disk_that_fills_up_while_the_database_is_made_says_so(folder, monkeypatch):
    monkeypatch.setattr(preflight, "SPACE_FREE_BYTES_MIN", 0)
    with mounted(folder / "disk", "size=20m,mode=0711"):
        home = folder / "disk" / "home"
        with pytest.raises(TroubleError, match="is full"):
            embedded.start(home)
        assert not list((home / "postgres").glob("data*"))


def test_what_initdb_says_last_is_passed_on(folder):
    said = "creating directory ... ok\ninitdb: error: could not create it\ninitdb: removing it"
    assert "could not create it" in cluster.failed(said, folder / "data").sentence
    assert "no reason" in cluster.failed("", folder / "data").sentence


def mounted(where, options):
    """A small disk of its own. A container may not mount: then there is nothing to test with."""
    where.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", where], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    return _Mounted(where)


class _Mounted:
    def __init__(self, where):
        self.where = where

    def __enter__(self):
        return self.where

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", os.fspath(self.where)], check=True)
