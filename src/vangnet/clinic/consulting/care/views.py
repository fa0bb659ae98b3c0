"""Health checks: what is due, one person's overview, and the forms for results and plans."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.consulting.care import actions, facts, reading, words
from vangnet.clinic.consulting.care.consent import standing
from vangnet.clinic.consulting.care.forms import SitesForm, UrineForm, form_for
from vangnet.clinic.consulting.care.page import form_about, given
from vangnet.clinic.consulting.care.places import HEIGHT, WIDTH
from vangnet.clinic.consulting.care.talk_forms import PlanForm, StrikeForm
from vangnet.clinic.consulting.care.week import of_patient
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.models import CheckPlan, Result
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.check_keys import CheckKind

NOTES_SHOWN = 12


def kind_or_404(code: str) -> CheckKind:
    if code not in set(CheckKind):
        raise Http404
    return CheckKind(code)


def _may_record(request: UnitRequest, kind: CheckKind) -> bool:
    review = kind is CheckKind.PRESCRIBER_REVIEW
    return request.user.may(Task.PRESCRIBE if review else Task.KEEP_HEALTH_RECORD)


@require_safe
@for_task(Task.SEE_CLINICAL)
def due(request: UnitRequest) -> HttpResponse:
    lines, unset = reading.overdue(request.unit, at=timezone.now())
    blocking = sum(1 for one in lines if one.row.tone == "danger")
    context = {
        "lines": lines, "unset": unset, "blocking": blocking,
        "may_write": request.user.may(Task.KEEP_HEALTH_RECORD),
    }  # fmt: skip
    return render(request, "care/due.html", context)


@require_safe
@for_task(Task.SEE_CLINICAL)
def patient(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept, now = patient_or_404(patient, unit=request.unit), timezone.now()
    today = clinic_day_of(request.unit, at=now)
    context: dict[str, Any] = {
        "patient": kept, "today": today, "banner": person(kept, reader=request.user),
        "care": reading.card(kept, at=now), "slots": of_patient(kept, at=now, by=request.user),
        "sites": reading.body(reading.last_result(kept, CheckKind.INJECTION_SITES)),
        "width": WIDTH, "height": HEIGHT, "screens": reading.negative_share(kept),
        "consents": [(words.SCOPES[one], one, last) for one, last in standing(kept, on=today)],
        "may_write": request.user.may(Task.KEEP_HEALTH_RECORD),
        "may_read": request.user.may(Task.READ_NOTES),
        "may_plan": request.user.may(Task.PLAN_APPOINTMENTS),
    }  # fmt: skip
    if context["may_read"]:
        notes = kept.notes.filter(addendum_to__isnull=True).select_related("recorded_by")
        notes = notes.prefetch_related("addenda__recorded_by").order_by("-about_at")
        context["notes"] = [(words.NOTES[one.kind], one) for one in notes[:NOTES_SHOWN]]
        context["complaints"] = kept.complaints.prefetch_related("steps").order_by("-received_on")
    return render(request, "care/patient.html", context)


@require_safe
@for_task(Task.SEE_CLINICAL)
def trend(request: UnitRequest, patient: UUID, kind: str) -> HttpResponse:
    kept, code, now = patient_or_404(patient, unit=request.unit), kind_or_404(kind), timezone.now()
    rows = list(reading.history(kept, code))
    card = reading.card(kept, at=now)
    own = CheckPlan.objects.filter(patient=kept, kind=code).order_by("recorded_at").last()
    context = {
        "patient": kept, "today": clinic_day_of(request.unit, at=now),
        "banner": person(kept, reader=request.user), "kind": code, "title": words.CHECKS[code],
        "row": next(one for one in card.rows if one.kind is code), "own": own,
        "rows": [(one, reading.found(one)) for one in rows],
        "values": reading.series(rows, "value"), "seconds": reading.series(rows, "second"),
        "may_record": _may_record(request, code), "may_plan": request.user.may(Task.PRESCRIBE),
    }  # fmt: skip
    return render(request, "care/trend.html", context)


@for_task(Task.KEEP_HEALTH_RECORD)
def result(request: UnitRequest, patient: UUID, kind: str) -> HttpResponse:
    return _result(request, patient_or_404(patient, unit=request.unit), kind_or_404(kind))


@for_task(Task.KEEP_HEALTH_RECORD)
def correct(request: UnitRequest, result: UUID) -> HttpResponse:
    wrong = _result_or_404(request, result)
    return _result(request, wrong.patient, CheckKind(wrong.kind), corrects=wrong)


def _result_or_404(request: UnitRequest, key: UUID) -> Result:
    """A result that still counts; one that was corrected has its correction to look at."""
    known = facts.counting().filter(patient__unit=request.unit)
    return get_object_or_404(known.select_related("patient__unit", "patient__identity"), pk=key)


def _result(
    request: UnitRequest, kept: Patient, kind: CheckKind, corrects: Result | None = None
) -> HttpResponse:
    last = None if corrects else reading.last_result(kept, kind)
    form = form_for(kind)(**given(request, kind=kind, last=last, life=life_of(kept)))
    if not _may_record(request, kind):
        messages.error(request, _("A review is recorded by a prescriber."))
        return redirect("care:patient", patient=kept.pk)
    if form.is_valid():
        actions.record_result(
            patient=kept, new=form.new_result(), by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"], corrects=corrects,
        )  # fmt: skip
        messages.success(request, _("The result is kept."))
        return redirect("care:patient", patient=kept.pk)
    parts = isinstance(form, SitesForm | UrineForm)
    was = reading.found(corrects) if corrects else ""
    return form_about(
        request, kept, form, title=words.CHECKS[kind], button=_("Keep this result"),
        template="care/parts_form.html" if parts else "care/form.html",
        fact=_("It takes the place of: %(was)s") % {"was": was} if was else "",
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def strike(request: UnitRequest, result: UUID) -> HttpResponse:
    wrong = _result_or_404(request, result)
    form = StrikeForm(**given(request))
    if form.is_valid():
        actions.strike_result(
            result=wrong, reason=form.cleaned_data["words"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The result is struck. The one before it counts again."))
        return redirect("care:trend", patient=wrong.patient_id, kind=wrong.kind)
    return form_about(
        request, wrong.patient, form, title=_("Strike this result"), button=_("Strike it"),
        fact=f"{words.CHECKS[wrong.kind]}: {reading.found(wrong)}",
        back_url=reverse("care:trend", args=[wrong.patient_id, wrong.kind]),
    )  # fmt: skip


@for_task(Task.PRESCRIBE)
def plan(request: UnitRequest, patient: UUID, kind: str) -> HttpResponse:
    kept, code = patient_or_404(patient, unit=request.unit), kind_or_404(kind)
    signed = facts.signed_plans(request.unit, at=timezone.now())[code]
    form = PlanForm(**given(request, kind=code, plan=signed, life=life_of(kept)))
    if form.is_valid():
        actions.plan_checks(
            patient=kept, kind=code, every_months=form.cleaned_data["every_months"],
            reason=form.cleaned_data["reason"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        return redirect("care:trend", patient=kept.pk, kind=code)
    months = signed.every_months
    fact = _("The protocol says every %(months)s months.") % {"months": months} if months else ""
    return form_about(
        request, kept, form, title=f"{words.CHECKS[code]}: {_('a plan for this person')}",
        button=_("Keep this plan"), fact=fact or _("The protocol does not say how often."),
        back_url=reverse("care:trend", args=[kept.pk, code]),
    )  # fmt: skip
