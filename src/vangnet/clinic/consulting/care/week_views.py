"""The week page, and making, moving, cancelling and ending an appointment."""

from datetime import date, timedelta
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vangnet.clinic.consulting.care import appointments
from vangnet.clinic.consulting.care.page import form_about, given
from vangnet.clinic.consulting.care.talk_forms import AppointmentForm
from vangnet.clinic.consulting.care.week import DAYS, NOT_YET, against_said, monday_of
from vangnet.clinic.consulting.care.week import week as read_week
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.models import Appointment
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import staff_who_may
from vangnet.rules.appointments import NotYet
from vangnet.rules.care import AppointmentKind


@require_safe
@for_task(Task.PLAN_APPOINTMENTS)
def week(request: UnitRequest) -> HttpResponse:
    now = timezone.now()
    people = staff_who_may(Task.KEEP_HEALTH_RECORD, unit=request.unit)
    staff = _chosen(request, list(people))
    monday = monday_of(_day(request.GET.get("from"), clinic_day_of(request.unit, at=now)))
    context = {
        "days": read_week(request.unit, monday=monday, at=now, staff=staff, by=request.user),
        "monday": monday,
        "before": monday - timedelta(days=DAYS), "after": monday + timedelta(days=DAYS),
        "people": people, "staff": staff, "sunday": monday + timedelta(days=DAYS - 1),
        "patients": request.unit.patients.order_by("number"),
        "clinical": request.user.may(Task.SEE_CLINICAL),
    }  # fmt: skip
    return render(request, "care/week.html", context)


def _chosen(request: UnitRequest, people: list[User]) -> User | None:
    wanted = request.GET.get("with", "")
    return next((one for one in people if str(one.pk) == wanted), None)


def _day(text: str | None, today: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today


@for_task(Task.PLAN_APPOINTMENTS)
def make(request: UnitRequest, patient: UUID) -> HttpResponse:
    return _form(request, patient_or_404(patient, unit=request.unit))


@for_task(Task.PLAN_APPOINTMENTS)
def move(request: UnitRequest, appointment: UUID) -> HttpResponse:
    kept = _or_404(request, appointment)
    return _form(request, kept.patient, replaces=kept)


def _or_404(request: UnitRequest, key: UUID) -> Appointment:
    """An appointment that stands; one that was moved has another page."""
    known = appointments.standing().filter(unit=request.unit)
    known = known.select_related("unit", "patient__unit", "patient__identity", "staff")
    return get_object_or_404(known, pk=key)


def _form(request: UnitRequest, kept: Patient, replaces: Appointment | None = None) -> HttpResponse:
    initial = {} if replaces is None else {
        "staff": replaces.staff_id, "kind": replaces.kind, "minutes": replaces.minutes,
        "room": replaces.room,
        "starts_at": timezone.localtime(replaces.starts_at).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    form = AppointmentForm(**given(request, initial=initial, life=life_of(kept)))
    reasons: list[str] = []
    if form.is_valid():
        written = form.cleaned_data
        answer = appointments.make(
            patient=kept, by=request.user, at=form.at, request_id=written["request_id"],
            replaces=replaces,
            new=appointments.NewAppointment(
                staff=written["staff"], kind=AppointmentKind(written["kind"]),
                starts_at=written["starts_at"], minutes=written["minutes"], room=written["room"],
            ),
        )  # fmt: skip
        if answer.appointment:
            return _to_week(answer.appointment)
        reasons = [against_said(*one, unit=request.unit) for one in answer.against]
    title = _("Move this appointment") if replaces else _("New appointment")
    return form_about(
        request, kept, form, title=title, button=title, reasons=reasons,
        back_url=reverse("care:week"),
    )  # fmt: skip


def _to_week(one: Appointment) -> HttpResponse:
    day = clinic_day_of(one.unit, at=one.starts_at)
    return redirect(f"{reverse('care:week')}?from={monday_of(day)}")


@require_POST
@for_task(Task.PLAN_APPOINTMENTS)
def cancel(request: UnitRequest, appointment: UUID) -> HttpResponse:
    kept = _or_404(request, appointment)
    # A button has no form of its own: what it does to this row is one request, however often.
    appointments.cancel(
        appointment=kept, by=request.user, at=timezone.now(), request_id=uuid5(kept.pk, "cancel")
    )
    messages.success(request, _("The appointment is cancelled."))
    return _to_week(kept)


@require_POST
@for_task(Task.PLAN_APPOINTMENTS)
def came(request: UnitRequest, appointment: UUID) -> HttpResponse:
    kept = _or_404(request, appointment)
    said = request.POST.get("came")
    if said not in ("yes", "no"):
        raise Http404
    answer = appointments.say_came(
        appointment=kept, came=said == "yes", by=request.user, at=timezone.now(),
        request_id=uuid5(kept.pk, f"came-{said}"),
    )  # fmt: skip
    if isinstance(answer, NotYet):
        messages.error(request, NOT_YET[answer])
    return _to_week(kept)


@require_POST
@for_task(Task.RECORD_CONTACT)
def seen(request: UnitRequest, appointment: UUID) -> HttpResponse:
    """Who treats says that the person was seen: now the appointment counts as a contact."""
    kept = _or_404(request, appointment)
    if appointments.say_seen(
        appointment=kept, by=request.user, at=timezone.now(), request_id=uuid5(kept.pk, "seen")
    ):
        messages.success(request, _("It counts as a contact."))
    else:
        messages.error(request, _("Say first that the person came."))
    return _to_week(kept)
