"""Incidents: the list, one with all that followed, telling one, putting one right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.recovery.incidents import actions, reading
from vangnet.clinic.recovery.incidents.forms import BecauseForm, IncidentForm
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task

FORM = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "incidents/form.html"


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def back(key: UUID) -> str:
    return reverse("incidents:incident", args=[key])


@require_safe
@for_task(Task.SEE_INCIDENTS)
def incidents(request: UnitRequest) -> HttpResponse:
    context = {
        "lines": reading.lines(request.unit, at=timezone.now()),
        "may_record": request.user.may(Task.RECORD_INCIDENT),
        "may_learn": request.user.may(Task.LEARN_FROM_INCIDENTS),
    }
    return render(request, "incidents/list.html", context)


@for_task(Task.RECORD_INCIDENT)
@FORM
def new(request: UnitRequest, patient: UUID | None = None) -> HttpResponse:
    """Tell an incident; from a patient's page the number stands there already."""
    known = patient_or_404(patient, unit=request.unit) if patient else None
    form = IncidentForm(**given(request, initial={"number": known.number} if known else None))
    sees = request.user.may(Task.SEE_INCIDENTS)
    if form.is_valid():
        kept = actions.record_incident(
            unit=request.unit, new=form.new_incident(), by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The incident is kept."))
        return redirect(back(kept.pk) if sees else reverse("board:rooms"))
    return form_page(
        request, form, title=_("Record an incident"), button=_("Keep this incident"),
        template=PAGE, back_url=reverse("incidents:list" if sees else "board:rooms"),
    )  # fmt: skip


@require_safe
@for_task(Task.SEE_INCIDENTS)
def incident(request: UnitRequest, incident: UUID) -> HttpResponse:
    story = reading.story_or_404(incident, unit=request.unit, at=timezone.now())
    context = {
        "story": story, "key": incident,
        "may_record": request.user.may(Task.RECORD_INCIDENT),
        "may_report": request.user.may(Task.REPORT_INCIDENT),
        "may_measure": request.user.may(Task.TAKE_MEASURES) and story.now.patient is not None,
        "may_learn": request.user.may(Task.LEARN_FROM_INCIDENTS)
        and request.user.may(Task.RECORD_INCIDENT),
        "may_open": request.user.may(Task.SEE_CLINICAL),
        "may_help": request.user.may(Task.HELP_IN_EMERGENCY),
    }  # fmt: skip
    return render(request, "incidents/incident.html", context)


@for_task(Task.SEE_INCIDENTS)
@for_task(Task.RECORD_INCIDENT)
@FORM
def correct(request: UnitRequest, incident: UUID) -> HttpResponse:
    """A new row takes the place of the one that counts."""
    story = reading.story_or_404(incident, unit=request.unit, at=timezone.now())
    form = IncidentForm(**given(request, was=story.now))
    if story.now.is_void:
        return redirect(back(incident))
    if form.is_valid():
        actions.record_incident(
            unit=request.unit, new=form.new_incident(), by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"], corrects=story.now,
        )  # fmt: skip
        messages.success(request, _("The correction is kept. The earlier row stays to be read."))
        return redirect(back(incident))
    return form_page(
        request, form, title=_("Correct this incident"), button=_("Keep the correction"),
        template=PAGE, back_url=back(incident),
    )  # fmt: skip


@for_task(Task.SEE_INCIDENTS)
@for_task(Task.RECORD_INCIDENT)
@FORM
def strike(request: UnitRequest, incident: UUID) -> HttpResponse:
    story = reading.story_or_404(incident, unit=request.unit, at=timezone.now())
    form = BecauseForm(**given(request))
    if story.now.is_void:
        return redirect(back(incident))
    if form.is_valid():
        actions.strike_incident(
            incident=story.now, because=form.cleaned_data["because"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The incident is struck. It counts nowhere any more."))
        return redirect("incidents:list")
    return form_page(
        request, form, title=_("Strike this incident"), button=_("Strike it"), template=PAGE,
        fact=_("It never happened, or it was told twice."), back_url=back(incident),
    )  # fmt: skip
