"""A PostgreSQL that somebody else runs. Here it is an embedded one, reached by its address."""

from contextlib import suppress
from urllib.parse import quote

import psycopg
import pytest
from psycopg.errors import DuplicateObject
from tests.keeping.trials import ask, login, vangnet

from vangnet.keeping import embedded, external, place
from vangnet.keeping.trouble import TroubleError

pytestmark = pytest.mark.slow


def address(home, user, password=None, database="vangnet"):
    known = place.state(home)
    secret = known["passwords"].get(user, "") if password is None else password
    return f"postgresql://{user}:{secret}@/{database}?host={quote(known['socket'])}"


@pytest.fixture(scope="module")
def theirs(kept):
    """Logins an administrator might have made, on a server that has no role of ours."""
    with embedded.of(kept).connect() as connection:
        for user, rights in (("plain", ""), ("maker", "createrole")):
            connection.execute(f"create role {user} login {rights} password 'geheim'")
            connection.execute(f"create database of_{user} owner {user}")
    return kept


def trouble_with(plain, url):
    plain.setenv("DATABASE_URL", url)
    with pytest.raises(TroubleError) as caught:
        external.check()
    assert "geheim" not in str(caught.value)
    return caught.value


def test_the_owners_and_the_servers_login_of_our_own_pass(plain, kept):
    plain.setenv("DATABASE_URL", address(kept, place.SERVER))
    plain.setenv("DATABASE_OWNER_URL", address(kept, place.OWNER))
    external.check()


def test_a_wrong_password_is_said_and_not_shown(plain, kept):
    trouble = trouble_with(plain, address(kept, place.OWNER, password="geheim"))
    assert "refuses this user or password" in trouble.sentence


def test_a_missing_database_is_named(plain, kept):
    trouble = trouble_with(plain, address(kept, place.OWNER, database="elsewhere"))
    assert "database elsewhere" in trouble.sentence
    assert "has no such database or user" in trouble.sentence


@pytest.mark.parametrize(
    ("where", "meaning"),
    [
        ("localhost:1/ward", "nothing listens there"),
        ("no.such.host.invalid/ward", "no machine has that name"),
        ("/ward?host=/nowhere", "its socket is not there"),
    ],
)
def test_a_server_that_does_not_answer_is_said(plain, where, meaning):
    assert meaning in trouble_with(plain, f"postgresql://anna:geheim@{where}").sentence


def test_the_command_gives_the_sentence_and_no_traceback(folder):
    done = vangnet("run", VANGNET_HOME=folder / "home", PORT=18_731, DATABASE_URL="mysql://x")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == "✗ DATABASE_URL is not a PostgreSQL address."
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout == ""


def test_an_old_server_is_refused_and_the_oldest_good_one_is_not():
    with pytest.raises(TroubleError, match="is version 14; Vangnet needs 15 or newer"):
        external.check_version(140_012)
    external.check_version(150_000)


def test_without_createrole_an_administrator_is_told_what_to_run(plain, theirs):
    """The role exists here; without a right to grant it the sentence is the same."""
    trouble = trouble_with(plain, address(theirs, "plain", "geheim", "of_plain"))
    assert "CREATEROLE" in trouble.sentence
    for statement in trouble.way_out.removeprefix("Have an administrator run: ").split("; "):
        with embedded.of(theirs).connect() as connection, suppress(DuplicateObject):
            connection.execute(statement)
    external.check()


def test_with_createrole_the_role_is_made_and_granted(plain, homes):
    home = homes("other")
    embedded.start(home, durable=False)
    with embedded.of(home).connect() as connection:
        connection.execute("drop owned by vangnet_app")
        connection.execute("drop role vangnet_app")
        connection.execute("create role maker login createrole password 'geheim'")
        connection.execute("create database ward owner maker")
    plain.setenv("DATABASE_URL", address(home, "maker", "geheim", "ward"))
    external.check()
    external.check()
    serving = place.database(home, owner=False)
    with psycopg.connect(
        **login(home, place.SERVER) | {"user": "maker", "password": "geheim", "dbname": "ward"},
        options=serving["OPTIONS"]["options"],
    ) as connection:
        assert connection.execute("select current_user").fetchone() == ("vangnet_app",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table x (y int)")


def test_a_login_that_may_not_make_tables_is_told_so(plain, theirs):
    trouble = trouble_with(plain, address(theirs, "plain", "geheim", "of_maker"))
    assert "may not make tables in the database of_maker" in trouble.sentence
    assert 'ALTER DATABASE "of_maker" OWNER TO "plain";' in trouble.way_out


def test_the_embedded_database_is_left_alone(plain, kept, folder):
    plain.setenv("DATABASE_URL", address(kept, place.OWNER))
    done = vangnet("status", VANGNET_HOME=folder / "home", DATABASE_URL=address(kept, place.OWNER))
    assert "user vangnet_owner: up" in done.stdout
    assert not (folder / "home" / "database.json").exists()
    assert ask(kept, "select 1") == 1
