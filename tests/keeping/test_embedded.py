"""The embedded database: starts anywhere, once, as nobody special, on the same data."""

import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from tests.keeping.trials import ask, login, postmaster

from vangnet.keeping import embedded, place
from vangnet.keeping.trouble import TroubleError

pytestmark = pytest.mark.slow


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_second_start_uses_the_same_data(home):
    assert embedded.start(home).first
    ask(home, "create table mark (word text)")
    embedded.stop(home)
    assert not embedded.is_up(home)
    assert embedded.start(home) == embedded.Started(first=False, already_up=False)
    assert ask(home, "select count(*) from mark") == 0


@pytest.mark.parametrize("name", ["a home with 'spaces' and, a comma", "long-" * 30])
def test_any_path_will_do(homes, name):
    home = homes(name)
    embedded.start(home, durable=False)
    assert ask(home, "select 1") == 1


def test_two_starts_at_once_give_one_server(home):
    words = "from pathlib import Path; from vangnet.keeping import embedded; import sys;"
    words += "print(embedded.start(Path(sys.argv[1]), durable=False).first)"
    both = [
        subprocess.Popen([sys.executable, "-c", words, home], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(one.communicate(timeout=60)[0].strip() for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert said == ["False", "True"]
    assert ask(home, "select 1") == 1


def test_starts_from_threads_of_one_process_wait_for_each_other(home):
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(embedded.start(home, durable=False)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.first for one in results) == [False, False, True]


def test_a_wrong_password_is_refused(kept):
    for user in (place.OWNER, place.SERVER):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**login(kept, user, password="wrong"))
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(**login(kept, user, password=""))


def test_passwords_are_checked_by_scram_on_every_line_of_the_server(kept):
    lines = (embedded.of(kept).data / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in lines if line.strip() and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


def test_nothing_listens_on_the_network(kept):
    assert ask(kept, "select current_setting('listen_addresses')") == ""
    assert postmaster(kept).net_connections(kind="inet") == []


def test_secrets_and_folders_are_closed_to_others(kept):
    known = place.state(kept)
    assert mode(kept / "database.json") == 0o600
    assert mode(Path(known["socket"])) == 0o700
    assert mode(kept / "postgres") == 0o700
    assert mode(kept / "postgres" / "data") == 0o700
    assert not (kept / "postgres" / "password").exists()


def test_no_folder_above_the_home_is_touched(homes, folder):
    above = folder / "above"
    above.mkdir(mode=0o751)
    above.chmod(0o751)
    before = [(path, path.stat().st_mode) for path in (folder, above, Path("/tmp"))]
    embedded.start(homes("above/home"), durable=False)
    assert [(path, path.stat().st_mode) for path, _ in before] == before


def test_the_data_is_checked_and_written_for_good(home):
    embedded.start(home)
    wanted = ("data_checksums", "fsync", "synchronous_commit", "full_page_writes")
    for name in wanted:
        assert ask(home, f"select current_setting('{name}')") == "on"
    assert ask(home, "select current_setting('server_encoding')") == "UTF8"


def test_the_log_holds_no_word_of_a_statement_or_a_row(kept):
    ask(kept, "create table person (name text primary key)")
    ask(kept, "insert into person values ('Jansje')")
    for statement in ("insert into person values ('Jansje')", "select 'Jansje'::int"):
        with pytest.raises(psycopg.Error):
            ask(kept, statement)
    said = (kept / "postgres" / "log").read_text()
    assert "ready to accept connections" in said
    assert "Jansje" not in said


def test_the_roles_can_do_what_they_are_for(kept):
    rights = "select rolcreatedb::text || rolcreaterole || rolsuper from pg_roles where rolname = "
    assert ask(kept, rights + "'vangnet_owner'") == "truetruefalse"
    assert ask(kept, rights + "'vangnet_server'") == "falsefalsefalse"
    assert ask(kept, "select rolcanlogin from pg_roles where rolname = 'vangnet_app'") is False
    assert ask(kept, "select pg_has_role('vangnet_server', 'vangnet_app', 'usage')") is True
    assert ask(kept, "select pg_has_role('vangnet_owner', 'vangnet_app', 'set')") is True
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(kept, "create table x (y int)", user=place.SERVER)


def test_data_without_its_passwords_is_not_overwritten(home):
    embedded.start(home, durable=False)
    embedded.stop(home)
    (home / "database.json").rename(home / "elsewhere")
    with pytest.raises(TroubleError, match=r"database\.json"):
        embedded.start(home)
    (home / "elsewhere").rename(home / "database.json")
    embedded.start(home)


def test_data_of_another_version_is_refused_by_name(home):
    embedded.start(home, durable=False)
    embedded.stop(home)
    version = embedded.of(home).data / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(TroubleError, match="PostgreSQL 17"):
        embedded.start(home)


def test_an_unfinished_first_start_is_done_again(home):
    embedded.start(home, durable=False)
    embedded.stop(home)
    data = embedded.of(home).data
    data.rename(data.with_name("data.unfinished"))
    assert embedded.start(home, durable=False).first
    assert not data.with_name("data.unfinished").exists()


def test_it_does_not_run_as_root(kept):
    assert postmaster(kept).uids().effective != 0
    assert embedded.of(kept).data.stat().st_uid == postmaster(kept).uids().effective
