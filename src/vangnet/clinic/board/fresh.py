"""The live part of a board, made once for everyone who may see the same of it.

Kept in this process for a moment, and only while the journal has no newer leaf: what somebody
wrote is on every board at its next question, and what time alone changes within `KEPT_SECONDS`.
Nothing here decides who may see what: readers share a part only when they have the same role,
language and place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language

from vangnet.clinic.board.cards import Reader

KEPT_SECONDS = 2.5  # beside the 2 seconds between questions, inside the 5 an alarm may take
PLACES = 256  # more boards of different kinds than any house has

Key = tuple[UUID, str, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    etag: str
    leaf: int
    made: float


_parts: dict[Key, Part] = {}


def of(unit: UUID, *, reader: Reader, make: Callable[[], str | None]) -> Part | None:
    """The kept part while it is true, else a new one; None for a unit that does not exist."""
    key = (unit, reader.user.role if reader.user else "", get_language())
    leaf = _last_leaf()  # before it is made: a change in between makes it anew next time
    kept = _parts.get(key)
    if kept and kept.leaf == leaf and monotonic() - kept.made < KEPT_SECONDS:
        return kept
    text = make()
    if text is None:
        return None
    if len(_parts) >= PLACES:
        _parts.clear()
    etag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    _parts[key] = new = Part(text=text, etag=etag, leaf=leaf, made=monotonic())
    return new


def _last_leaf() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from journal_leaf")
        last: int = cursor.fetchone()[0]
    return last
