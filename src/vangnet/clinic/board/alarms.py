"""The alarm and the trend of each room, for the board's cards. Decides nothing: rules/alarms.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vangnet.clinic.recovery import known
from vangnet.clinic.recovery.alarm_words import Line, line, trend
from vangnet.rules.alarms import Priority, alarm_of
from vangnet.rules.limits import Limits

STATES = {Priority.HIGH: "alarm", Priority.MEDIUM: "look"}
Uses = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a card says on top of its state."""

    line: Line | None = None
    trend: dict[str, Any] | None = None
    state: str = ""  # and its word: instead of the card's own, while it is unanswered
    word: str = ""


NOTHING = Seen()


def of_visits(
    doses: dict[UUID, Uses], *, at: datetime, with_values: bool,
    limits_of: Callable[[dict[str, Any]], Limits | None],
) -> dict[UUID, Seen]:  # fmt: skip
    """For each visit with a dose. `with_values`: the reader may see values, and is no wall."""
    dosed = [_after_dose(visit, uses, limits_of) for visit, uses in doses.items() if uses]
    found = {}
    for visit, facts in known.of_visits(dosed, at=at).items():
        alarm = alarm_of(facts)
        said = line(alarm, visit=visit, with_values=with_values) if alarm else None
        unanswered = alarm is not None and alarm.wants_answer
        found[visit] = Seen(
            line=said,
            trend=trend(facts) if with_values else None,
            state=STATES[alarm.priority] if alarm and unanswered else "",
            word=_("Not answered!") if alarm and alarm.escalated else _("Alarm"),
        )
    return found


def _after_dose(
    visit: UUID, uses: Uses, limits_of: Callable[[dict[str, Any]], Limits | None]
) -> known.AfterDose:
    ended = [use["ended_at"] for use in uses]
    limits = [limits_of(use) for use in uses]
    return known.AfterDose(
        visit=visit,
        clock_from=max(ended) if all(ended) else None,
        watches=tuple(one.watch if one else None for one in limits),
    )
