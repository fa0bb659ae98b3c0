"""The one cheap question of every board: what was written since, and is the reader still the same?

Asked of the database by one function (migrations/0010_question.sql), on one snapshot. A leaf's
number is no order of commits: what a slow writer commits late appears below newer leaves, so what
is looked at begins at a number under which nothing can appear any more.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from vangnet.clinic.devices.facts import DOUBT
from vangnet.clinic.devices.frames.measured import Kind
from vangnet.clinic.recovery.vitals import SIGNS
from vangnet.rules.alarms import Reading

# While somebody is writing, so many leaves back. Who holds a number for longer is seen when the
# kept part is made anew.
MARGIN = 300
QUESTION = "select * from board_question(%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to where everything is known. `others`: what the numbers of later leaves sum to."""

    leaf: int
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One value a device sent of somebody who is here, rounded down as `vitals` does."""

    key: str
    visit: UUID
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Who asks: the key of a session, and whose it was when it was last checked in full."""

    key: str
    user: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written after a mark, and the mark from which to ask next.

    `who` is a hash of session, person and workplace as they are now; None when the session is
    over, or when no session was asked about.
    """

    mark: Mark
    only_readings: bool  # nothing was written but readings of devices
    readings: tuple[Sent, ...]  # of people who are here, oldest first
    who: str | None


def since(mark: Mark | None, *, unit: UUID, session: Session | None = None) -> Written:
    """What was written after `mark`; None begins a new one."""
    asked = [unit, mark.leaf if mark else None, MARGIN,
             session.key if session else None, session.user if session else None]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, asked)
        leaf, last, others, is_quiet, readings, who = cursor.fetchone()
    return Written(
        mark=Mark(last, 0) if is_quiet else Mark(leaf, others),
        only_readings=mark is None or others == mark.others,
        readings=tuple(_sent(json.loads(readings or "[]"))), who=who,
    )  # fmt: skip


def _sent(rows: list[tuple[str, str, str, str, Decimal, list[str], str]]) -> Iterator[Sent]:
    """What the device itself doubts is no value, and breath alcohol no sign of the board."""
    for key, visit, device, kind, value, flags, at in rows:
        if kind in SIGNS and not DOUBT & set(flags):
            reading = Reading(
                at=datetime.fromisoformat(at), sign=SIGNS[Kind(kind)], value=int(value),
                device=device,
            )  # fmt: skip
            yield Sent(key=key, visit=UUID(visit), reading=reading)
