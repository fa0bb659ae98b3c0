"""The room board as people read it: one card a room, and who waits. Decides nothing.

What is late follows from the values of the protocol that each dose was handed over by. The wall
is made without doses, readings and links: they are not hidden there, they are never asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vangnet.clinic.board import alarms, rows
from vangnet.clinic.board.cards import Board, Card, Reader
from vangnet.clinic.board.steps import next_step
from vangnet.clinic.board.templatetags.formats import clock, mg, minutes, reading, whole_minutes
from vangnet.clinic.protocols.facts import read_key
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Room, RoomState, Unit
from vangnet.clinic.staff.roles import Task
from vangnet.rules.alarms import RoomFacts
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.limits import Limits
from vangnet.rules.protocol import Protocol
from vangnet.rules.visit import Stage

# For how long "Ready to leave" stays calm before the card turns to "Overdue". No clinical value:
# nobody is held or released by it, it only chooses a colour.
READY_TO_LEAVE_SHOWN = timedelta(minutes=10)
NO_ONE = "\u2009"  # a card of somebody whose number is not shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """One open visit."""

    key: UUID
    stage: Stage
    opened_at: datetime
    number: str
    room: UUID | None
    room_from: datetime | None
    uses: list[dict[str, Any]]  # the doses of this visit, the last one last
    test: dict[str, Any] | None
    answer: dict[str, Any] | None
    emergency: UUID | None
    emergency_at: datetime | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Here":
        asked = ("opened_at", "number", "room", "room_from", "emergency", "emergency_at")
        named = {name: row[name] for name in asked}
        for name in ("test", "answer"):
            named[name] = row[name] and {k: _typed(k, v) for k, v in row[name].items()}
        named["uses"] = [{k: _typed(k, v) for k, v in one.items()} for one in row["doses"]]
        return cls(key=row["pk"], stage=Stage(row["stage"]), **named)

    @property
    def use(self) -> dict[str, Any] | None:
        return self.uses[-1] if self.uses else None

    @property
    def over_limit(self) -> bool:
        return bool(self.test and self.test["alcohol"] > self.test["limit"])

    @property
    def refused(self) -> bool:
        return bool(self.answer and not self.answer["allowed"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was read of a unit at one moment, the same for every reader."""

    unit: Unit
    rooms: list[Room]
    here: list[Here]
    alarms: dict[UUID, RoomFacts]  # of visits with a dose

    def at(self, now: datetime) -> "Look":
        """The same a moment later, when nothing was written since."""
        later = {visit: replace(facts, now=now) for visit, facts in self.alarms.items()}
        return replace(self, alarms=later)


def look(unit_key: UUID, *, at: datetime) -> Look | None:
    """A few questions to the database, whatever the number of rooms and people; None: no unit."""
    kept = rows.rooms(unit_key, at=at)
    unit = kept[0].unit if kept else Unit.objects.filter(pk=unit_key).first()
    if unit is None:
        return None
    here = [Here.of(row) for row in rows.visits(unit_key)]
    doses = {visit.key: visit.uses for visit in here}
    seen = alarms.of_visits(doses, at=at, limits_of=_limits)
    return Look(unit=unit, rooms=kept, here=here, alarms=seen)


def board(known: Look, *, reader: Reader) -> Board:
    """The same as this reader may see it."""
    unit = known.unit
    inside = {visit.room: visit for visit in known.here if visit.room}
    with timezone.override(zone_of(unit)):  # the wall has no signed-in user to know it by
        seen = alarms.seen(known.alarms, with_values=reader.may(Task.SEE_CLINICAL))
        return Board(
            unit=unit,
            rooms=[_card(room, inside.get(room.pk), reader, seen) for room in known.rooms],
            waiting=[
                _waiting(visit, reader, seen.get(visit.key, alarms.NOTHING), unit=unit)
                for visit in known.here
                if not visit.room
            ],
        )


