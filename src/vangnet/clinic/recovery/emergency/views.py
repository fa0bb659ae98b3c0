"""The screens of an overdose: who, the running record, each touch, and its end."""

import logging
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vangnet.clinic.reception.banner import person
from vangnet.clinic.recovery.emergency import actions, facts, incident, place, reading
from vangnet.clinic.recovery.emergency.forms import (
    CorrectForm,
    EndForm,
    LateForm,
    ReadingForm,
    TouchForm,
)
from vangnet.clinic.recovery.emergency.leaving import leave_with_ambulance
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, Outcome
from vangnet.clinic.recovery.emergency.paper import file_of, make_paper
from vangnet.clinic.recovery.emergency.words import said
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.requested import RequestForm
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_task(Task.HELP_IN_EMERGENCY)
def who(request: UnitRequest) -> HttpResponse:
    """Everyone who is here, one large button each."""
    return render(request, "emergency/who.html", {"rows": reading.here(request.unit)})


@require_POST
@for_task(Task.HELP_IN_EMERGENCY)
def start(request: UnitRequest, patient: UUID) -> HttpResponse:
    """The press. Nothing is asked; what cannot be read of the form is made up for here."""
    at = place.moment()
    known = place.patient_or_404(patient, unit=request.unit, at=at)
    form = RequestForm(request.POST)
    request_id = form.cleaned_data["request_id"] if form.is_valid() else uuid4()
    found = actions.start(
        unit=request.unit, patient=known, by=request.user, at=at, request_id=request_id
    )
    return redirect("emergency:screen", found.pk)


@require_safe
@for_task(Task.HELP_IN_EMERGENCY)
def screen(request: UnitRequest, emergency: UUID) -> HttpResponse:
    """While it runs the dark screen; afterwards the record, its review and its papers."""
    return _screen(request, place.emergency_or_404(emergency, unit=request.unit))


def _screen(request: UnitRequest, kept: Emergency, form: ReadingForm | None = None) -> HttpResponse:
    at = place.moment()
    clinical = request.user.may(Task.SEE_CLINICAL)
    context: dict[str, Any] = {
        "emergency": kept, "shown": reading.screen(kept, at=at), "now": at,
        "person": person(kept.patient, reader=request.user),
        "today": clinic_day_of(kept.unit, at=at),
        "room": reading.room_of(kept.visit, at=kept.started_at), "here": kept.unit == request.unit,
        "dose": reading.last_dose(kept) if clinical else None,
        "form": form, "reading": form or ReadingForm(initial={"kind": ActKind.READING}, now=at),
        "locked": facts.is_locked(kept),
        "may_review": request.user.may(Task.PRESCRIBE),
        "may_print": request.user.may(Task.MAKE_LETTER),
        "papers": kept.papers.select_related("made_by").order_by("-made_at"),
        "incident": incident.of(kept), "may_see_incident": request.user.may(Task.SEE_INCIDENTS),
        "reviews": kept.reviews.select_related("by").order_by("at"),
    }  # fmt: skip
    page = "emergency/screen.html" if kept.ended_at is None else "emergency/record.html"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, page, context, status=status)


