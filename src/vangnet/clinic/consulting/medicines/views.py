"""Other medicines: one more, the end of one, and that somebody asked."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.care.page import form_about, given
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.medicines import actions, facts, reading
from vangnet.clinic.consulting.medicines.forms import AskedForm, EndForm, MedicineForm
from vangnet.clinic.consulting.models import OtherMedicine
from vangnet.clinic.consulting.moving.facts import stay_on
from vangnet.clinic.consulting.moving.views import shown
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.here import patients_at
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import here_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.medicines import MedicineSource


@for_task(Task.KEEP_HEALTH_RECORD)
def add(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = here_or_404(patient, unit=request.unit, day=_today(request))
    form = MedicineForm(**given(request, life=life_of(kept)))
    if form.is_valid():
        actions.add_medicine(
            patient=kept, new=form.new_medicine(), by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"], unit=request.unit,
        )  # fmt: skip
        messages.success(request, _("The medicine is kept."))
        return redirect(_record(request, kept))
    return _form(
        request, kept, form, title=_("A medicine from elsewhere"), button=_("Keep this medicine"),
        fact=_("What the unit orders itself does not belong here."),
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def end(request: UnitRequest, medicine: UUID) -> HttpResponse:
    here = patients_at(request.unit, day=_today(request))
    known = OtherMedicine.objects.filter(patient__in=here)
    kept = get_object_or_404(
        known.select_related("patient__unit", "patient__identity"), pk=medicine
    )
    form = EndForm(**given(request, life=life_of(kept.patient), medicine=kept))
    if form.is_valid():
        typed = form.cleaned_data
        ended = actions.end_medicine(
            medicine=kept, ended_on=typed["ended_on"], why=typed["why"], is_void=typed["is_void"],
            by=request.user, at=form.at, request_id=typed["request_id"], unit=request.unit,
        )  # fmt: skip
        if ended is None:
            messages.error(request, _("This medicine had ended already."))
        else:
            messages.success(request, _("The end of this medicine is kept."))
        return redirect(_record(request, kept.patient))
    row = reading.row(kept)
    return _form(
        request, kept.patient, form, title=_("No longer taken"), button=_("Keep this end"),
        fact=f"{row.kind}: {kept.name}, {row.amount}",
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def asked(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = here_or_404(patient, unit=request.unit, day=_today(request))
    form = AskedForm(**given(request, life=life_of(kept)))
    if form.is_valid():
        actions.say_asked(
            patient=kept, asked_on=form.cleaned_data["asked_on"], by=request.user, at=form.at,
            source=MedicineSource(form.cleaned_data["source"]),
            request_id=form.cleaned_data["request_id"], unit=request.unit,
        )  # fmt: skip
        messages.success(request, _("That it was asked is kept."))
        return redirect(_record(request, kept))
    names = [one.name for one in facts.taken(kept, on=_today(request))]
    known = _("Nothing is taken beside these: %(names)s.") % {"names": ", ".join(names)}
    return _form(
        request, kept, form, title=_("Asked, and nothing else is taken"),
        button=_("Keep that it was asked"),
        fact=known if names else _("Nothing is taken beside what this unit orders."),
    )  # fmt: skip


def _today(request: UnitRequest) -> date:
    return clinic_day_of(request.unit, at=timezone.now())


def _form(request: UnitRequest, kept: Patient, form: Any, **more: Any) -> HttpResponse:
    return form_about(
        request, kept, form, back_url=_record(request, kept), banner=shown(request, kept), **more
    )


def _record(request: UnitRequest, kept: Patient) -> str:
    """A guest's record is at home; here is what the units agreed."""
    if kept.unit_id == request.unit.pk:
        return reverse("registry:patient", args=[kept.pk]) + "#medicines"
    stay = stay_on(kept, _today(request))
    return reverse("moving:stay", args=[stay.permission.pk]) if stay else reverse("moving:inbox")