def _typed(name: str, raw: Any) -> Any:
    if raw is not None and name in {"at", "opened_at", "started_at", "ended_at"}:
        return datetime.fromisoformat(raw)
    if name in {"dose_mg", "reading", "alcohol", "limit"}:
        return Decimal(str(raw))
    return raw


def _card(room: Room, visit: Here | None, reader: Reader, known: dict[UUID, alarms.Seen]) -> Card:
    if visit is None:
        return _empty(room, reader)
    if visit.emergency_at is not None:
        return _emergency(room, visit, visit.emergency_at, reader)
    state, word, since, note = _state(room, visit, reader)
    seen = known.get(visit.key, alarms.NOTHING)
    if seen.state:
        state, word = seen.state, seen.word
    dose = visit.use["dose_mg"] if visit.use else None
    return Card(
        number=room.number,
        key=room.pk,
        state=state,
        word=word,
        patient=visit.number if reader.sees_number(room.unit) else "",
        url=next_step(visit.key, visit.stage, reader.user, over_limit=visit.over_limit),
        since=since,
        minutes=max(whole_minutes(reader.at - since), 0),
        dose=mg(dose) if reader.sees_dose(room.unit) else "",
        note=note,
        alarm=seen.line,
        trend=seen.trend,
        may_answer=reader.may(Task.OBSERVE),
    )


def _emergency(room: Room, visit: Here, since: datetime, reader: Reader) -> Card:
    """The wall shows the room and the clock, not whom it is about."""
    screen = reverse("emergency:screen", args=[visit.emergency])
    return Card(
        number=room.number, key=room.pk, state="emergency", word=_("Emergency"), since=since,
        patient=NO_ONE if reader.on_the_wall else visit.number,
        url=screen if reader.may(Task.HELP_IN_EMERGENCY) else None,
        minutes=max(whole_minutes(reader.at - since), 0),
    )  # fmt: skip


def _empty(room: Room, reader: Reader) -> Card:
    state, word, empty = {
        RoomState.READY.value: ("free", _("Free"), _("Ready for the next patient")),
        RoomState.CLEANING.value: ("cleaning", _("Cleaning"), _("To be cleaned")),
        RoomState.CLOSED.value: ("closed", _("Closed"), _("Out of service")),
    }[room.state]
    button = ""
    if room.state == RoomState.CLEANING and reader.may(Task.CLEAN_ROOM):
        button = _("Room is clean")
    return Card(number=room.number, state=state, word=word, empty=empty, button=button, key=room.pk)


Shown = tuple[str, str, datetime, str]  # state, its word, since when, what comes next


def _state(room: Room, visit: Here, reader: Reader) -> Shown:
    if visit.stage is Stage.RECOVERING and visit.use and visit.use["ended_at"]:
        return _recovering(visit.uses, reader.at)
    if visit.stage in (Stage.DOSED, Stage.USING) and visit.use:
        return _dosing(visit.use, reader.at)
    since = visit.room_from or visit.opened_at
    if visit.over_limit and visit.test:
        return "withheld", _("No dose"), visit.test["at"], _retest(room, visit.test, reader.at)
    if visit.refused and visit.answer:
        return "withheld", _("No dose"), visit.answer["at"], ""
    ready = visit.stage is Stage.CHECKED
    return "precheck", _("Check"), since, _("Ready for the hatch") if ready else ""


def _recovering(uses: list[dict[str, Any]], at: datetime) -> Shown:
    """The longest observation of the doses, from the end of the last one."""
    ended_at = max(use["ended_at"] for use in uses if use["ended_at"])
    known = [_limits(use) for use in uses]
    lengths = [limits.observation_shortest for limits in known if limits]
    if len(lengths) < len(known):
        return "observation", _("Observation"), ended_at, ""
    leave_at = ended_at + max(lengths)
    if at < leave_at:
        note = _("Leave from %(time)s") % {"time": clock(leave_at)}
        return "observation", _("Observation"), ended_at, note
    if at < leave_at + READY_TO_LEAVE_SHOWN:
        return "observation", _("Observation"), ended_at, _("Ready to leave")
    over = _("Observation %(minutes)s over") % {"minutes": minutes(at - leave_at)}
    return "overdue", _("Overdue"), ended_at, over