@require_POST
@for_task(Task.HELP_IN_EMERGENCY)
def act(request: UnitRequest, emergency: UUID) -> HttpResponse:
    """One touch. A script that kept it asks for no page; the time it was pressed comes along."""
    kept = place.emergency_or_404(emergency, unit=request.unit, only_here=True)
    at, is_reading = place.moment(), request.POST.get("kind") == ActKind.READING
    form = (ReadingForm if is_reading else TouchForm)(request.POST, now=at)
    if not form.is_valid():
        if isinstance(form, ReadingForm) and not _by_script(request):
            return _screen(request, kept, form)
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    typed = form.cleaned_data
    readings = actions.Readings(
        spo2_percent=typed.get("spo2"), breaths_per_minute=typed.get("breaths"),
        pulse=typed.get("pulse"),
    )  # fmt: skip
    actions.log(
        emergency=kept, by=request.user, at=at, request_id=typed["request_id"],
        act=actions.NewAct(
            kind=ActKind(typed["kind"]), happened_at=form.happened_at(), readings=readings
        ),
    )  # fmt: skip
    if _by_script(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("emergency:screen", kept.pk)


def _by_script(request: UnitRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


@WRITES
@for_task(Task.HELP_IN_EMERGENCY)
def late(request: UnitRequest, emergency: UUID) -> HttpResponse:
    """What was done earlier, or has no button. Also after the end: paper is entered here."""
    kept, at = place.emergency_or_404(emergency, unit=request.unit, only_here=True), place.moment()
    form = LateForm(request.POST or None, now=at)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        actions.log(
            emergency=kept, by=request.user, at=at, request_id=typed["request_id"],
            act=actions.NewAct(
                kind=ActKind(typed["kind"]), happened_at=form.moment("happened"),
                words=typed["words"],
            ),
        )  # fmt: skip
        return redirect("emergency:screen", kept.pk)
    return form_page(
        request, form, title=_("Add to the record"), button=_("Add this"),
        back_url=_back(kept), template="emergency/form.html",
        fact=_("With the time at which it was done. When it was written is kept beside it."),
    )  # fmt: skip


@require_POST
@for_task(Task.HELP_IN_EMERGENCY)
def undo(request: UnitRequest, act: UUID) -> HttpResponse:
    """The last touch was a slip. It stays in sight, struck out."""
    kept = place.act_or_404(act, unit=request.unit)
    form = RequestForm(request.POST)
    try:
        if form.is_valid():
            actions.correct(
                act=kept, happened_at=None, words=_("Undone at once"), by=request.user,
                at=place.moment(), request_id=form.cleaned_data["request_id"],
            )  # fmt: skip
    except actions.CorrectedAlready:
        messages.info(request, _("This was corrected already."))
    return redirect("emergency:screen", kept.emergency_id)


@WRITES
@for_task(Task.HELP_IN_EMERGENCY)
def correct(request: UnitRequest, act: UUID) -> HttpResponse:
    """Another time, or it did not happen."""
    kept, at = place.act_or_404(act, unit=request.unit), place.moment()
    form = CorrectForm(
        request.POST or None, act=kept, now=at,
        initial={"happened": timezone.localtime(kept.happened_at).time()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.correct(
                act=kept, happened_at=None if typed["void"] else form.moment("happened"),
                amount_mg=typed.get("amount_mg"), words=typed["words"], by=request.user, at=at,
                request_id=typed["request_id"],
            )  # fmt: skip
        except actions.CorrectedAlready:
            messages.info(request, _("This was corrected already."))
        return redirect("emergency:screen", kept.emergency_id)
    return form_page(
        request, form, title=_("Correct a line"), button=_("Save the correction"),
        back_url=_back(kept.emergency), template="emergency/form.html",
        fact=f"{timezone.localtime(kept.happened_at):%H:%M:%S} · {said(kept)}",
        note=_("The old line stays in sight, struck out."),
    )  # fmt: skip


@WRITES
@for_task(Task.HELP_IN_EMERGENCY)
def end(request: UnitRequest, emergency: UUID) -> HttpResponse:
    """Three ways to end it, one button each."""
    kept = place.emergency_or_404(emergency, unit=request.unit, only_here=True)
    if kept.ended_at is not None:
        return redirect("emergency:screen", kept.pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome, at = Outcome(form.cleaned_data["outcome"]), place.moment()
        ended = actions.end(
            emergency=kept, outcome=outcome, because=form.cleaned_data["because"],
            by=request.user, at=at,
        )  # fmt: skip
        if ended.outcome == Outcome.AMBULANCE:
            _after_the_ambulance(request, ended)
        return redirect("emergency:screen", kept.pk)
    context = {
        "emergency": kept, "form": form, "longer": facts.ladder(kept.protocol).observation_shortest,
        "person": person(kept.patient, reader=request.user), "now": place.moment(),
        "room": reading.room_of(kept.visit, at=kept.started_at),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "emergency/end.html", context, status=status)


def _after_the_ambulance(request: UnitRequest, kept: Emergency) -> None:
    """The page for the crew, and the visit: neither may undo the end when it does not work."""
    try:
        if request.user.may(Task.MAKE_LETTER):
            _make(request, kept, uuid4())
    except Exception as error:  # whatever the printer of pages does, the record has ended
        logging.getLogger(__name__).warning("No paper was made: %s", type(error).__name__)
        messages.error(request, _("The page for the ambulance was not made. Make it below."))
    _leave(request, kept)


def _make(request: UnitRequest, kept: Emergency, request_id: UUID) -> Any:
    return make_paper(
        emergency=kept, language=(get_language() or "en")[:2], by=request.user,
        at=place.moment(), request_id=request_id,
    )  # fmt: skip


def _leave(request: UnitRequest, kept: Emergency) -> None:
    if leave_with_ambulance(emergency=kept, by=request.user, at=place.moment()):
        messages.success(request, _("The visit is closed: gone with the ambulance."))
    else:
        messages.warning(request, _("The visit stays open: first record the end of the dose."))


@require_POST
@for_task(Task.HELP_IN_EMERGENCY)
def leave(request: UnitRequest, emergency: UUID) -> HttpResponse:
    """Later: the dose is accounted for now, and the visit can close."""
    kept = place.emergency_or_404(emergency, unit=request.unit, only_here=True)
    if kept.outcome == Outcome.AMBULANCE:
        _leave(request, kept)
    return redirect("emergency:screen", kept.pk)


@require_POST
@for_task(Task.MAKE_LETTER)
def paper(request: UnitRequest, emergency: UUID) -> HttpResponse:
    """The page as it is now, logged; then its PDF."""
    kept = place.emergency_or_404(emergency, unit=request.unit, only_here=True)
    form = RequestForm(request.POST)
    made = _make(request, kept, form.cleaned_data["request_id"] if form.is_valid() else uuid4())
    return redirect("emergency:pdf", made.pk)


@require_safe
@for_task(Task.MAKE_LETTER)
def pdf(request: UnitRequest, paper: UUID) -> HttpResponse:
    """The PDF as it went along. Neither its address nor file name says about whom."""
    kept = place.paper_or_404(paper, unit=request.unit)
    content = file_of(kept)
    if content is None:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"ambulance-{timezone.localtime(kept.made_at):%Y-%m-%d}-{kept.sha256[:8]}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _back(kept: Emergency) -> str:
    return reverse("emergency:screen", args=[kept.pk])
