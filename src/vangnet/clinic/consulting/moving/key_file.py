"""The secret key that partners agreed on: a file only its owner may read, with 32 random bytes.

The key never stands in the database, in a log or on a page. Its id follows from it.
"""

import os
import secrets
import stat
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path

from vangnet.clinic.registry.pseudonym import KEY_BYTES_FEWEST
from vangnet.keeping.trouble import TroubleError

FIRST_LINE = "vangnet-pseudonym-key 1"
VARIABLE = "VANGNET_PSEUDONYM_KEY"
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def named_file() -> Path | None:
    """The file this site's settings name; None when there is none."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else None


def make(path: Path) -> bytes:
    """A new key in a new file (0600). An old file is never written over."""
    key = secrets.token_bytes(KEY_BYTES_FEWEST)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise TroubleError(
            f"{path} is there already.", way_out="Choose another name, or remove that file first."
        ) from None
    except OSError as error:
        raise TroubleError(
            f"{path} cannot be written: {error.strerror}.", way_out="Choose another folder."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{FIRST_LINE}\n{b64encode(key).decode()}\n")
    return key


def read(path: Path) -> bytes:
    """The key; TroubleError when there is none, others may read it, or it is too short."""
    try:
        mode = path.stat().st_mode
        lines = path.read_text("ascii").split("\n")
    except (OSError, UnicodeDecodeError):
        raise TroubleError(
            f"The key file {path} cannot be read.",
            way_out="Name the file with --key, or make one: `vangnet pseudonyms key FILE`.",
        ) from None
    if mode & FOR_OTHERS:
        raise TroubleError(
            f"Others may read the key file {path}.",
            way_out=f"Run `chmod 600 {path}`, and agree on a new key if it lay open for long.",
        )
    try:
        if lines[0].strip() != FIRST_LINE:
            raise ValueError(FIRST_LINE)
        key = b64decode(lines[1].strip(), validate=True)
    except (IndexError, ValueError, NotBase64):
        raise TroubleError(
            f"{path} is no key file.", way_out="Ask your partner for the file, unchanged."
        ) from None
    if len(key) < KEY_BYTES_FEWEST:
        raise TroubleError(
            f"The key in {path} is shorter than {KEY_BYTES_FEWEST} bytes.",
            way_out="Make a new one: `vangnet pseudonyms key FILE`.",
        )
    return key
