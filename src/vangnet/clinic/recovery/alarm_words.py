"""An alarm as people read it: with its value for who may see values, without it for a wall."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from vangnet.rules import watching
from vangnet.rules.alarms import Alarm, AlarmKind, Priority, Reading, RoomFacts
from vangnet.rules.watching import Sign, minute_of

UNITS = {Sign.OXYGEN: "\N{NARROW NO-BREAK SPACE}%", Sign.BREATHS: "", Sign.PULSE: "",
         Sign.SEDATION: ""}  # fmt: skip
TONES = {Priority.HIGH: "alert", Priority.MEDIUM: "warn", Priority.LOW: "obs"}
READINGS_SHOWN = 20  # how many of the last values a trend line draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The one line of a room. `priority` and `sounds` are what the page shows and plays."""

    short: str
    text: str
    priority: str
    tone: str
    sounds: bool
    wants_answer: bool
    answered: str
    escalated: bool
    key: str  # what the answer button sends
    since: datetime


def line(alarm: Alarm, *, visit: Any, with_values: bool) -> Line:
    """In the reader's language and the unit's time."""
    short = _short(alarm)
    text = _full(alarm) if with_values else short
    answered = ""
    if alarm.answered_at is not None:
        said = {"time": _clock(alarm.answered_at), "name": alarm.answered_by}
        answered = _("Answered %(time)s, %(name)s") % said
    return Line(
        short=short, text=text, priority=alarm.priority, tone=TONES[alarm.priority],
        sounds=alarm.sounds, wants_answer=alarm.wants_answer, answered=answered,
        escalated=alarm.escalated, key=f"{visit}:{alarm.kind}:{alarm.what}", since=alarm.since,
    )  # fmt: skip


def _short(alarm: Alarm) -> str:
    """Says where to go and what to do, and nothing about the person."""
    return {
        AlarmKind.OVERDOSE_SIGN: _("Go in now"),
        AlarmKind.LEFT_EARLY: _("Not in the room"),
        AlarmKind.CALL_SIGN: _("Call the nurse"),
        AlarmKind.SIGNAL_LOST: _("No signal: look"),
        AlarmKind.LOOK_LATE: _("Look now"),
        AlarmKind.NOT_SIGNED: _("Stay with the patient"),
        AlarmKind.WATCH_SIGN: _("Watch closer"),
    }[alarm.kind]


def _full(alarm: Alarm) -> str:
    since = {"time": _clock(alarm.since), "device": alarm.what}
    told = {
        AlarmKind.LEFT_EARLY: _("Not in the room since %(time)s. Look for the patient."),
        AlarmKind.SIGNAL_LOST: _("No signal from %(device)s since %(time)s. Look in the room."),
        AlarmKind.LOOK_LATE: _("Look now. The look is late since %(time)s."),
        AlarmKind.NOT_SIGNED: _("No lines are signed for this dose. Stay with the patient."),
    }
    if alarm.kind in told:
        return told[alarm.kind] % since
    sign = Sign(alarm.what)
    value = {"sign": sign_word(sign), "value": f"{alarm.value}{UNITS[sign]}", "line": alarm.bound}
    return {
        AlarmKind.OVERDOSE_SIGN: _("Go in now. %(sign)s %(value)s, line %(line)s."),
        AlarmKind.CALL_SIGN: _("Call the nurse. %(sign)s %(value)s, line %(line)s."),
        AlarmKind.WATCH_SIGN: _("Watch closer. %(sign)s %(value)s, line %(line)s."),
    }[alarm.kind] % value


def sign_word(sign: Sign) -> str:
    return {
        Sign.OXYGEN: _("Oxygen"),
        Sign.BREATHS: _("Breaths"),
        Sign.PULSE: _("Pulse"),
        Sign.SEDATION: _("Sedation"),
    }[sign]


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")


def trend(facts: RoomFacts) -> dict[str, Any] | None:
    """The last values of oxygen, else of breaths, with the line at which somebody is called."""
    for sign in (Sign.OXYGEN, Sign.BREATHS):
        values = _last([one for one in facts.readings if one.sign is sign])
        if len(values) > 1:
            said = {"sign": sign_word(sign), "values": ", ".join(map(str, values))}
            return {
                "values": values, "alarm": call_line(sign, facts),
                "label": _("%(sign)s: %(values)s") % said,
            }  # fmt: skip
    return None


def _last(readings: list[Reading]) -> list[int]:
    return [one.value for one in readings[-READINGS_SHOWN:]]


def call_line(sign: Sign, facts: RoomFacts) -> int | None:
    """Where this sign asks for a call in this minute, by the strictest dose; None: no line."""
    minute = minute_of(facts.now, facts.clock_from)
    lines = [watching.call_line(sign, minute=minute, watch=one) for one in facts.watches if one]
    known = [one for one in lines if one is not None]
    return (min if sign is Sign.SEDATION else max)(known) if known else None
