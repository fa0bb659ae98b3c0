"""Making the embedded database: initdb once, then the roles and the database itself.

An unfinished one is thrown away: the data folder gets its name only when it is whole.
"""

import errno
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from psycopg import sql

from vangnet.keeping.account import Account
from vangnet.keeping.binaries import MAJOR
from vangnet.keeping.place import APP, NAME, OWNER, SERVER
from vangnet.keeping.postmaster import SUPERUSER, Postmaster
from vangnet.keeping.trouble import TroubleError


def new_passwords() -> dict[str, str]:
    return {login: secrets.token_urlsafe(32) for login in (SUPERUSER, OWNER, SERVER)}


def make(
    programs: Path, *, data: Path, who: Account, password: str, durable: bool, lock: int
) -> None:
    """initdb holds the lock too: should we be killed, the next start waits until it is done."""
    unfinished = data.with_name("data.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    secret = data.with_name("password")
    secret.unlink(missing_ok=True)
    descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
    who.own(secret)
    words: list[str | Path] = [
        "-D",
        unfinished,
        "-U",
        SUPERUSER,
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
    ]
    words += ["--no-locale", "-E", "UTF8", "--data-checksums", "--no-instructions"]
    words += [] if durable else ["--no-sync"]
    try:
        made = subprocess.run(
            [programs / "initdb", *words],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            pass_fds=[lock],
            env=who.environment(),
            **who.step_down(),
        )
    finally:
        secret.unlink(missing_ok=True)
    if made.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise failed(made.stderr, data)
    unfinished.rename(data)


def failed(said: str, data: Path) -> TroubleError:
    if os.strerror(errno.ENOSPC) in said:
        return TroubleError(
            f"The disk of {data.parent} is full.",
            way_out="Free some space there, or point VANGNET_HOME at another disk.",
        )
    lines = [line for line in said.splitlines() if "error" in line or "FATAL" in line]
    reason = (lines or said.splitlines() or ["it gave no reason"])[-1].strip()
    return TroubleError(
        f"The database could not be made in {data.parent}: {reason}.",
        way_out="Put that right, or point VANGNET_HOME at another folder.",
    )


def check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(MAJOR):
        raise TroubleError(
            f"The data in {data} is of PostgreSQL {found}; this version runs {MAJOR}.",
            way_out="Dump it with the version that wrote it, and load it into a new VANGNET_HOME.",
        )


def furnish(server: Postmaster, passwords: dict[str, str]) -> None:
    """Roles and database, each only when absent: a first start may have been cut short here."""
    with server.connect() as connection:
        there = {row[0] for row in connection.execute("select rolname from pg_roles").fetchall()}
        if APP not in there:
            connection.execute(_sql("create role {} nologin", APP))
        for login, rights in ((OWNER, "createdb createrole"), (SERVER, "")):
            if login not in there:
                made = sql.SQL("create role {} login {} password {}").format(
                    sql.Identifier(login),
                    sql.SQL(rights),
                    sql.Literal(passwords[login]),
                )
                connection.execute(made)
        connection.execute(_sql("grant {} to {}", APP, SERVER))
        # The owner may act as the app's role (tests do), but does not act as it unasked.
        granted = "grant {} to {} with admin true, inherit false, set true"
        connection.execute(_sql(granted, APP, OWNER))
        found = connection.execute("select 1 from pg_database where datname = %s", [NAME])
        if found.fetchone() is None:
            connection.execute(_sql("create database {} owner {}", NAME, OWNER))
            connection.execute(_sql("revoke all on database {} from public", NAME))
        connection.execute(_sql("grant connect on database {} to {}", NAME, APP))


def _sql(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))
