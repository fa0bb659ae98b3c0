"""What follows an incident: the report, measures, lessons; how often, and what is learnt."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.recovery.incidents import actions, facts, reading, words
from vangnet.clinic.recovery.incidents.forms import (
    BecauseForm,
    LessonForm,
    MeasureForm,
    ReportForm,
)
from vangnet.clinic.recovery.incidents.models import Measure
from vangnet.clinic.recovery.incidents.views import FORM, PAGE, back, given
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.rules.incidents import IncidentKind
from vangnet.rules.wording import wording


@for_task(Task.REPORT_INCIDENT)
@FORM
def report(request: UnitRequest, incident: UUID) -> HttpResponse:
    story = _open_story(request, incident)
    form = ReportForm(**given(request, initial={"to": story.now.report_to}))
    if form.is_valid():
        cleaned = form.cleaned_data
        actions.report_incident(
            incident=story.now, to=cleaned["to"], reference=cleaned["reference"],
            words=cleaned["words"], reported_at=form.moment, by=request.user, at=form.at,
            request_id=cleaned["request_id"], corrects=story.line.report,
        )  # fmt: skip
        messages.success(request, _("The report is kept. It is no task any more."))
        return redirect(back(incident))
    return form_page(
        request, form, title=_("Report this incident"), button=_("It was reported"), template=PAGE,
        fact=_("Report it to the authority first, then keep it here."), back_url=back(incident),
    )  # fmt: skip


@for_task(Task.TAKE_MEASURES)
@FORM
def measure(request: UnitRequest, incident: UUID) -> HttpResponse:
    story = _open_story(request, incident)
    if story.now.patient is None:
        raise Http404
    form = MeasureForm(**given(request))
    if form.is_valid():
        actions.take_measure(
            incident=story.now, new=form.new_measure(), by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The measure is kept."))
        return redirect(back(incident))
    return form_page(
        request, form, title=_("Take a measure"), button=_("Keep this measure"), template=PAGE,
        fact=_("A suspension holds every dose of this patient until a prescriber lifts it."),
        back_url=back(incident),
    )  # fmt: skip


@for_task(Task.TAKE_MEASURES)
@FORM
def end_measure(request: UnitRequest, measure: UUID) -> HttpResponse:
    rows = Measure.objects.filter(unit=request.unit).select_related("hold", "end")
    kept = rows.filter(pk=measure).first()
    if kept is None:
        raise Http404
    form = BecauseForm(**given(request))
    if form.is_valid():
        ended = actions.end_measure(
            measure=kept, because=form.cleaned_data["because"], by=request.user, at=form.at
        )
        if ended is None:
            messages.error(request, _("Not ended. Only a prescriber ends a suspension."))
        else:
            messages.success(request, _("The measure has ended."))
        return redirect(back(kept.incident_id))
    return form_page(
        request, form, title=_("End this measure"), button=_("End it"), template=PAGE,
        back_url=back(kept.incident_id),
    )  # fmt: skip


@for_task(Task.SEE_INCIDENTS)
@for_task(Task.RECORD_INCIDENT)
@FORM
def lesson(request: UnitRequest, incident: UUID) -> HttpResponse:
    story = _open_story(request, incident)
    form = LessonForm(**given(request, incident=story.now))
    if form.is_valid():
        actions.write_lesson(
            incident=story.now, words=form.cleaned_data["words"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The lesson is kept."))
        return redirect(back(incident))
    return form_page(
        request, form, title=_("Write what was learnt"), button=_("Keep this lesson"),
        template=PAGE, back_url=back(incident),
    )  # fmt: skip


@require_safe
@for_task(Task.LEARN_FROM_INCIDENTS)
def rates(request: UnitRequest) -> HttpResponse:
    """Per 1,000 doses by route and month, of every kind or of one."""
    today = clinic_day_of(request.unit, at=timezone.now())
    asked = request.GET.get("kind", "")
    kind = IncidentKind(asked) if asked in set(IncidentKind) else None
    found = facts.rates(request.unit, months=reading.last_months(today), kind=kind)
    said: dict[str, str] = wording(get_language() or "en")["words"]
    context: dict[str, Any] = {
        "panels": reading.panels(found, route_words=said, month_name=_month), "kind": kind,
        "kinds": [(one.value, word) for one, word in words.KINDS.items()],
        "first": found.months[0], "last": found.months[-1], "back_url": _out(request),
    }  # fmt: skip
    return render(request, "incidents/rates.html", context)


def _month(month: Any) -> str:
    return date_format(month, "M y")


@require_safe
@for_task(Task.LEARN_FROM_INCIDENTS)
def learning(request: UnitRequest) -> HttpResponse:
    """Without names, codes and days: for everyone who works here, to print."""
    now = timezone.now()
    months = reading.last_months(clinic_day_of(request.unit, at=now))
    context = {
        "learning": reading.learning(request.unit, months=months, at=now),
        "first": months[0], "last": months[-1], "back_url": _out(request),
    }  # fmt: skip
    return render(request, "incidents/learning.html", context)


def _out(request: UnitRequest) -> str:
    return reverse("incidents:list" if request.user.may(Task.SEE_INCIDENTS) else "home")


def _open_story(request: UnitRequest, incident: UUID) -> reading.Story:
    """An incident that counts; of a struck one nothing follows."""
    story = reading.story_or_404(incident, unit=request.unit, at=timezone.now())
    if story.now.is_void:
        raise Http404
    return story
