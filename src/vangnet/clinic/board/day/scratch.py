"""A database for one made-up day, made by the owner and dropped afterwards.

The unit's own record is never touched: no made-up row ever stands beside a real one.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from vangnet.keeping import empty_tables, external, place
from vangnet.keeping.trouble import TroubleError

PREFIX = "vangnet_day_"
FAST = " -c synchronous_commit=off"  # nothing in it outlives the command
Login = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def database(say: Callable[[str], object] = lambda text: None) -> Iterator[None]:
    """Django's connection works in a fresh database inside, as the server; it is gone after."""
    before = dict(connection.settings_dict)
    with _owner() as owner:
        _sweep(owner)
        name = f"{PREFIX}{uuid4().hex[:16]}"
        _hold(owner, name)
        try:
            say("Making the tables")
            if external.in_use():
                _migrate(owner, name)
            else:
                empty_tables.furnish(place.home(), name, migrate=lambda: _migrate(owner, name))
            _close(owner, name)
            _use(name, as_owner=False)
            yield
        finally:
            _leave()
            connection.settings_dict.update(before)
            _drop(owner, name)


def _owner() -> Login:
    if external.in_use():
        external.check()
    entry = place.database(place.home(), owner=True)
    kept = {name: value for name, value in entry["OPTIONS"].items() if name != "pool"}
    try:
        return psycopg.connect(
            dbname=entry["NAME"], user=entry["USER"], password=entry["PASSWORD"],
            host=entry["HOST"], port=entry["PORT"], autocommit=True, **kept,
        )  # fmt: skip
    except psycopg.OperationalError:
        raise TroubleError(
            "The database does not answer its owner's login.",
            way_out="`vangnet status` says what runs; look at DATABASE_OWNER_URL, if it is set.",
        ) from None


def _hold(owner: Login, name: str) -> None:
    """The lock says that the day is still running; it ends with this connection."""
    owner.execute("select pg_advisory_lock(hashtext(%s))", [name])


def _migrate(owner: Login, name: str) -> None:
    _make(owner, name)
    _use(name, as_owner=True)
    call_command("migrate", verbosity=0, interactive=False)
    _leave()


def _make(owner: Login, name: str) -> None:
    try:
        owner.execute(sql.SQL("create database {} template template0").format(_id(name)))
    except psycopg.errors.InsufficientPrivilege:
        user = owner.info.user
        raise TroubleError(
            f"The login {user} may not make the scratch database a made-up day runs in.",
            way_out=f'Have an administrator run: ALTER ROLE "{user}" CREATEDB; or leave '
            "DATABASE_URL out and use the embedded database.",
        ) from None


def _close(owner: Login, name: str) -> None:
    """Nobody but the server's login enters."""
    owner.execute(sql.SQL("revoke all on database {} from public").format(_id(name)))
    granted = sql.SQL("grant connect on database {} to {}")
    owner.execute(granted.format(_id(name), _id(place.APP)))


def _sweep(owner: Login) -> None:
    """What a killed run left behind: nobody holds its lock."""
    found = owner.execute(
        "select datname from pg_database where starts_with(datname, %s)", [PREFIX]
    ).fetchall()
    for (name,) in found:
        asked = owner.execute("select pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()
        if asked == (True,):
            _drop(owner, name)


def _drop(owner: Login, name: str) -> None:
    """PostgreSQL waits some seconds for who is leaving; what stays in use, the next run drops."""
    with contextlib.suppress(psycopg.errors.ObjectInUse):
        owner.execute(sql.SQL("drop database if exists {}").format(_id(name)))
    owner.execute("select pg_advisory_unlock(hashtext(%s))", [name])


def _use(name: str, *, as_owner: bool) -> None:
    _leave()
    entry = place.database(place.home(), owner=as_owner)
    options = {**entry["OPTIONS"], "options": entry["OPTIONS"]["options"] + FAST}
    options.pop("pool", None)  # one command, one connection
    connection.settings_dict.update(entry | {"NAME": name, "OPTIONS": options})


def _leave() -> None:
    wrapper = connections["default"]
    assert isinstance(wrapper, DatabaseWrapper), "PostgreSQL only"
    wrapper.close()
    wrapper.close_pool()


def _id(name: str) -> sql.Identifier:
    return sql.Identifier(name)
