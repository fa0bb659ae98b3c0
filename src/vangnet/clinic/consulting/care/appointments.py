"""Appointments: make, move, cancel, and say who came. A change is a row that replaces another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from vangnet.clinic.consulting.care import once
from vangnet.clinic.consulting.models import (
    Appointment,
    AppointmentOutcome,
    AppointmentSeen,
    Contact,
)
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.appointments import (
    Against,
    Booked,
    NotYet,
    conflicts,
    has_passed,
    why_not_yet,
)
from vangnet.rules.care import CONTACT_OF, AppointmentKind

LONGEST = timedelta(days=1)  # a book of two days holds all that can meet a new one


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAppointment:
    """Who sees this person, when, for how long, and where."""

    staff: User
    kind: AppointmentKind
    starts_at: datetime
    minutes: int
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The appointment, or every one it cannot stand beside."""

    appointment: Appointment | None
    against: tuple[tuple[Against, Booked], ...] = ()


def standing() -> QuerySet[Appointment]:
    """Appointments that were not moved and not cancelled."""
    return Appointment.objects.filter(replaced_by__isnull=True, is_cancelled=False)


def make(
    *, patient: Patient, new: NewAppointment, by: User, at: datetime, request_id: UUID,
    replaces: Appointment | None = None,
) -> Answer:  # fmt: skip
    """Put it in the book, or say what stands there; with `replaces` an appointment is moved."""
    by.must(Task.PLAN_APPOINTMENTS)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Appointment, request_id, patient=patient.pk, staff_id=new.staff.pk,
            starts_at=new.starts_at, minutes=new.minutes,
        ):  # fmt: skip
            return Answer(appointment=kept)
        booked = _booked(patient, new)
        against = tuple(conflicts(booked, _book(patient, new, replaces)))
        if has_passed(new.starts_at, now=at):
            against = ((Against.IN_THE_PAST, booked), *against)
        if against:
            return Answer(appointment=None, against=against)
        return Answer(
            appointment=Appointment.objects.create(
                unit_id=patient.unit_id, patient=patient, staff=new.staff, kind=new.kind,
                starts_at=new.starts_at, minutes=new.minutes, room=new.room, replaces=replaces,
                request_id=request_id, recorded_at=at, recorded_by=by,
            )
        )  # fmt: skip


def _booked(patient: Patient, new: NewAppointment) -> Booked:
    return Booked(
        staff=str(new.staff.pk), patient=str(patient.pk), starts_at=new.starts_at,
        minutes=new.minutes,
    )  # fmt: skip


def _book(patient: Patient, new: NewAppointment, replaces: Appointment | None) -> Iterable[Booked]:
    rows = standing().filter(
        Q(staff=new.staff) | Q(patient=patient), starts_at__gt=new.starts_at - LONGEST,
        starts_at__lt=new.starts_at + timedelta(minutes=new.minutes),
    )  # fmt: skip
    if replaces is not None:
        rows = rows.exclude(pk=replaces.pk)
    return [
        Booked(staff=str(one.staff_id), patient=str(one.patient_id), starts_at=one.starts_at,
               minutes=one.minutes)
        for one in rows.order_by("starts_at")
    ]  # fmt: skip


def cancel(*, appointment: Appointment, by: User, at: datetime, request_id: UUID) -> Appointment:
    """It will not take place; the row stays in the book as cancelled."""
    by.must(Task.PLAN_APPOINTMENTS)
    with acting(str(by.pk)):
        if kept := once.earlier(
            Appointment, request_id, patient=appointment.patient_id, replaces_id=appointment.pk
        ):
            return kept
        return Appointment.objects.create(
            unit_id=appointment.unit_id, patient_id=appointment.patient_id,
            staff_id=appointment.staff_id, kind=appointment.kind, starts_at=appointment.starts_at,
            minutes=appointment.minutes, room=appointment.room, replaces=appointment,
            is_cancelled=True, request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def say_came(
    *, appointment: Appointment, came: bool, by: User, at: datetime, request_id: UUID
) -> AppointmentOutcome | NotYet:
    """Came or not, said once; or why nobody can say it now.

    Not coming is a missed contact, whoever says so. Coming counts as a contact when a nurse or a
    prescriber says it; the desk only says that the person is there, see `say_seen`.
    """
    by.must(Task.PLAN_APPOINTMENTS)
    wrong = _why_not_yet(appointment, came=came, by=by, at=at)
    if wrong is not None:
        return wrong
    with acting(str(by.pk)):
        once.earlier(Contact, request_id, patient=appointment.patient_id, missed=not came)
        if kept := AppointmentOutcome.objects.filter(appointment=appointment).first():
            return kept
        counts = not came or by.may(Task.RECORD_CONTACT)
        return AppointmentOutcome.objects.create(
            unit_id=appointment.unit_id, appointment=appointment, came=came,
            contact=_contact(appointment, missed=not came, by=by, at=at, request_id=request_id)
            if counts else None,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip


def say_seen(
    *, appointment: Appointment, by: User, at: datetime, request_id: UUID
) -> AppointmentSeen | None:
    """Who treats saw the person that the desk said had come. None: nobody came. Twice is once."""
    by.must(Task.RECORD_CONTACT)
    with acting(str(by.pk)):
        if kept := AppointmentSeen.objects.filter(appointment=appointment).first():
            return kept
        came = AppointmentOutcome.objects.filter(appointment=appointment, came=True)
        if not came.filter(contact__isnull=True).exists():
            return None
        return AppointmentSeen.objects.create(
            unit_id=appointment.unit_id, appointment=appointment, recorded_at=at, recorded_by=by,
            contact=_contact(appointment, missed=False, by=by, at=at, request_id=request_id),
        )  # fmt: skip


def may_say(appointment: Appointment, *, by: User, at: datetime) -> tuple[bool, bool]:
    """Whether this person may say now: came, did not come."""
    came, not_come = (
        _why_not_yet(appointment, came=one, by=by, at=at) is None for one in (True, False)
    )
    return came, not_come


def _why_not_yet(appointment: Appointment, *, came: bool, by: User, at: datetime) -> NotYet | None:
    unit: Unit = appointment.unit
    return why_not_yet(
        appointment.starts_at, came=came, now=at, by_carer=by.may(Task.RECORD_CONTACT),
        same_day=clinic_day_of(unit, at=at) == clinic_day_of(unit, at=appointment.starts_at),
    )  # fmt: skip


def _contact(
    appointment: Appointment, *, missed: bool, by: User, at: datetime, request_id: UUID
) -> Contact:
    return Contact.objects.create(
        unit_id=appointment.unit_id, patient_id=appointment.patient_id,
        on=clinic_day_of(appointment.unit, at=appointment.starts_at),
        kind=CONTACT_OF[AppointmentKind(appointment.kind)], missed=missed,
        request_id=request_id, recorded_at=at, recorded_by=by,
    )  # fmt: skip
