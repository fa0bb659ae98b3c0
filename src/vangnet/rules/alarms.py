"""Which alarm does a room have? At most one: few and true, so that each is answered.

From what is known of one room at one moment. An answer by a named person makes it silent until
the state worsens, comes again, or the signed time is over; what nobody answers within the signed
time escalates. A device that falls silent is an alarm itself. Pure: who hears it is the pages'.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum, auto

from vangnet.rules.limits import Watch
from vangnet.rules.watching import (
    RANK,
    Asks,
    Found,
    Sign,
    asked_by,
    minute_of,
    next_look_at,
    worst,
)


class AlarmKind(StrEnum):
    """What is the matter, the worst first. Stored by value: add freely, never rename."""

    OVERDOSE_SIGN = auto()
    LEFT_EARLY = auto()
    CALL_SIGN = auto()
    SIGNAL_LOST = auto()
    LOOK_LATE = auto()
    NOT_SIGNED = auto()
    WATCH_SIGN = auto()


class Priority(StrEnum):
    """How an alarm is shown and heard."""

    HIGH = auto()
    MEDIUM = auto()
    LOW = auto()  # seen, never heard, needs no answer


SEVERITY = {kind: rank for rank, kind in enumerate(AlarmKind)}
PRIORITY = {
    AlarmKind.OVERDOSE_SIGN: Priority.HIGH,
    AlarmKind.LEFT_EARLY: Priority.HIGH,
    AlarmKind.CALL_SIGN: Priority.HIGH,
    AlarmKind.SIGNAL_LOST: Priority.MEDIUM,
    AlarmKind.LOOK_LATE: Priority.MEDIUM,
    AlarmKind.NOT_SIGNED: Priority.LOW,
    AlarmKind.WATCH_SIGN: Priority.LOW,
}
OF_SIGN = {
    Asks.OVERDOSE: AlarmKind.OVERDOSE_SIGN,
    Asks.CALL: AlarmKind.CALL_SIGN,
    Asks.WATCH: AlarmKind.WATCH_SIGN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One value: typed by somebody who looked, or sent by a device."""

    at: datetime
    sign: Sign
    value: int
    device: str = ""  # empty: somebody looked


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOn:
    """A device that is on this person now, and should send. One taken off is awaited no more."""

    name: str
    on_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Somebody answered this alarm."""

    kind: AlarmKind
    what: str
    at: datetime
    by: str  # as staff call them


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomFacts:
    """Everything known of one person in one room after a dose was handed over."""

    now: datetime
    clock_from: datetime | None  # end of the last use of the visit; None: still using
    watches: tuple[Watch | None, ...]  # of each dose of the visit, as it was signed
    readings: tuple[Reading, ...]  # of this visit, oldest first
    looked_at: datetime | None  # when somebody last looked
    devices: tuple[DeviceOn, ...] = ()
    gone_at: datetime | None = None  # seen to be out of the room, and not yet back
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """The one line of a room. `value` and `bound` are of the sign in `what`."""

    kind: AlarmKind
    since: datetime
    what: str = ""
    value: int | None = None
    bound: int | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
    escalated: bool = False

    @property
    def priority(self) -> Priority:
        """An alarm that nobody answered in time rises to the highest."""
        return Priority.HIGH if self.escalated else PRIORITY[self.kind]

    @property
    def wants_answer(self) -> bool:
        return PRIORITY[self.kind] is not Priority.LOW and self.answered_at is None

    @property
    def sounds(self) -> bool:
        return self.wants_answer


def alarm_of(facts: RoomFacts) -> Alarm | None:
    """What nobody answered before what was, then the worst first."""
    found = [_answered(alarm, facts) for alarm in _all(facts)]
    return min(found, key=lambda one: (not one.wants_answer, SEVERITY[one.kind]), default=None)


def look_due_at(facts: RoomFacts) -> datetime | None:
    """When somebody must look again, by the strictest plan of the visit's doses."""
    due = [
        next_look_at(looked_at=facts.looked_at, clock_from=facts.clock_from, watch=watch)
        for watch in facts.watches
    ]
    return min((one for one in due if one is not None), default=None)


