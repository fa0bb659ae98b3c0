"""An interview on the tablet: a question a page, where it stands, its end, corrections."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.programme.outcomes import actions, facts, reading, words
from vangnet.programme.outcomes.asking import Asking
from vangnet.programme.outcomes.forms import AnswerForm, EndForm
from vangnet.programme.outcomes.models import Ending, Interview, Manner
from vangnet.programme.outcomes.views import PAGE, given

FORM = require_http_methods(["GET", "HEAD", "POST"])


def back(interview: Interview) -> str:
    return reverse("outcomes:interview", args=[interview.pk])


@for_task(Task.HOLD_INTERVIEW)
@FORM
def question(request: UnitRequest, interview: UUID, place: int) -> HttpResponse:
    """One question, in the patient's language. What is tapped is kept, and the next one opens."""
    kept = reading.interview_or_404(interview, unit=request.unit)
    if facts.ending_of(kept) is not None:
        return redirect(back(kept))
    asking = Asking(kept)
    row = asking.row_or_404(place)
    form = AnswerForm(
        request.POST or None, item=asking.item(row), instrument=asking.instruments[row.instrument]
    )
    if form.is_valid():
        _keep(request, kept, row, form)
        following = Asking(kept).next_open(place)
        if following is None:
            return redirect(back(kept))
        return redirect("outcomes:question", kept.pk, following)
    with translation.override(kept.language):
        return render(
            request, "outcomes/question.html", _question_page(asking, place, form),
            status=HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK,
        )  # fmt: skip


def _question_page(asking: Asking, place: int, form: AnswerForm) -> dict[str, Any]:
    asked = asking.question(place)
    return {
        "interview": asking.interview, "question": asked, "form": form, "place": place,
        "all": len(asking.rows), "done": len(asking.answers),
        "section": asked.instrument.name.said(words.language()),
        "before": asked.instrument.before.said(words.language())
        if asked.first_of_section and asked.instrument.before else "",
        "previous": place - 1 if place > 1 else None,
        "following": place + 1 if asked.answer and place < len(asking.rows) else None,
    }  # fmt: skip


def _keep(request: UnitRequest, interview: Interview, row: Any, form: AnswerForm) -> None:
    actions.keep_answer(
        interview=interview, item=row, state=form.state, value=form.value, by=request.user,
        at=timezone.now(), request_id=form.cleaned_data["request_id"],
        because=form.cleaned_data["because"],
    )  # fmt: skip


@require_safe
@for_task(Task.SEE_OUTCOMES)
def overview(request: UnitRequest, interview: UUID) -> HttpResponse:
    """Where it stands; once it is over, what was said."""
    kept = reading.interview_or_404(interview, unit=request.unit)
    asking, ending = Asking(kept), facts.ending_of(kept)
    context = {
        "interview": kept, "patient": kept.patient, "sections": asking.sections(),
        "banner": person(kept.patient, reader=request.user),
        "today": clinic_day_of(request.unit, at=timezone.now()),
        "wave": words.wave_said(kept.wave_months), "ending": ending,
        "manner": words.MANNERS[Manner(kept.manner)],
        "ending_said": words.ENDINGS[ending] if ending else "",
        "first_open": min(asking.open_places, default=None), "asked": len(asking.answers),
        "all": len(asking.rows), "may_hold": request.user.may(Task.HOLD_INTERVIEW),
        "by_section": asking.by_section() if ending in facts.HELD else [],
    }  # fmt: skip
    return render(request, "outcomes/interview.html", context)


@for_task(Task.HOLD_INTERVIEW)
@require_POST
def finish(request: UnitRequest, interview: UUID) -> HttpResponse:
    """Every question was asked."""
    kept = reading.interview_or_404(interview, unit=request.unit)
    if Asking(kept).open_places:
        messages.warning(request, _("Not ended: some questions were not asked yet."))
        return redirect(back(kept))
    actions.end(interview=kept, ending=Ending.COMPLETED, by=request.user, at=timezone.now())
    messages.success(request, _("The interview is kept."))
    return redirect("outcomes:patient", kept.patient_id)


@for_task(Task.HOLD_INTERVIEW)
@FORM
def break_off(request: UnitRequest, interview: UUID) -> HttpResponse:
    """It will not go on: what was not asked stays missing."""
    kept = reading.interview_or_404(interview, unit=request.unit)
    asking = Asking(kept)
    if facts.ending_of(kept) is not None or not asking.open_places:
        return redirect(back(kept))
    form = EndForm(**given(request))
    if form.is_valid():
        nothing = not asking.answers
        actions.end(
            interview=kept, ending=Ending.REFUSED if nothing else Ending.BROKEN_OFF,
            by=request.user, at=form.at, words=form.cleaned_data["remark"],
        )  # fmt: skip
        messages.success(request, _("The interview is over. What was not asked stays missing."))
        return redirect("outcomes:patient", kept.patient_id)
    return form_page(
        request, form, template=PAGE, back_url=back(kept), title=_("End this interview here"),
        button=_("End it here"), banner=person(kept.patient, reader=request.user),
        today=clinic_day_of(request.unit, at=form.at), patient=kept.patient,
        fact=_("It will not go on. To go on another time, go back and leave it open."),
    )  # fmt: skip


@for_task(Task.HOLD_INTERVIEW)
@FORM
def correct(request: UnitRequest, interview: UUID, place: int) -> HttpResponse:
    """Put an answer right after the end, with a reason. The earlier row stays to be read."""
    kept = reading.interview_or_404(interview, unit=request.unit)
    asking = Asking(kept)
    row = asking.row_or_404(place)
    if facts.ending_of(kept) not in facts.HELD or row.pk not in asking.answers:
        return redirect(back(kept))
    form = AnswerForm(
        request.POST or None, item=asking.item(row), corrects=True,
        instrument=asking.instruments[row.instrument],
    )  # fmt: skip
    if form.is_valid():
        _keep(request, kept, row, form)
        messages.success(request, _("The correction is kept. The earlier row stays to be read."))
        return redirect(back(kept))
    context = {"interview": kept, "question": asking.question(place), "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "outcomes/correct.html", context, status=status)
