"""What a board shows, read once for a unit and made once for everyone who may see the same of it.

Kept in this process, and only while nothing was written that a board must show at its next
question: any leaf but those of readings, and readings that ask for something else than the last
ones did. What devices send is taken in at each question; everything is read anew when anything
else was written, and now and then. What time alone changes, and trend lines, come within
`KEPT_SECONDS`. Nothing here decides who may see what: readers share a part only when they have
the same role, language and place.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from time import monotonic
from uuid import UUID

from django.utils import timezone

from vangnet.clinic.board import alarms, changes
from vangnet.clinic.board.reading import Look, look
from vangnet.clinic.staff.live_part import tag_of

KEPT_SECONDS = 2.5  # beside the 2 seconds between questions, inside the 5 an alarm may take
WHOLE_SECONDS = 10.0  # a protocol comes into force by the clock: then everything is read anew
UNITS = 64  # more than any house has

Kind = tuple[str, str]  # the role of the reader ("" is the wall) and the language


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    etag: str


@dataclass(slots=True)
class Kept:
    """A unit as it was read, and each part that was made of it."""

    look: Look
    mark: changes.Mark
    read: float
    made: float = 0.0  # when the first of its parts was
    parts: dict[Kind, Part] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)  # readings after the mark that were taken in

    def is_whole(self) -> bool:
        return monotonic() - self.read < WHOLE_SECONDS

    def is_of_now(self) -> bool:
        return monotonic() - self.made < KEPT_SECONDS

    def take_in(self, written: changes.Written) -> bool:
        """Add what devices sent since. False: more than that was written, or it came late."""
        new = [one for one in written.readings if one.key not in self.heard]
        more = alarms.with_more(self.look.alarms, new) if written.only_readings else None
        if more is None:
            return False
        if alarms.may_change(self.look.alarms, new):
            self.parts = {}
        self.look = replace(self.look, alarms=more)
        moved = written.mark.leaf != self.mark.leaf
        self.heard = set() if moved else self.heard | {one.key for one in new}
        self.mark = written.mark
        return True


_kept: dict[UUID, Kept] = {}
_asking = Lock()  # one question at a time: boards that ask at once wait for one reading


def of(unit: UUID, *, kind: Kind, make: Callable[[Look], str]) -> Part | None:
    """The kept part while it is true, else a new one; None for a unit that does not exist."""
    with _asking:
        kept = _kept.get(unit)
        if kept is None or not kept.is_whole() or not kept.take_in(_since(kept, unit)):
            kept = _read(unit)
        if kept is None:
            return None
        if not kept.parts or not kept.is_of_now():
            kept.look, kept.made, kept.parts = kept.look.at(timezone.now()), monotonic(), {}
        if kind not in kept.parts:
            text = make(kept.look)
            kept.parts[kind] = Part(text=text, etag=tag_of(text))
        return kept.parts[kind]


def asked_again(
    unit: UUID, *, kind: Kind, session: changes.Session | None
) -> tuple[Part | None, str | None]:
    """The kept part if it is still true, by one question, and who asked (as `changes.Written`)."""
    with _asking:
        kept = _kept.get(unit)
        if kept is None or not kept.is_whole():
            return None, None
        written = _since(kept, unit, session)
        if not kept.take_in(written):
            del _kept[unit]
            return None, written.who
        return (kept.parts.get(kind) if kept.is_of_now() else None), written.who


def _since(kept: Kept, unit: UUID, session: changes.Session | None = None) -> changes.Written:
    return changes.since(kept.mark, unit=unit, session=session)


def _read(unit: UUID) -> Kept | None:
    before = changes.since(None, unit=unit)  # what comes while it is read, is asked about again
    known = look(unit, at=timezone.now())
    if known is None:
        return None
    if len(_kept) >= UNITS:
        _kept.clear()
    heard = {one.key for one in before.readings}
    _kept[unit] = new = Kept(look=known, mark=before.mark, read=monotonic(), heard=heard)
    return new