def _dosing(use: dict[str, Any], at: datetime) -> Shown:
    started_at = use["started_at"]
    if started_at is None:
        return "dosing", _("Dosing"), use["opened_at"], _("Not started yet")
    longest = _room_time_longest(use)
    if longest is not None and at > started_at + longest:
        over = _("Use %(minutes)s over") % {"minutes": minutes(at - started_at - longest)}
        return "overdue", _("Overdue"), started_at, over
    return "dosing", _("Dosing"), started_at, ""


def _retest(room: Room, test: dict[str, Any], at: datetime) -> str:
    """From when a new breath test counts, by the unit's protocol; the longest of its products."""
    protocol = read_key(_key(room.protocol_key))  # type: ignore[attr-defined]
    waits = [limits.breath_retest_wait for limits in protocol.limits.values()] if protocol else []
    if not waits:
        return ""
    retest_at = test["at"] + max(waits)
    if at >= retest_at:
        return _("Retest now")
    return _("Retest from %(time)s") % {"time": clock(retest_at)}


def _key(key: UUID | str | None) -> str | None:
    return None if key is None else str(key)


def _product(use: dict[str, Any]) -> tuple[Drug, SaltForm, Route]:
    return Drug(use["drug"]), SaltForm(use["salt_form"]), Route(use["route"])


def _limits(use: dict[str, Any]) -> Limits | None:
    """The limits the dose was handed over by: a new protocol changes no clock that runs."""
    protocol = read_key(_key(use["protocol"]))
    return protocol.for_dose(*_product(use)) if protocol else None


def _room_time_longest(use: dict[str, Any]) -> timedelta | None:
    protocol = read_key(_key(use["protocol"]))
    if protocol is None:
        return None
    values = (protocol.values.get(name) for name in _names(protocol, _product(use)))
    value = next((one for one in values if one and one.value is not None), None)
    return timedelta(minutes=float(value.value)) if value else None


def _names(protocol: Protocol, product: tuple[Drug, SaltForm, Route]) -> Iterable[str]:
    for handle, one in protocol.content()["country"]["products"].items():
        if (one["drug"], one["salt_form"], one["route"]) == product:
            yield f"{handle}.room_time_longest"
    yield "room_time_longest"


def _waiting(visit: Here, reader: Reader, seen: alarms.Seen, *, unit: Unit) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "number": visit.number if reader.sees_number(unit) else "",
        "alarm": seen.line,
        "may_answer": reader.may(Task.OBSERVE),
        "since": visit.opened_at,
        "minutes": max(whole_minutes(reader.at - visit.opened_at), 0),
        "step": _waiting_for(visit.stage),
        "url": next_step(visit.key, visit.stage, reader.user, over_limit=visit.over_limit),
    }
    if visit.emergency_at is not None:  # of somebody who has no room
        shown["step"], shown["since"] = _("Emergency"), visit.emergency_at
        shown["minutes"] = max(whole_minutes(reader.at - visit.emergency_at), 0)
        shown["number"] = NO_ONE if reader.on_the_wall else visit.number
        shown["url"] = reverse("emergency:screen", args=[visit.emergency])
        shown["emergency"] = True
    elif visit.test and reader.may(Task.SEE_CLINICAL):
        shown["reading"] = reading(visit.test["reading"], visit.test["unit"])
    return shown


def _waiting_for(stage: Stage) -> str:
    return {
        Stage.WAITING: _("Breath test"),
        Stage.TESTED: _("Check before the dose"),
        Stage.CHECKED: _("Ready"),
        Stage.RECOVERING: _("Recovery"),
    }.get(stage, _("Dose"))
