"""What a board shows, read once for a unit and made once for everyone who may see the same of it.

Kept in this process for a moment, and only while nothing was written that a board must show at its
next question: any leaf but those of readings, and readings that ask for something else than the
last ones did. What time alone changes, and the trend lines, come within `KEPT_SECONDS`.
Nothing here decides who may see what: readers share a part only when they have the same role,
language and place.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from uuid import UUID

from django.utils import timezone

from vangnet.clinic.board import alarms, changes
from vangnet.clinic.board.reading import Look, look, look_again
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
    made: float
    whole: float  # when all of it was read, not only what devices sent
    parts: dict[Kind, Part] = field(default_factory=dict)

    def is_of_now(self) -> bool:
        return monotonic() - self.made < KEPT_SECONDS

    def is_touched_by(self, written: changes.Written) -> bool:
        """Whether a board must show at its next question what was written since."""
        return not written.only_readings or alarms.may_change(self.look.alarms, written.readings)


_kept: dict[UUID, Kept] = {}
_reading = Lock()  # boards that ask at once wait for one reading


def of(unit: UUID, *, kind: Kind, make: Callable[[Look], str]) -> Part | None:
    """The kept part while it is true, else a new one; None for a unit that does not exist."""
    with _reading:
        kept = _of_now(unit)
    if kept is None:
        return None
    if kind not in kept.parts:
        text = make(kept.look)
        kept.parts[kind] = Part(text=text, etag=tag_of(text))
    return kept.parts[kind]


def asked_again(
    unit: UUID, *, kind: Kind, session: changes.Session | None
) -> tuple[Part | None, str | None]:
    """The kept part if it is still true, by one question, and who asked (as `changes.Written`)."""
    kept = _kept.get(unit)
    if kept is None or not kept.is_of_now():
        return None, None
    written = changes.since(kept.mark, unit=unit, session=session)
    if kept.is_touched_by(written):
        return None, written.who
    kept.mark = written.mark
    return kept.parts.get(kind), written.who


def _of_now(unit: UUID) -> Kept | None:
    before = _kept.get(unit)
    if before is None or monotonic() - before.whole >= WHOLE_SECONDS:
        return _read(unit)
    written = changes.since(before.mark, unit=unit)  # first: what comes after it is new
    if before.is_of_now() and not before.is_touched_by(written):
        before.mark = written.mark
        return before
    if not written.only_readings:
        return _read(unit)
    known = look_again(before.look, at=timezone.now())
    return _keep(unit, Kept(known, written.mark, monotonic(), before.whole))


def _read(unit: UUID) -> Kept | None:
    mark = changes.since(None, unit=unit).mark  # before it is read: what comes between is new
    known = look(unit, at=timezone.now())
    if known is None:
        return None
    return _keep(unit, Kept(known, mark, monotonic(), monotonic()))


def _keep(unit: UUID, new: Kept) -> Kept:
    if len(_kept) >= UNITS:
        _kept.clear()
    _kept[unit] = new
    return new
