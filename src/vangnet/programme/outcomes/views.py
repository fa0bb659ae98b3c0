"""Outcome interviews: what is due, one patient's results, and beginning an interview."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.consulting.care.consent import in_force
from vangnet.clinic.consulting.ladder.facts import standing_episodes
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.programme.outcomes import actions, facts, reading, words
from vangnet.programme.outcomes.forms import BeginForm, FollowForm, NotHeldForm
from vangnet.programme.outcomes.kits import kit_of
from vangnet.programme.outcomes.models import Ending, Entry, Interview, Manner
from vangnet.programme.outcomes.trouble import told
from vangnet.rules.care import ConsentScope
from vangnet.rules.ladder import Treatment
from vangnet.rules.outcomes.schedule import WaveState

FORM = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "outcomes/form.html"
COMING_SHOWN = 12


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def of_patient(patient: Patient) -> str:
    return reverse("outcomes:patient", args=[patient.pk])


@require_safe
@for_task(Task.SEE_OUTCOMES)
@told
def due(request: UnitRequest) -> HttpResponse:
    kit, today = kit_of(request.unit), clinic_day_of(request.unit, at=timezone.now())
    lines = reading.due(request.unit, kit, today=today)
    coming = [one for one in lines if one.planned.state is WaveState.COMING]
    context = {
        "lines": [one for one in lines if one.planned.state is not WaveState.COMING],
        "coming": coming[:COMING_SHOWN], "coming_more": max(len(coming) - COMING_SHOWN, 0),
        "not_followed": reading.not_followed(request.unit), "kit": kit,
        "late": sum(1 for one in lines if one.planned.state is WaveState.LATE),
        "not_asked": [one.name.said(words.language()) for one in kit.not_asked],
        "may_hold": request.user.may(Task.HOLD_INTERVIEW), "today": today,
    }  # fmt: skip
    return render(request, "outcomes/due.html", context)


@require_safe
@for_task(Task.SEE_OUTCOMES)
@told
def patient(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept, now = patient_or_404(patient, unit=request.unit), timezone.now()
    today, kit = clinic_day_of(request.unit, at=now), kit_of(request.unit)
    context: dict[str, Any] = {
        "patient": kept, "today": today, "banner": person(kept, reader=request.user), "kit": kit,
        "entry": (entry := facts.entry_of(kept)), "definition": kit.definition,
        "consent": in_force(kept, ConsentScope.RESEARCH, today),
        "may_hold": request.user.may(Task.HOLD_INTERVIEW),
        "definition_name": kit.definition.name.said(words.language()),
    }  # fmt: skip
    if entry is not None:
        interviews = facts.interviews_of([entry])
        held = facts.held_of([entry]).get(entry.pk, [])
        planned = facts.planned_of(entry, interviews, kit.schedule, today=today)
        context |= {
            "lines": [reading.line(one) for one in planned],
            "waves": [words.wave_said(one.interview.wave_months) for one in held],
            "rows": reading.score_rows(held), "told": reading.responses(held, kit.definition),
            "changed_words": reading.changed_words(held),
            "used": reading.numbers_used(kit.definition),
        }  # fmt: skip
    return render(request, "outcomes/patient.html", context)


@for_task(Task.HOLD_INTERVIEW)
@FORM
def follow(request: UnitRequest, patient: UUID) -> HttpResponse:
    """Say since when; while no interview was held, the day can be put right."""
    kept = patient_or_404(patient, unit=request.unit)
    entry = facts.entry_of(kept)
    if entry is not None and Interview.objects.filter(entry=entry).exists():
        return redirect(of_patient(kept))
    form = FollowForm(**given(request, initial={"intake_on": _intake_of(kept, entry)}))
    if form.is_valid():
        actions.follow(
            patient=kept, intake_on=form.cleaned_data["intake_on"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"], corrects=entry,
        )  # fmt: skip
        messages.success(request, _("The interviews are planned."))
        return redirect(of_patient(kept))
    return _about(request, kept, form, title=_("Follow this patient"), button=_("Plan interviews"))


def _intake_of(patient: Patient, entry: Entry | None) -> Any:
    """What stands, else the day on which heroin treatment began; nothing where nobody knows."""
    if entry is not None:
        return entry.intake_on
    began = standing_episodes(patient=patient, treatment=Treatment.HAT).first()
    return began.started_on if began else None


@for_task(Task.HOLD_INTERVIEW)
@FORM
@told
def begin(request: UnitRequest, patient: UUID, months: int) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    entry = _planned(request, kept, months)
    form = BeginForm(**given(request, initial={"language": words.language()}))
    if form.is_valid():
        interview = actions.begin(
            entry=entry, wave_months=months, instruments=kit_of(request.unit).asked,
            language=form.cleaned_data["language"], manner=Manner(form.cleaned_data["manner"]),
            by=request.user, at=form.at, request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        return redirect("outcomes:question", interview.pk, 1)
    title = _("Interview: %(wave)s") % {"wave": words.wave_said(months)}
    return _about(
        request, kept, form, title=title, button=_("Begin"),
        fact=_("Each answer is kept at once. You can stop and go on later."),
    )  # fmt: skip


@for_task(Task.HOLD_INTERVIEW)
@FORM
@told
def not_held(request: UnitRequest, patient: UUID, months: int) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    entry = _planned(request, kept, months)
    form = NotHeldForm(**given(request))
    if form.is_valid():
        interview = actions.begin(
            entry=entry, wave_months=months, instruments=kit_of(request.unit).asked,
            language=words.language(), manner=Manner.TOGETHER, by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        actions.end(
            interview=interview, ending=Ending(form.cleaned_data["ending"]), by=request.user,
            at=form.at, words=form.cleaned_data["remark"],
        )  # fmt: skip
        messages.success(request, _("It is kept that this interview was not held."))
        return redirect(of_patient(kept))
    title = _("Not held: %(wave)s") % {"wave": words.wave_said(months)}
    return _about(request, kept, form, title=title, button=_("Keep it"))


def _planned(request: UnitRequest, patient: Patient, months: int) -> Entry:
    """The entry, when this wave has come and nobody has begun it."""
    entry = facts.entry_of(patient)
    if entry is None:
        raise Http404
    today = clinic_day_of(request.unit, at=timezone.now())
    interviews = facts.interviews_of([entry])
    planned = facts.planned_of(entry, interviews, kit_of(request.unit).schedule, today=today)
    if not any(one.wave.months == months and one.state in (WaveState.DUE, WaveState.LATE)
               for one in planned):  # fmt: skip
        raise Http404
    return entry


def _about(request: UnitRequest, patient: Patient, form: Any, **more: Any) -> HttpResponse:
    return form_page(
        request, form, template=PAGE, back_url=of_patient(patient), patient=patient,
        banner=person(patient, reader=request.user),
        today=clinic_day_of(request.unit, at=form.at), **more,
    )  # fmt: skip
