"""The one way a loop becomes machine code: without the interpreter's lock, and kept between runs.

Kept in the user's own cache folder, never beside the source, and apart for each state of the
source: a kept loop does not notice that a step which it calls, in another file, has changed.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import numba
from numba.core import config

Loop = TypeVar("Loop", bound=Callable[..., object])


def _place() -> str:
    own = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    source = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        source.update(file.read_bytes())
    place = (Path(own) if own else Path.home() / ".cache") / "vangnet" / "compiled"
    return str(place / source.hexdigest()[:16])


if not os.environ.get("NUMBA_CACHE_DIR"):
    setattr(config, "CACHE_DIR", _place())  # noqa: B010 - the library names it nowhere


def compiled(loop: Loop) -> Loop:
    """The same function as machine code. Exact arithmetic: no reordering of sums."""
    return cast(Loop, numba.njit(cache=True, nogil=True, fastmath=False)(loop))


def inlined(step: Loop) -> Loop:
    """A small step of a compiled loop, written out where it is called."""
    return cast(Loop, numba.njit(inline="always", fastmath=False)(step))
