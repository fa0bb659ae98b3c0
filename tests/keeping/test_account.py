"""As whom the database runs: an ordinary user as itself, root as somebody lesser."""

import os
import pwd
import shutil
from pathlib import Path

import pytest
from tests.keeping.trials import AS_ROOT, ask, postmaster

from vangnet.keeping import account, binaries, embedded, place
from vangnet.keeping.trouble import TroubleError

pytestmark = pytest.mark.slow
NOBODY = pwd.getpwnam("nobody")


def as_nobody(act):
    """A fork that becomes another user: works also where that user may not run this Python."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY.pw_gid)
            os.setuid(NOBODY.pw_uid)
            os.chdir("/")
            os.umask(0o022)
            answer = str(act())
        except BaseException as error:
            answer = f"{type(error).__name__}: {error}"
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


@AS_ROOT
def test_root_steps_down_and_says_so(home):
    said = []
    embedded.start(home, durable=False, say=said.append)
    name = pwd.getpwuid(postmaster(home).uids().real).pw_name
    assert said == [f"PostgreSQL refuses to run as root: it runs as the user {name}."]
    assert postmaster(home).uids().saved != 0
    assert (home / "database.json").stat().st_uid == 0


@AS_ROOT
def test_the_stepped_down_server_keeps_no_group_of_root(home):
    embedded.start(home, durable=False)
    status = Path(f"/proc/{postmaster(home).pid}/status").read_text().splitlines()
    groups = next(line for line in status if line.startswith("Groups:")).split()[1:]
    assert "0" not in groups
    assert postmaster(home).gids().effective != 0


@AS_ROOT
def test_below_a_closed_folder_root_keeps_the_data_where_the_server_can_reach(homes, folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    home = homes("closed/home")
    said = []
    try:
        embedded.start(home, durable=False, say=said.append)
        assert ask(home, "select 1") == 1
        assert str(account.COMMON) in said[-1]
        assert closed.stat().st_mode & 0o777 == 0o700
        embedded.stop(home)
        assert embedded.start(home, durable=False).first is False
    finally:
        embedded.stop(home)
        shutil.rmtree(place.state(home)["folder"])


@AS_ROOT
def test_programs_the_server_cannot_reach_are_copied_once(folder, monkeypatch):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(binaries.installed(), closed / "pg", symlinks=True)
    monkeypatch.setattr(binaries, "installed", lambda: closed / "pg")
    monkeypatch.setattr(account, "COMMON", folder / "common")
    found = binaries.reachable(account.choose(folder / "no-data"))
    assert found.is_relative_to(folder / "common")
    assert binaries.version(found).startswith(str(binaries.MAJOR))
    made = found.stat().st_ctime_ns
    assert binaries.reachable(account.choose(folder / "no-data")) == found
    assert found.stat().st_ctime_ns == made


@AS_ROOT
def test_an_ordinary_user_needs_nothing(folder, kept):
    folder.chmod(0o700)
    os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
    home = folder / "home of nobody"
    try:
        started = as_nobody(lambda: embedded.start(home, durable=False))
        assert started == "Started(first=True, already_up=False)"
        assert as_nobody(lambda: embedded.is_up(home)) == "True"
        assert postmaster(home).uids().effective == NOBODY.pw_uid
        assert home.stat().st_mode & 0o777 == 0o700
        assert embedded.start(home).already_up, "root finds the same server, run by its user"
    finally:
        assert as_nobody(lambda: embedded.stop(home)) == "True"
    assert not embedded.is_up(home)


@AS_ROOT
def test_the_home_of_another_user_is_refused_in_a_sentence(kept):
    assert as_nobody(lambda: embedded.start(kept)).startswith("TroubleError: The folder")


@AS_ROOT
def test_data_of_another_user_is_refused_in_a_sentence(folder):
    said = as_nobody(lambda: account.choose(folder))
    assert said.startswith(f"TroubleError: The database in {folder} belongs to user root.")


@AS_ROOT
def test_a_user_with_roots_rights_is_not_stepped_down_to(folder, monkeypatch):
    monkeypatch.setattr(account, "NAME", "root")
    with pytest.raises(TroubleError, match="root's rights"):
        account.choose(folder)


@AS_ROOT
def test_where_no_user_can_be_made_nobody_will_do(homes, monkeypatch):
    monkeypatch.setattr(account, "NAME", "vangnet-absent")
    monkeypatch.setattr(account, "_make_user", lambda: None)
    home = homes()
    embedded.start(home, durable=False)
    assert postmaster(home).uids().effective == NOBODY.pw_uid
