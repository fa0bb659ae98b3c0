"""The week's appointments, a day a column, for the page and for paper."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.consulting.care import words
from vangnet.clinic.consulting.care.appointments import may_say, standing
from vangnet.clinic.consulting.models import Appointment
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.appointments import Against, Booked, NotYet
from vangnet.rules.clinic_day import day_bounds

DAYS = 7
NOT_YET = {
    NotYet.BEFORE_ITS_TIME: gettext_lazy("The time of this appointment has not come yet."),
    NotYet.DAY_IS_OVER: gettext_lazy(
        "This appointment is not of today. A nurse or a prescriber says who came."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One appointment as the week shows it."""

    appointment: Appointment
    kind: str
    ends_at: datetime
    came: bool | None  # None: not said yet
    may_say_came: bool = False
    may_say_missed: bool = False
    waits_to_be_seen: bool = False  # the desk said "came"; it counts once who treats says so
    may_say_seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    on: date
    is_today: bool
    slots: tuple[Slot, ...]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(
    unit: Unit, *, monday: date, at: datetime, by: User, staff: User | None = None
) -> list[Day]:
    zone, starts = zone_of(unit), unit.day_starts_at
    days = [monday + timedelta(days=n) for n in range(DAYS)]
    first, last = day_bounds(days[0], zone, starts)[0], day_bounds(days[-1], zone, starts)[1]
    rows = standing().filter(unit=unit, starts_at__gte=first, starts_at__lt=last)
    if staff is not None:
        rows = rows.filter(staff=staff)
    shown = rows.select_related("unit", "patient", "staff", "outcome", "seen")
    today = clinic_day_of(unit, at=at)
    slots: dict[date, list[Slot]] = {day: [] for day in days}
    for one in shown.order_by("starts_at", "pk"):
        day = clinic_day_of(unit, at=one.starts_at)
        slots[day].append(slot(one, by=by, at=at))
    return [Day(on=day, is_today=day == today, slots=tuple(slots[day])) for day in days]


def slot(one: Appointment, *, by: User, at: datetime) -> Slot:
    """The appointment, and what its reader may say of it now."""
    outcome: Any = getattr(one, "outcome", None)
    came, missed = (False, False) if outcome else may_say(one, by=by, at=at)
    waits = bool(outcome and outcome.came and outcome.contact_id is None) and not hasattr(
        one, "seen"
    )
    return Slot(
        appointment=one, kind=str(words.APPOINTMENTS[one.kind]),
        ends_at=one.starts_at + timedelta(minutes=one.minutes),
        came=outcome.came if outcome else None, may_say_came=came, may_say_missed=missed,
        waits_to_be_seen=waits, may_say_seen=waits and by.may(Task.RECORD_CONTACT),
    )  # fmt: skip


def of_patient(patient: Patient, *, at: datetime, by: User) -> list[Slot]:
    """The coming ones first, then the last few."""
    rows = standing().filter(patient=patient)
    rows = rows.select_related("unit", "patient", "staff", "outcome", "seen")
    return [slot(one, by=by, at=at) for one in rows.order_by("-starts_at")[:8]]


def against_said(against: Against, other: Booked, *, unit: Unit) -> str:
    """Why an appointment cannot be made: who is busy, and from when until when."""
    zone = zone_of(unit)
    times = {
        "start": f"{other.starts_at.astimezone(zone):%H:%M}",
        "end": f"{other.ends_at.astimezone(zone):%H:%M}",
    }
    if against is Against.IN_THE_PAST:
        return _("This time has passed. Type a time to come.")
    if against is Against.PATIENT_BUSY:
        return _("This patient has another appointment from %(start)s to %(end)s.") % times
    name = User.objects.get(pk=other.staff).display_name
    return _("%(name)s has another appointment from %(start)s to %(end)s.") % {
        **times, "name": name,
    }  # fmt: skip
