"""The letter for a hospital: what it will say, the making of it, its PDF, and the unit's log."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.board.letter import actions, content, facts, reading
from vangnet.clinic.board.letter.facts import Asked
from vangnet.clinic.board.letter.forms import LetterForm
from vangnet.clinic.board.letter.purposes import PURPOSES
from vangnet.clinic.board.models import Letter
from vangnet.clinic.consulting.care.consent import standing
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.care import ConsentScope

JUST_MADE = "letter_just_made"  # in the session: its page hands the PDF over once


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.MAKE_LETTER)
def new(request: UnitRequest, patient: UUID) -> HttpResponse:
    """What the letter will say, whether there is consent, and the hospital; then the letter."""
    kept, at = patient_or_404(patient, unit=request.unit), timezone.now()
    consent = facts.consent_of(kept, at=at)
    recipients, phone = reading.offered(request.unit)
    form = LetterForm(
        request.POST or None, unit=request.unit, by=request.user, at=at,
        has_consent=consent is not None,
        initial={"phone": phone, "language": (get_language() or "en")[:2]},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        answer = actions.make_letter(
            patient=kept, asked=form.asked(), by=request.user, at=at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.letter:
            request.session[JUST_MADE] = str(answer.letter.pk)
            messages.success(request, _("The letter is made and logged."))
            return redirect("letter:letter", answer.letter.pk)
        form.refuse()
    context = {
        "form": form, "consent": consent, "recipients": recipients, "patient": kept,
        "said": content.say(facts.told(kept, by=request.user, at=at), _draft(form)),
        **_about(request, kept),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "letter/new.html", context, status=status)


def _draft(form: LetterForm) -> Asked:
    """What is known before it is made: the page shows the letter in its own language."""
    said = Asked(
        recipient="", purpose=next(iter(PURPOSES)), phone=form.initial["phone"],
        language=form.initial["language"],
    )  # fmt: skip
    chosen = form.data.get("language", "")
    return replace(said, language=chosen) if chosen in ("en", "nl") else said


def _about(request: UnitRequest, patient: Patient) -> dict[str, object]:
    today = clinic_day_of(request.unit, at=timezone.now())
    last = dict(standing(patient, on=today))[ConsentScope.HOSPITAL_LETTER]
    return {
        "banner": person(patient, reader=request.user), "today": today, "last_consent": last,
    }  # fmt: skip


@require_safe
@for_task(Task.SEE_LETTERS)
def letter(request: UnitRequest, letter: UUID) -> HttpResponse:
    """One line of the log. Whoever has just made it gets the PDF with it."""
    kept = _letter_or_404(request, letter)
    context = {
        "letter": kept, "purpose": PURPOSES[kept.purpose], "patient": kept.patient,
        "may_open": _may_open(request), "has_paper": reading.paper_of(kept) is not None,
        **_about(request, kept.patient),
    }  # fmt: skip
    page = render(request, "letter/letter.html", context)
    if request.session.pop(JUST_MADE, "") == str(kept.pk) and context["has_paper"]:
        page["Refresh"] = f"0; url={reverse('letter:pdf', args=[kept.pk])}"
    return page


@require_safe
@for_task(Task.SEE_LETTERS)
def pdf(request: UnitRequest, letter: UUID) -> HttpResponse:
    """The PDF as it went out. Neither address nor file name says about whom."""
    if not _may_open(request):
        raise PermissionDenied(_("This page is for staff with another task."))
    kept = _letter_or_404(request, letter)
    paper = reading.paper_of(kept)
    if paper is None:
        raise Http404
    answer = HttpResponse(paper, content_type="application/pdf")
    name = f"letter-{timezone.localtime(kept.made_at):%Y-%m-%d}-{kept.sha256[:8]}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_task(Task.SEE_LETTERS)
def log(request: UnitRequest) -> HttpResponse:
    """Every letter of the unit: when, by whom, for which hospital, with consent or why without."""
    return render(request, "letter/log.html", {"rows": reading.log(request.unit)})


def _letter_or_404(request: UnitRequest, key: UUID) -> Letter:
    rows = Letter.objects.select_related(
        "patient__identity", "patient__unit", "made_by", "consent"
    )  # fmt: skip
    kept = rows.filter(pk=key, patient__unit=request.unit).first()
    if kept is None:
        raise Http404
    return kept


def _may_open(request: UnitRequest) -> bool:
    """The paper has a name and doses: only for who may see both."""
    return request.user.may(Task.SEE_IDENTITY) and request.user.may(Task.SEE_CLINICAL)
