"""The alarm and the trend of each room, for the board's cards. Decides nothing: rules/alarms.py."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vangnet.clinic.board.changes import Sent
from vangnet.clinic.recovery import known
from vangnet.clinic.recovery.alarm_words import Line, line, trend
from vangnet.rules.alarms import Priority, Reading, RoomFacts, alarm_of, asked_of
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
    doses: dict[UUID, Uses], *, at: datetime,
    limits_of: Callable[[dict[str, Any]], Limits | None],
) -> dict[UUID, RoomFacts]:  # fmt: skip
    """What is known of each visit with a dose, the same for every reader."""
    dosed = [_after_dose(visit, uses, limits_of) for visit, uses in doses.items() if uses]
    return known.of_visits(dosed, at=at)


def seen(rooms: dict[UUID, RoomFacts], *, with_values: bool) -> dict[UUID, Seen]:
    """As a card says it. `with_values`: the reader may see values, and is no wall."""
    found = {}
    for visit, facts in rooms.items():
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


def may_change(rooms: dict[UUID, RoomFacts], sent: Iterable[Sent]) -> bool:
    """Whether new values of devices ask for something else than the last ones known did.

    What a trend line gains by them is no alarm, and may wait a moment.
    """
    newest = {(one.visit, one.reading.sign): one.reading for one in sent}  # the oldest comes first
    for (visit, sign), new in newest.items():
        facts = rooms.get(visit)
        if facts is None:
            continue
        last = next((one for one in reversed(facts.readings) if one.sign is sign), None)
        if last is None or (
            new.at >= last.at and asked_of(new, facts).asks is not asked_of(last, facts).asks
        ):
            return True
    return False


def with_more(rooms: dict[UUID, RoomFacts], sent: Iterable[Sent]) -> dict[UUID, RoomFacts] | None:
    """The same with what devices sent since, as `devices.trail` would tell it: every change and

    the last word. None when something came late: where it belongs, only the database knows.
    """
    new: dict[UUID, list[Reading]] = {}
    for one in sent:
        if one.visit in rooms:
            new.setdefault(one.visit, []).append(one.reading)
    found = dict(rooms)
    for visit, readings in new.items():
        told: list[Reading] | None = list(rooms[visit].readings)
        for reading in readings:
            if told is None or (told := _told(told, reading)) is None:
                return None
        assert told is not None
        told.sort(key=lambda one: one.at)
        found[visit] = replace(rooms[visit], readings=tuple(told))
    return found


def _told(readings: list[Reading], new: Reading) -> list[Reading] | None:
    """A run of equal values is told by where it begins and where it stands now."""
    run = [
        place for place, one in enumerate(readings)
        if one.device == new.device and one.sign is new.sign
    ]  # fmt: skip
    if run and readings[run[-1]].at >= new.at:
        return readings if new in (readings[place] for place in run) else None
    if len(run) > 1 and readings[run[-1]].value == readings[run[-2]].value:
        del readings[run[-1]]
    return [*readings, new]


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
