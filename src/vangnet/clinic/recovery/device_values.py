"""What the devices on this patient measure now, beside what people saw. Nothing here decides.

A value that is old or doubted stays in sight, grey and with words: it is no value to go by.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from vangnet.clinic.devices import facts as devices
from vangnet.clinic.devices.facts import OnPatient, Vital
from vangnet.clinic.devices.frames.measured import Kind, Say
from vangnet.clinic.devices.words import SAID, SIGNS, age_words, unit_words
from vangnet.clinic.reception.models import Visit

ICONS = {Kind.SPO2: "oxygen", Kind.PULSE: "pulse", Kind.RESPIRATORY_RATE: "breaths"}
ORDER = (Kind.SPO2, Kind.RESPIRATORY_RATE, Kind.PULSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One value: `counts` is whether it may be gone by; `note` says its device, age and state."""

    icon: str
    title: Any
    value: int
    unit: str
    note: str
    counts: bool
    is_low: bool  # under the lowest of the exit check


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    values: list[Shown]
    silent: list[str]  # devices on the patient that give no value, each with why


def of_visit(visit: Visit, *, at: datetime, oxygen_lowest: int | None) -> Devices | None:
    """None when no device is on this patient, nor was."""
    latest, on = devices.latest_vitals(visit, at=at), devices.on_patient(visit, at=at)
    if not latest and not on:
        return None
    values = [_shown(latest[kind], at, oxygen_lowest) for kind in ORDER if kind in latest]
    fresh = {one.device for one in latest.values() if not one.is_stale}
    known = {one.device for one in latest.values()}  # an old value says its age itself
    silent = [one for one in on if one.device not in (fresh if one.told else known)]
    return Devices(values=values, silent=[_why(one) for one in silent])


def _shown(one: Vital, at: datetime, lowest: int | None) -> Shown:
    counts, value = not one.is_stale and not one.is_doubtful, int(one.value)
    said = {"device": one.device, "age": age_words(at - one.at), "time": _clock(one.at)}
    if one.is_stale:
        note = _("%(device)s, %(time)s: old, %(age)s. Measure by hand.") % said
    elif one.is_doubtful:
        note = _("%(device)s doubts it, %(age)s. Measure by hand.") % said
    else:
        note = _("%(device)s, %(age)s") % said
    return Shown(
        icon=ICONS[one.kind], title=SIGNS[one.kind], value=value, unit=unit_words(one.unit),
        note=note, counts=counts,
        is_low=counts and one.kind is Kind.SPO2 and lowest is not None and value < lowest,
    )  # fmt: skip


def _why(one: OnPatient) -> str:
    told = SAID[Say(one.told)] if one.told in set(Say) else ""
    if told:
        return f"{one.device}: {told}"
    if one.heard_at is None:
        return _("%(device)s has sent nothing yet.") % {"device": one.device}
    said = {"device": one.device, "time": _clock(one.heard_at)}
    return _("Nothing from %(device)s since %(time)s.") % said


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S")
