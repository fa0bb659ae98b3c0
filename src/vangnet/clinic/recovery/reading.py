"""Recovery as the page shows it: the clock, the signs so far, and what is still open."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import facts
from vangnet.clinic.recovery.alarm_words import call_line
from vangnet.clinic.recovery.facts import limits_of
from vangnet.clinic.recovery.models import Observation
from vangnet.rules.alarms import RoomFacts, look_due_at
from vangnet.rules.decision import Decision, Reason
from vangnet.rules.limits import Limits, NoLimit, Watch
from vangnet.rules.watching import Sign, score_of
from vangnet.rules.wording import Explanation, explain, wording

READINGS_SHOWN = 8  # how many of the last signs the lines draw


def oxygen_lowest(limits: Limits | None) -> int | None:
    """The oxygen the exit check asks for; None when the protocol asks for none."""
    lowest = limits.exit_oxygen_percent_lowest if limits else None
    return None if isinstance(lowest, NoLimit) else lowest


def oxygen_asked(uses: list[Use]) -> int | None:
    """The most oxygen that any dose of a visit asks for at the door; None: none does."""
    asked = [oxygen_lowest(limits_of(use)) for use in uses]
    return max((one for one in asked if one is not None), default=None)


def clock_of(
    use: Use, limits: Limits | None, *, restarted_at: datetime | None = None
) -> dict[str, Any] | None:
    """When the observation began, how long it lasts and until when; None while still using.

    `restarted_at`: the end of the last dose of the visit, which starts every clock again.
    """
    if use.ended_at is None or limits is None:
        return None
    start = max(use.ended_at, restarted_at or use.ended_at)
    until = start + limits.observation_shortest
    return {"start": start, "until": until, "length": limits.observation_shortest}


def sedation(level: str, watch: Watch | None) -> dict[str, Any]:
    """What was chosen on the page as the action takes it: the score, and the level it was read as.

    Where no scale was signed the choice is the plain score itself.
    """
    score = score_of(level, watch)
    if score is None:
        return {"sedation_score": int(level)}
    return {"sedation_score": score, "sedation_level": level}


def next_look(room: RoomFacts | None, *, at: datetime) -> dict[str, Any] | None:
    """When somebody has to look again, and whether that is over."""
    due_at = look_due_at(room) if room else None
    return None if due_at is None else {"at": due_at, "is_over": due_at <= at}


def longest_clock(uses: list[Use]) -> Use:
    """Of the doses of a visit the one still open, else the one whose observation ends last."""

    def until(use: Use) -> tuple[bool, datetime]:
        clock = clock_of(use, limits_of(use), restarted_at=facts.clock_from(uses))
        return use.ended_at is None, clock["until"] if clock else use.opened_at

    return max(uses, key=until)


def dose_in_words(use: Use) -> str:
    words = wording(get_language() or "en")["words"]
    dose = use.hand_over
    salt, route = words[dose.salt_form], words[dose.route]
    return f"{words[dose.drug].capitalize()} {salt}, {route}"


def signs_of(visit: Visit, room: RoomFacts | None) -> list[dict[str, Any]]:
    """Four lines: oxygen, breaths, pulse, sedation, each with its readings of this visit."""
    rows = list(
        Observation.objects.filter(visit=visit, corrected_by__isnull=True)
        .select_related("by").order_by("at", "pk")
    )  # fmt: skip

    def called(sign: Sign) -> dict[str, Any]:
        words = _("call from %(value)s") if sign is Sign.SEDATION else _("call under %(value)s")
        return {"alarm": call_line(sign, room) if room else None, "alarm_words": words}

    return [
        _line(rows, lambda one: one.spo2_percent, icon="oxygen", title=_("Oxygen, SpO₂"), unit="%",
              **called(Sign.OXYGEN)),
        _line(rows, lambda one: one.breaths_per_minute, icon="breaths",
              title=_("Breaths"), unit="/min", **called(Sign.BREATHS)),
        _line(rows, lambda one: one.pulse_per_minute, icon="pulse", title=_("Pulse"), unit="/min",
              **called(Sign.PULSE)),
        _line(rows, lambda one: one.sedation_score, icon="sedation", title=_("Sedation score"),
              unit=_("of 3"), **called(Sign.SEDATION)),
    ]  # fmt: skip


def _line(
    rows: list[Observation], pick: Callable[[Observation], int | None], *, icon: str, title: str,
    unit: str, alarm: int | None = None, alarm_words: str = "",
) -> dict[str, Any]:  # fmt: skip
    measured = [(one.at, pick(one)) for one in rows if pick(one) is not None][-READINGS_SHOWN:]
    asked = alarm_words % {"value": alarm} if alarm is not None and alarm_words else ""
    if not measured:
        return {"icon": icon, "title": title, "asked": asked, "empty": True}
    values = [value for _at, value in measured]
    at = _clock(measured[-1][0])
    return {
        "icon": icon, "title": title, "unit": unit, "value": values[-1], "values": values,
        "note": f"{at} · {asked}" if asked else at, "alarm": alarm,
        "first": _clock(measured[0][0]) if len(measured) > 1 else "", "last": at,
        "label": _("%(title)s: %(values)s") % {
            "title": title, "values": ", ".join(map(str, values))},
    }  # fmt: skip


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")


def open_reasons(decision: Decision) -> list[Explanation]:
    """Every reason to stay, in the reader's language and the unit's time."""
    zone = timezone.get_current_timezone()
    language = get_language() or "en"
    return [explain(one, language, zone) for one in decision.refusals]


def checks(
    visit: Visit, decision: Decision, *, clock: dict[str, Any] | None, at: datetime
) -> list[dict[str, Any]]:
    """The check list at the door: the time, and the check after it."""
    return [_time_row(clock, at), _exit_row(visit, decision)]


def _time_row(clock: dict[str, Any] | None, at: datetime) -> dict[str, Any]:
    if clock is None:
        return {"title": _("The dose has ended"), "state": "todo", "fact": _("Still using")}
    minutes = int(clock["length"].total_seconds() // 60)
    title = _("%(minutes)s min since the dose ended") % {"minutes": minutes}
    reached = _("Reached at %(time)s") % {"time": _clock(clock["until"])}
    if at >= clock["until"]:
        return {"title": title, "state": "done", "fact": reached}
    left = clock["until"] - at + timedelta(seconds=59)
    chip = _("%(minutes)s min left") % {"minutes": int(left.total_seconds() // 60)}
    return {"title": title, "state": "wait", "fact": reached, "chip": chip}


NOT_THE_CHECK = {Reason.OBSERVATION_NOT_OVER, Reason.USE_STILL_OPEN}


def _exit_row(visit: Visit, decision: Decision) -> dict[str, Any]:
    check = facts.last_exit_check(visit)
    title = _("Exit check")
    if check is None:
        return {"title": title, "state": "todo", "fact": _("Not checked")}
    made = _("%(time)s, %(name)s") % {"time": _clock(check.at), "name": check.by.display_name}
    failed = set(decision.reasons) - NOT_THE_CHECK
    if failed:
        return {"title": title, "state": "failed", "fact": made, "chip": _("Not met")}
    return {"title": title, "state": "done", "fact": made}
