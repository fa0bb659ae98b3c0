"""The pages of entry: referrals that wait, one person's criteria, and the evidence behind them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.consulting.approval import actions, facts, reading
from vangnet.clinic.consulting.approval.forms import EvidenceForm, ReferralForm
from vangnet.clinic.consulting.models import Referral
from vangnet.clinic.consulting.reading import said
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.criteria import Stage
from vangnet.rules.eligibility import Finding, State
from vangnet.rules.eligibility.wording import criteria_words, say


@require_safe
@for_task(Task.SEE_CLINICAL)
def referrals(request: UnitRequest) -> HttpResponse:
    at = timezone.now()
    context = {
        "waiting": reading.waiting(request.unit, at=at),
        **reading.running(request.unit, at=at),
        "today": clinic_day_of(request.unit, at=at),
    }
    return render(request, "approval/referrals.html", context)


@require_safe
@for_task(Task.SEE_CLINICAL)
def patient(request: UnitRequest, patient: UUID) -> HttpResponse:
    """The open referral with every criterion; what was decided before stands below."""
    kept, at = patient_or_404(patient, unit=request.unit), timezone.now()
    today = clinic_day_of(request.unit, at=at)
    referral = facts.open_referral(kept)
    banner = person(kept, reader=request.user)
    banner["chips"] = [*banner["chips"], *reading.chips(referral, today, kept)]
    context = {
        "patient": kept, "banner": banner, "today": today, "card": reading.card(kept, at=at),
        "history": reading.history(kept), "running": facts.running_approval(kept, on=today),
        "may_prescribe": request.user.may(Task.PRESCRIBE),
        "may_assess": request.user.may(Task.ASSESS),
        **(reading.entry(referral, at=at) if referral else {}),
    }  # fmt: skip
    return render(request, "approval/patient.html", context)


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def page(request: UnitRequest, patient: Patient, form: SignedForm, **more: Any) -> HttpResponse:
    return form_page(
        request, form, template="consulting/form.html",
        back_url=reverse("approval:patient", args=[patient.pk]),
        banner=person(patient, reader=request.user),
        today=clinic_day_of(request.unit, at=form.at), **more,
    )  # fmt: skip


def referral_or_404(key: UUID, request: UnitRequest) -> Referral:
    rows = Referral.objects.select_related("unit", "patient__identity", "patient__unit")
    kept = rows.filter(pk=key, patient__unit=request.unit).first()
    if kept is None:
        raise Http404
    return kept


@for_task(Task.ASSESS)
def refer(request: UnitRequest, patient: UUID) -> HttpResponse:
    """A referral to start; while an approval runs, one to go on."""
    kept, reasons = patient_or_404(patient, unit=request.unit), []
    today = clinic_day_of(request.unit, at=timezone.now())
    renews = facts.running_approval(kept, on=today) is not None
    products = [
        ("/".join(one), said(*one))
        for one in facts.products_to_enter(request.unit, at=timezone.now())
    ]
    form = ReferralForm(**given(request, products=products, initial={"referred_on": today}))
    if form.is_valid():
        written = form.cleaned_data
        drug, salt_form, route = written["product"].split("/")
        answer = actions.refer(
            patient=kept, by=request.user, at=form.at, request_id=written["request_id"],
            new=actions.NewReferral(
                stage=Stage.RENEWAL if renews else Stage.START, drug=Drug(drug),
                salt_form=SaltForm(salt_form), route=Route(route), words=written["words"],
                referred_on=written["referred_on"], referrer=written["referrer"],
            ),
        )  # fmt: skip
        if answer.row:
            return redirect("approval:patient", patient=kept.pk)
        reasons = reading.sentences(answer.objections)
    title = _("Start a renewal") if renews else _("New referral")
    return page(request, kept, form, title=title, button=title, reasons=reasons)


@for_task(Task.ASSESS)
def evidence(request: UnitRequest, referral: UUID, code: str) -> HttpResponse:
    """One criterion: what it asks, what was found, and the paper that shows it."""
    kept, reasons = referral_or_404(referral, request), []
    finding = _finding(kept, code)
    words = say(finding, reading.language())
    form = EvidenceForm(**given(
        request, kind=finding.kind, states=_states(finding), papers=words.papers,
        waivable=finding.waivable,
        initial={"verified_on": clinic_day_of(request.unit, at=timezone.now())},
    ))  # fmt: skip
    if form.is_valid():
        answer = actions.record_evidence(
            referral=kept, by=request.user, at=form.at, new=[_new_evidence(code, form)]
        )
        if answer.row:
            messages.success(request, _("Kept: %(what)s") % {"what": words.title})
            return redirect("approval:patient", patient=kept.patient_id)
        reasons = reading.sentences(answer.objections)
    fact = _("Found now: %(found)s") % {"found": words.found}
    return page(
        request, kept.patient, form, title=words.title, button=_("Keep this evidence"),
        fact=f"{fact}. {words.change}", reasons=reasons,
    )  # fmt: skip


def _finding(referral: Referral, code: str) -> Finding:
    answer = facts.look(referral, at=timezone.now()).assessment
    for one in answer.findings if answer else ():
        if one.code == code:
            return one
    raise Http404


def _states(finding: Finding) -> list[tuple[str, str]]:
    words = criteria_words(reading.language())["states"]
    offered = [one for one in State if one is not State.WAIVED or finding.waivable]
    return [(one.value, words[one.value]) for one in offered]


def _new_evidence(code: str, form: EvidenceForm) -> actions.NewEvidence:
    written = form.cleaned_data
    return actions.NewEvidence(
        criterion=code, state=State(written["state"]), document=written["document"],
        verified_on=written["verified_on"], found_on=written.get("found_on"),
        found_number=written.get("found_number"), per_week=written.get("per_week"),
        authority=written.get("authority", ""), note=written["note"],
        request_id=written["request_id"],
    )  # fmt: skip
