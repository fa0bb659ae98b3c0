"""A PostgreSQL that somebody else runs (DATABASE_URL): can it be used, and what is missing?

Nothing of an address is ever printed but its host, port, database and user.
"""

import os

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from vangnet.keeping.place import APP, parse_url
from vangnet.keeping.trouble import TroubleError

VERSION_OLDEST = 15
SUITABLE = "Correct DATABASE_URL, or leave it out to use the embedded database."
Connection = psycopg.Connection[tuple[object, ...]]

# What the server or libpq says → what it means. The first that fits counts.
MEANINGS = (
    ("password authentication failed", "refuses this user or password"),
    ("no password supplied", "asks for a password and none was given"),
    ("does not exist", "has no such database or user"),
    ("no pg_hba.conf entry", "does not admit this machine, user or database"),
    ("could not translate host name", "cannot be found: no machine has that name"),
    ("failed to resolve host", "cannot be found: no machine has that name"),
    ("Name or service not known", "cannot be found: no machine has that name"),
    ("Connection refused", "does not answer: nothing listens there"),
    ("No such file or directory", "does not answer: its socket is not there"),
    ("timeout", "does not answer in time"),
    ("No route to host", "cannot be reached over the network"),
    ("Network is unreachable", "cannot be reached over the network"),
    ("SSL", "does not agree on an encrypted connection (sslmode)"),
    ("starting up", "is still starting; try again in a moment"),
    ("too many clients", "has no free connection left"),
)


def in_use() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


def check() -> None:
    """Before a start: both logins get in, the version is right, the app's role is there."""
    serving = parse_url(os.environ["DATABASE_URL"])
    owner_variable = "DATABASE_OWNER_URL" if os.environ.get("DATABASE_OWNER_URL") else ""
    with _connect(serving, "DATABASE_URL") as connection:
        check_version(server_version(connection))
    owning = (
        parse_url(os.environ[owner_variable], variable=owner_variable)
        if owner_variable
        else serving
    )
    with _connect(owning, owner_variable or "DATABASE_URL") as connection:
        _ensure_tables_may_be_made(connection, owning)
        _ensure_app_role(connection, login=serving["user"])


def _connect(read: dict[str, str], variable: str) -> Connection:
    wanted = {"connect_timeout": "5", **read}
    try:
        return psycopg.connect(make_conninfo("", **wanted), autocommit=True)
    except psycopg.Error as error:
        raise TroubleError(
            f"The PostgreSQL of {variable} ({name(read)}) {_meaning(str(error))}.",
            way_out=SUITABLE.replace("DATABASE_URL", variable),
        ) from None


def name(read: dict[str, str]) -> str:
    """Host, port, database and user; never the password."""
    where = read.get("host") or "this machine"
    port = f" port {read['port']}" if read.get("port") else ""
    return f"{where}{port}, database {read.get('dbname')}, user {read.get('user')}"


def _meaning(said: str) -> str:
    for sign, meaning in MEANINGS:
        if sign in said:
            return meaning
    return "cannot be used (libpq gives a reason this program does not know)"


def server_version(connection: Connection) -> int:
    return connection.info.server_version


def check_version(version: int) -> None:
    if version < VERSION_OLDEST * 10_000:
        raise TroubleError(
            f"The PostgreSQL of DATABASE_URL is version {version // 10_000}; "
            f"Vangnet needs {VERSION_OLDEST} or newer.",
            way_out="Upgrade that server, or leave DATABASE_URL out to use the embedded database.",
        )


def _ensure_tables_may_be_made(connection: Connection, read: dict[str, str]) -> None:
    asked = "select has_schema_privilege(current_user, 'public', 'create')"
    if connection.execute(asked).fetchone() != (True,):
        raise TroubleError(
            f"The user {read['user']} may not make tables in the database {read['dbname']}.",
            way_out=f"Have an administrator run: ALTER DATABASE {_quoted(read['dbname'])} "
            f"OWNER TO {_quoted(read['user'])};",
        )


def _ensure_app_role(connection: Connection, *, login: str) -> None:
    """Made and granted when we may; else the sentence an administrator needs."""
    try:
        if connection.execute("select from pg_roles where rolname = %s", [APP]).fetchone() is None:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(APP)))
        if not _may_become_app(connection, login):
            granted = sql.SQL("grant {} to {}")
            connection.execute(granted.format(sql.Identifier(APP), sql.Identifier(login)))
    except psycopg.errors.InsufficientPrivilege:
        raise TroubleError(
            f"The role {APP} is missing for the user {login}, and this login may not make it "
            "(it has no CREATEROLE).",
            way_out=f"Have an administrator run: CREATE ROLE {APP} NOLOGIN; "
            f"GRANT {APP} TO {_quoted(login)};",
        ) from None


def _may_become_app(connection: Connection, login: str) -> bool:
    how = "set" if connection.info.server_version >= 160_000 else "member"
    asked = "select pg_has_role(%s, %s, %s)"
    return connection.execute(asked, [login, APP, how]).fetchone() == (True,)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
