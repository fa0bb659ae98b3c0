"""Other medicines: one more, the end of one, and that somebody asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.care.page import form_about, given
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.medicines import actions, facts, reading
from vangnet.clinic.consulting.medicines.forms import AskedForm, EndForm, MedicineForm
from vangnet.clinic.consulting.models import OtherMedicine
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.medicines import MedicineSource


@for_task(Task.KEEP_HEALTH_RECORD)
def add(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form = MedicineForm(**given(request, life=life_of(kept)))
    if form.is_valid():
        actions.add_medicine(
            patient=kept, new=form.new_medicine(), by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The medicine is kept."))
        return _back(kept)
    return _form(
        request, kept, form, title=_("A medicine from elsewhere"), button=_("Keep this medicine"),
        fact=_("What the unit orders itself does not belong here."),
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def end(request: UnitRequest, medicine: UUID) -> HttpResponse:
    known = OtherMedicine.objects.filter(patient__unit=request.unit)
    kept = get_object_or_404(
        known.select_related("patient__unit", "patient__identity"), pk=medicine
    )
    form = EndForm(**given(request, life=life_of(kept.patient), medicine=kept))
    if form.is_valid():
        typed = form.cleaned_data
        ended = actions.end_medicine(
            medicine=kept, ended_on=typed["ended_on"], why=typed["why"], is_void=typed["is_void"],
            by=request.user, at=form.at, request_id=typed["request_id"],
        )  # fmt: skip
        if ended is None:
            messages.error(request, _("This medicine had ended already."))
        else:
            messages.success(request, _("The end of this medicine is kept."))
        return _back(kept.patient)
    row = reading.row(kept)
    return _form(
        request, kept.patient, form, title=_("No longer taken"), button=_("Keep this end"),
        fact=f"{row.kind}: {kept.name}, {row.amount}",
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def asked(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form = AskedForm(**given(request, life=life_of(kept)))
    if form.is_valid():
        actions.say_asked(
            patient=kept, asked_on=form.cleaned_data["asked_on"], by=request.user, at=form.at,
            source=MedicineSource(form.cleaned_data["source"]),
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("That it was asked is kept."))
        return _back(kept)
    names = [one.name for one in facts.taken(kept, on=clinic_day_of(request.unit, at=form.at))]
    known = _("Nothing is taken beside these: %(names)s.") % {"names": ", ".join(names)}
    return _form(
        request, kept, form, title=_("Asked, and nothing else is taken"),
        button=_("Keep that it was asked"),
        fact=known if names else _("Nothing is taken beside what this unit orders."),
    )  # fmt: skip


def _form(request: UnitRequest, kept: Patient, form: Any, **more: Any) -> HttpResponse:
    back_url = reverse("registry:patient", args=[kept.pk]) + "#medicines"
    return form_about(request, kept, form, back_url=back_url, **more)


def _back(kept: Patient) -> HttpResponse:
    return redirect(reverse("registry:patient", args=[kept.pk]) + "#medicines")
