"""Looked at before anything is started: what would fail later with somebody else's words."""

import errno
import os
import shutil
import socket
import tempfile
from pathlib import Path

from vangnet.keeping.place import make_private
from vangnet.keeping.trouble import TroubleError

SPACE_FREE_BYTES_MIN = 200_000_000  # an empty database takes 40 MB, its log up to 64 MB and more


def writable(home: Path) -> None:
    make_private(home)
    try:
        descriptor, path = tempfile.mkstemp(prefix=".try-", dir=home)
    except OSError as error:
        raise TroubleError(
            f"The folder {home} cannot be written in ({error.strerror}).",
            way_out="Point VANGNET_HOME at a folder you may write in.",
        ) from None
    os.close(descriptor)
    Path(path).unlink()


def enough_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < SPACE_FREE_BYTES_MIN:
        raise TroubleError(
            f"The disk of {folder} has {free // 1_000_000} MB free; "
            f"the database needs {SPACE_FREE_BYTES_MIN // 1_000_000} MB.",
            way_out="Free some space there, or point VANGNET_HOME at another disk.",
        )


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise TroubleError(
            f"PORT is {text!r}, which is not a port.", way_out="Give a number from 1 to 65535."
        )
    return int(text)


def port_free(bind: str, port: int) -> None:
    """Asked the way the server will ask; a socket in its last minute is not in the way."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise TroubleError(
            f"BIND is {bind!r}, which is no address of this machine.",
            way_out="Give 127.0.0.1 for this machine alone, or 0.0.0.0 for its networks.",
        ) from None
    with socket.socket(family, kind) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(address)
            attempt.listen(1)
        except OSError as error:
            raise _not_free(bind, port, error) from None


def _not_free(bind: str, port: int, error: OSError) -> TroubleError:
    if error.errno == errno.EADDRINUSE:
        return TroubleError(
            f"Port {port} is taken by another program.",
            way_out=f"Choose another, for example: make run PORT={_next(port)}",
        )
    if error.errno == errno.EACCES:
        return TroubleError(
            f"Port {port} is kept for root.", way_out="Choose one above 1023: make run PORT=8000"
        )
    return TroubleError(
        f"The server cannot listen on {bind} port {port} ({error.strerror}).",
        way_out="Give another BIND: 127.0.0.1 for this machine alone.",
    )


def _next(port: int) -> int:
    return port + 1 if port < 65_535 else 8000