def asked_of(reading: Reading, facts: RoomFacts) -> Found:
    """What one value asks for, by the strictest line of the visit's doses."""
    minute = minute_of(reading.at, facts.clock_from)
    return worst(
        [
            asked_by(reading.sign, reading.value, minute=minute, watch=watch)
            for watch in facts.watches
        ]
    )


def _all(facts: RoomFacts) -> Iterator[Alarm]:
    if facts.gone_at is not None:
        yield Alarm(kind=AlarmKind.LEFT_EARLY, since=facts.gone_at)
    for sign in Sign:
        yield from _of_sign([one for one in facts.readings if one.sign is sign], facts)
    known = [watch for watch in facts.watches if watch is not None]
    if len(known) < len(facts.watches):
        since = facts.clock_from or facts.now
        yield Alarm(kind=AlarmKind.NOT_SIGNED, since=since)
    if known:
        yield from _lost(facts, min(watch.signal_lost_after for watch in known))
        yield from _late(facts, min(watch.look_late_after for watch in known))


def _of_sign(readings: Sequence[Reading], facts: RoomFacts) -> Iterator[Alarm]:
    """The last value counts; it has asked for as much since the run of such values began."""
    if not readings:
        return
    last = readings[-1]
    found = asked_of(last, facts)
    if (kind := OF_SIGN.get(found.asks)) is None:
        return
    since = last.at
    for one in reversed(readings[:-1]):
        if RANK[asked_of(one, facts).asks] < RANK[found.asks]:
            break
        since = one.at
    yield Alarm(kind=kind, since=since, what=last.sign, value=last.value, bound=found.bound)


def _lost(facts: RoomFacts, patience: timedelta) -> Iterator[Alarm]:
    """A device that is on somebody sends, or is an alarm: also when it never sent anything."""
    latest = {one.name: one.on_since for one in facts.devices}
    for one in facts.readings:
        if one.device in latest:
            latest[one.device] = max(one.at, latest[one.device])
    silent = sorted((at + patience, device) for device, at in latest.items())
    if silent and silent[0][0] <= facts.now:
        yield Alarm(kind=AlarmKind.SIGNAL_LOST, since=silent[0][0], what=silent[0][1])


def _late(facts: RoomFacts, patience: timedelta) -> Iterator[Alarm]:
    due_at = look_due_at(facts)
    if due_at is not None and due_at + patience <= facts.now:
        yield Alarm(kind=AlarmKind.LOOK_LATE, since=due_at + patience)


def _answered(alarm: Alarm, facts: RoomFacts) -> Alarm:
    """The same alarm, with who answered it, or that nobody did in time."""
    if PRIORITY[alarm.kind] is Priority.LOW:
        return alarm
    known = [watch for watch in facts.watches if watch is not None]
    silent = min((watch.silent_longest for watch in known), default=timedelta())
    patience = min((watch.answer_within for watch in known), default=timedelta())
    answers = [one for one in facts.answers if _is_about(one, alarm)]
    last = max(answers, key=lambda one: one.at, default=None)
    if last is not None and facts.now < last.at + silent:
        return replace(alarm, answered_by=last.by, answered_at=last.at)
    waiting_from = alarm.since if last is None else last.at + silent
    return replace(alarm, escalated=facts.now >= waiting_from + patience)


def _is_about(answer: Answer, alarm: Alarm) -> bool:
    """An answer to the worse of the same holds while it gets better, not the other way round."""
    return (
        answer.what == alarm.what
        and answer.at >= alarm.since
        and (answer.kind is alarm.kind
             or (answer.kind is AlarmKind.OVERDOSE_SIGN and alarm.kind is AlarmKind.CALL_SIGN))
    )  # fmt: skip
