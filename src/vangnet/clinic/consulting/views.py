"""The list of orders, and the form of a hold."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.consulting import actions, reading
from vangnet.clinic.consulting.forms import HoldForm, LiftForm
from vangnet.clinic.consulting.models import Hold, HoldKind, LiftRole
from vangnet.clinic.consulting.moving.views import shown
from vangnet.clinic.consulting.tasks.listing import count
from vangnet.clinic.consulting.tasks.reading import suspended
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import here_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm


@require_safe
@for_task(Task.SEE_CLINICAL)
def orders(request: UnitRequest) -> HttpResponse:
    today = clinic_day_of(request.unit, at=timezone.now())
    waiting = suspended(request.unit, on=today)
    rows = reading.orders(request.unit, on=today, suspended=waiting)
    without = request.unit.patients.filter(orders__isnull=True).order_by("number")
    context = {
        "rows": rows, "without": without, "today": today,
        "tasks": count(request.unit, on=today, reader=request.user),
        "may_prescribe": request.user.may(Task.PRESCRIBE),
    }  # fmt: skip
    return render(request, "consulting/orders.html", context)


def _given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def _here_or_404(request: UnitRequest, key: UUID) -> Patient:
    """A patient of the unit, or a guest of today: who sees the danger puts on hold."""
    today = clinic_day_of(request.unit, at=timezone.now())
    return here_or_404(key, unit=request.unit, day=today)


def _record_of(request: UnitRequest, patient: Patient) -> str:
    """A guest's record is at home; here is what the units agreed."""
    if patient.unit_id == request.unit.pk:
        return reverse("registry:patient", args=[patient.pk])
    return reverse("moving:inbox")


def _page(request: UnitRequest, patient: Patient, form: SignedForm, **more: Any) -> HttpResponse:
    return form_page(
        request, form, template="consulting/form.html",
        back_url=_record_of(request, patient),
        banner=shown(request, patient),
        today=clinic_day_of(request.unit, at=form.at), **more,
    )  # fmt: skip


@for_task(Task.PUT_ON_HOLD)
def hold(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = _here_or_404(request, patient)
    form = HoldForm(**_given(request, patient=kept))
    if form.is_valid():
        written = form.cleaned_data
        actions.put_on_hold(
            patient=kept, kind=HoldKind(written["kind"]), reason=written["reason"],
            owner=written["owner"], lift_role=LiftRole(written["lift_role"]),
            review_on=written["review_on"], ends_at=form.ends_at, by=request.user, at=form.at,
            unit=request.unit,
        )  # fmt: skip
        messages.success(request, _("On hold: no dose at any unit."))
        return redirect(_record_of(request, kept))
    title = _("Put on hold")
    fact = _("No dose is handed over until the hold is lifted.")
    return _page(request, kept, form, title=title, button=title, fact=fact)


@for_task(Task.PUT_ON_HOLD)
def lift(request: UnitRequest, hold: UUID) -> HttpResponse:
    of_unit = Q(unit=request.unit) | Q(patient__unit=request.unit)
    kept = Hold.objects.filter(of_unit, pk=hold).select_related("patient").first()
    if kept is None:
        raise Http404
    form = LiftForm(**_given(request))
    if not actions.may_lift(kept, request.user):
        messages.error(request, _("You may not lift this hold. Ask who may."))
    elif form.is_valid():
        actions.lift_hold(
            hold=kept, because=form.cleaned_data["because"], by=request.user, at=form.at
        )
        messages.success(request, _("The hold is lifted."))
    else:
        title = _("Lift this hold")
        return _page(request, kept.patient, form, title=title, button=title)
    return redirect(_record_of(request, kept.patient))
