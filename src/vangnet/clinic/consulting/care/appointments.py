"""Appointments: make, move, cancel, and say who came. A change is a row that replaces another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from vangnet.clinic.consulting.care import once
from vangnet.clinic.consulting.models import Appointment, AppointmentOutcome, Contact
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.appointments import Against, Booked, conflicts
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
        against = tuple(conflicts(_booked(patient, new), _book(patient, new, replaces)))
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
) -> AppointmentOutcome | None:
    """Came or not: it counts as a contact, kept or missed. Said once; None before its day."""
    by.must(Task.PLAN_APPOINTMENTS)
    unit: Unit = appointment.unit
    day = clinic_day_of(unit, at=appointment.starts_at)
    if clinic_day_of(unit, at=at) < day:
        return None
    with acting(str(by.pk)):
        once.earlier(Contact, request_id, patient=appointment.patient_id, missed=not came)
        if kept := AppointmentOutcome.objects.filter(appointment=appointment).first():
            return kept
        contact = Contact.objects.create(
            unit_id=appointment.unit_id, patient_id=appointment.patient_id, on=day,
            kind=CONTACT_OF[AppointmentKind(appointment.kind)], missed=not came,
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip
        return AppointmentOutcome.objects.create(
            unit_id=appointment.unit_id, appointment=appointment, came=came, contact=contact,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip
