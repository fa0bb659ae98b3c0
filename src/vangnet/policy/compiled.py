"""The one way a loop becomes machine code: without the interpreter's lock, and kept between runs.

Kept in the user's own cache folder, never beside the source.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numba
from numba.core import config

Loop = TypeVar("Loop", bound=Callable[..., object])


def _place() -> str:
    own = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return str((Path(own) if own else Path.home() / ".cache") / "vangnet" / "compiled")


if not os.environ.get("NUMBA_CACHE_DIR"):
    config.CACHE_DIR = _place()


def compiled(loop: Loop) -> Loop:
    """The same function as machine code. Exact arithmetic: no reordering of sums."""
    fast: Loop = numba.njit(cache=True, nogil=True, fastmath=False)(loop)
    return fast
