"""As whom PostgreSQL runs. It refuses root; so root starts it as an unprivileged user of our own.

Nobody's folder is opened up for that user: what it cannot reach is put where it can.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vangnet.keeping.trouble import TroubleError

NAME = "vangnet"
COMMON = Path("/var/lib/vangnet")
SPARE = "nobody"  # where no user can be made: initdb wants one with a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    uid: int
    gid: int
    name: str
    changed: bool  # we are root and must step down to it

    def step_down(self) -> dict[str, Any]:
        """Arguments for subprocess: become this user, keep no group of root's."""
        if not self.changed:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.changed:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def environment(self) -> dict[str, str]:
        """Plain messages, and none of the caller's PG* settings."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        return kept | {"LC_ALL": "C", "TZ": "UTC"}


def choose(data: Path) -> Account:
    """Whoever owns the data already; else this user; else, as root, a user of our own."""
    uid = data.stat().st_uid if data.is_dir() else None
    if os.geteuid() != 0:
        if uid not in (None, os.geteuid()):
            raise TroubleError(
                f"The database in {data} belongs to user {_name(uid)}.",
                way_out="Run this as that user or as root, or choose another VANGNET_HOME.",
            )
        return Account(uid=os.geteuid(), gid=os.getegid(), name=_name(os.geteuid()), changed=False)
    if uid:
        return Account(uid=uid, gid=data.stat().st_gid, name=_name(uid), changed=True)
    return _own_user()


def _own_user() -> Account:
    found = _named(NAME)
    if found is None:
        _make_user()
        found = _named(NAME) or _named(SPARE)
    if found is None or found.pw_uid == 0:
        raise TroubleError(
            f"PostgreSQL refuses root's rights, and the user {NAME} to run it is not there.",
            way_out=f"Make a system user named {NAME}, or run this as an ordinary user.",
        )
    return Account(uid=found.pw_uid, gid=found.pw_gid, name=found.pw_name, changed=True)


def _named(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _make_user() -> None:
    """Two starts at once may both try; the loser finds the winner's user."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return
    words = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    subprocess.run([useradd, *words], check=False, capture_output=True)


def can_reach(account: Account, path: Path) -> bool:
    """May that user read and enter this?"""
    return _tests(account, path, "-r") and _tests(account, path, "-x")


def can_pass(account: Account, folder: Path) -> bool:
    """May that user walk through this folder?"""
    return _tests(account, folder, "-x")


def _tests(account: Account, path: Path, question: str) -> bool:
    """Asked of the system as that user, so that groups and access lists count too."""
    asked = subprocess.run(
        ["/bin/sh", "-c", f'test {question} "$1"', "sh", str(path)],
        check=False,
        capture_output=True,
        cwd="/",
        **account.step_down(),
    )
    return asked.returncode == 0


def common_folder(home: Path) -> Path:
    """Where the data of a home goes that the database's user cannot reach."""
    key = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    make_common()
    return COMMON / key


def make_common() -> None:
    try:
        COMMON.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        raise TroubleError(
            f"The database's user cannot reach this folder, and {COMMON} cannot be made "
            f"({error.strerror}).",
            way_out="Point VANGNET_HOME at a folder outside /root, such as /srv/vangnet.",
        ) from None


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)
