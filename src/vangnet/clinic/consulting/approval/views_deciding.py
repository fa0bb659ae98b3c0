"""The pages of deciding: approve, refuse, later; and what follows: review, appeal, answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.consulting.approval import actions, afterwards, facts, reading
from vangnet.clinic.consulting.approval.forms import (
    AnswerForm,
    AppealForm,
    ApproveForm,
    ApproveTwoForm,
    LaterForm,
    RefuseForm,
    ReviewForm,
)
from vangnet.clinic.consulting.approval.views import given, page, referral_or_404
from vangnet.clinic.consulting.models import Appeal, Approval, EligibilityDecision, Referral
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.criteria import ApprovedBy
from vangnet.rules.eligibility.deciding import Outcome, signatures_fewest
from vangnet.rules.eligibility.wording import say_day


@for_task(Task.PRESCRIBE)
def approve(request: UnitRequest, referral: UUID) -> HttpResponse:
    kept, reasons = referral_or_404(referral, request), []
    known = given(request)
    looked = facts.look(kept, at=known["at"])
    approver = looked.protocol.approver if looked.protocol else None
    two = looked.protocol is not None and signatures_fewest(looked.protocol) > 1
    form = (ApproveTwoForm if two else ApproveForm)(
        **known, approved_by=approver.by if approver else None,
        hints=_hints(kept, looked.on, known["at"]), initial={"valid_from": looked.on},
    )  # fmt: skip
    if form.is_valid():
        answer = actions.decide(
            referral=kept, by=request.user, second=form.signatures.get("second"), at=form.at,
            request_id=form.cleaned_data["request_id"],
            new=_decision(form, Outcome.APPROVE, approver.by if approver else None),
        )  # fmt: skip
        if answer.row:
            messages.success(request, _("Approved."))
            return redirect("approval:patient", patient=kept.patient_id)
        reasons = reading.sentences(answer.objections)
    return page(
        request, kept.patient, form, title=_("Approve"), button=_("Sign the approval"),
        reasons=reasons, fact=reading.approver_word(approver.by) if approver else "",
    )  # fmt: skip


def _hints(referral: Referral, on: Any, at: Any) -> dict[str, str]:
    """The latest days the protocol allows, said beside the fields that it binds."""
    limits, hints = reading.limits(referral.unit, on=on, at=at), {}
    for name, word in (("ends", "valid_until"), ("review", "review_on")):
        if limits[name]:
            day = say_day(limits[name], reading.language())
            hints[word] = _("At the latest %(day)s, when it starts today") % {"day": day}
    return hints


def _decision(form: Any, outcome: Outcome, by: ApprovedBy | None) -> actions.NewDecision:
    written = form.cleaned_data
    names = (
        "words", "authority", "permit_number", "valid_from", "valid_until", "review_on",
        "look_again_on",
    )  # fmt: skip
    return actions.NewDecision(
        outcome=outcome, approved_by=by or ApprovedBy.OWN_PHYSICIAN,
        **{name: written[name] for name in names if name in written},
    )  # fmt: skip


def _against(request: UnitRequest, key: UUID, *, outcome: Outcome, form_class: Any,
             title: str, button: str, fact: str) -> HttpResponse:  # fmt: skip
    kept, reasons = referral_or_404(key, request), []
    form = form_class(**given(request))
    if form.is_valid():
        answer = actions.decide(
            referral=kept,
            by=request.user,
            second=None,
            at=form.at,
            request_id=form.cleaned_data["request_id"],
            new=_decision(form, outcome, None),
        )
        if answer.row:
            return redirect("approval:decision", decision=answer.row.pk)
        reasons = reading.sentences(answer.objections)
    return page(request, kept.patient, form, title=title, button=button, fact=fact, reasons=reasons)


@for_task(Task.PRESCRIBE)
def refuse(request: UnitRequest, referral: UUID) -> HttpResponse:
    return _against(
        request, referral, outcome=Outcome.REFUSE, form_class=RefuseForm, title=_("Refuse"),
        button=_("Sign the refusal"),
        fact=_("Every open criterion is kept with it, and what would change it."),
    )  # fmt: skip


@for_task(Task.PRESCRIBE)
def later(request: UnitRequest, referral: UUID) -> HttpResponse:
    return _against(
        request, referral, outcome=Outcome.DEFER, form_class=LaterForm, title=_("Decide later"),
        button=_("Sign"), fact=_("The referral stays open."),
    )  # fmt: skip


def _decision_or_404(key: UUID, request: UnitRequest) -> EligibilityDecision:
    rows = EligibilityDecision.objects.select_related(
        "referral__unit", "patient__identity", "unit", "decided_by", "second_by", "protocol"
    )
    kept = rows.filter(pk=key, patient__unit=request.unit).first()
    if kept is None:
        raise Http404
    return kept


@require_safe
@for_task(Task.SEE_CLINICAL)
def decision(request: UnitRequest, decision: UUID) -> HttpResponse:
    """What was decided, on what, and what would change it; the appeal and its answer."""
    kept = _decision_or_404(decision, request)
    appeal = Appeal.objects.filter(decision=kept).select_related("answer__answered_by").first()
    mine = request.user.pk in (kept.decided_by_id, kept.second_by_id)
    rows = reading.decided(kept)
    context = {
        "decision": kept, "rows": rows, "open_rows": [one for one in rows if one.change],
        "appeal": appeal, "answer": getattr(appeal, "answer", None),
        "banner": person(kept.patient, reader=request.user), "today": kept.decided_at,
        "approver": reading.approver_word(kept.approved_by),
        "may_assess": request.user.may(Task.ASSESS),
        "may_answer": request.user.may(Task.PRESCRIBE) and not mine,
        "product": reading.product_word(kept.referral),
    }  # fmt: skip
    return render(request, "approval/decision.html", context)


@for_task(Task.ASSESS)
def appeal(request: UnitRequest, decision: UUID) -> HttpResponse:
    kept, reasons = _decision_or_404(decision, request), []
    form = AppealForm(**given(request))
    if form.is_valid():
        written = form.cleaned_data
        answer = afterwards.appeal(
            decision=kept, made_on=written["made_on"], words=written["words"], by=request.user,
            at=form.at, request_id=written["request_id"],
        )  # fmt: skip
        if answer.row:
            return redirect("approval:decision", decision=kept.pk)
        reasons = reading.sentences(answer.objections)
    title = _("Appeal against the refusal")
    return page(
        request, kept.patient, form, title=title, button=_("Keep the appeal"), reasons=reasons
    )


@for_task(Task.PRESCRIBE)
def answer(request: UnitRequest, appeal: UUID) -> HttpResponse:
    rows = Appeal.objects.select_related("decision__patient__identity", "decision__unit")
    kept = rows.filter(pk=appeal, decision__patient__unit=request.unit).first()
    if kept is None:
        raise Http404
    form, reasons = AnswerForm(**given(request)), []
    if form.is_valid():
        said = afterwards.answer_appeal(
            appeal=kept, upheld=form.cleaned_data["upheld"] == "yes",
            words=form.cleaned_data["words"], by=request.user, at=form.at,
        )  # fmt: skip
        if said.row:
            return redirect("approval:decision", decision=kept.decision_id)
        reasons = reading.sentences(said.objections)
    return page(
        request, kept.decision.patient, form, title=_("Answer the appeal"), fact=kept.words,
        button=_("Sign the answer"), reasons=reasons,
    )  # fmt: skip


@for_task(Task.PRESCRIBE)
def review(request: UnitRequest, approval: UUID) -> HttpResponse:
    rows = Approval.objects.select_related("unit", "patient__identity", "patient__unit")
    kept = rows.filter(pk=approval, patient__unit=request.unit).first()
    if kept is None:
        raise Http404
    known, reasons = given(request), []
    form = ReviewForm(**known)
    if form.is_valid():
        answer = afterwards.review(
            approval=kept,
            new=_new_review(form),
            by=request.user,
            at=form.at,
            request_id=form.cleaned_data["request_id"],
        )
        if answer.row:
            messages.success(request, _("The review is kept."))
            return redirect("approval:patient", patient=kept.patient_id)
        reasons = reading.sentences(answer.objections)
    outside = reading.limits(kept.unit, on=kept.valid_from, at=known["at"])["outside"]
    fact = _("In this country a physician from outside the unit reviews.") if outside else ""
    return page(
        request, kept.patient, form, title=_("Record a review"), button=_("Sign the review"),
        fact=fact, reasons=reasons,
    )  # fmt: skip


def _new_review(form: ReviewForm) -> afterwards.NewReview:
    written = form.cleaned_data
    return afterwards.NewReview(
        is_outside=bool(written["institution"].strip()), physician=written["physician"],
        institution=written["institution"].strip(), given_on=written["given_on"],
        continues=written["continues"] == "yes", next_on=written["next_on"],
        document=written["document"], words=written["words"],
    )  # fmt: skip
