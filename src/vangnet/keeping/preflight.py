"""Looked at before anything is started: what would fail later with somebody else's words."""

import os
import shutil
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
