"""A transfer on pages: signed at home, answered by the receiving unit, the record taken over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.consulting.models import Transfer
from vangnet.clinic.consulting.moving import forms, reading, transfers
from vangnet.clinic.consulting.moving.views import NONE_YET, given, page, shown, signing
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.moving import Answer


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def sign(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form, reasons = forms.TransferForm(**signing(request)), NONE_YET
    if form.is_valid():
        typed = form.cleaned_data
        answer = transfers.sign_transfer(
            patient=kept, to=typed["to_unit"], from_on=typed["from_on"], words=typed["words"],
            signature=form.signed, at=form.at, request_id=typed["request_id"],
        )  # fmt: skip
        if answer.row:
            said_so = _("Signed. %(unit)s sees it now.") % {"unit": answer.row.to_unit.name}
            messages.success(request, said_so)
            return redirect("moving:agreed", transfer=answer.row.pk)
        reasons = answer.reasons
    return page(
        request, kept, form, title=_("Transfer to another unit"), button=_("Sign the transfer"),
        back_url=reverse("registry:patient", args=[kept.pk]), reasons=reasons,
        fact=_("Once that unit accepts, your orders end the day before. Until then take it back."),
    )  # fmt: skip


@require_safe
@for_task(Task.SEE_CLINICAL)
def agreed(request: UnitRequest, transfer: UUID) -> HttpResponse:
    """The transfer, for both units, with what may be done next."""
    kept = reading.transfer_or_404(transfer, unit=request.unit)
    patient, today = _whole(kept), clinic_day_of(request.unit, at=timezone.now())
    context = {
        "transfer": kept, "patient": patient, "banner": shown(request, patient), "today": today,
        "here": kept.to_unit_id == request.unit.pk, "accepted": reading.is_accepted(kept),
        "day_has_come": kept.from_on <= today, "may_prescribe": request.user.may(Task.PRESCRIBE),
    }  # fmt: skip
    return render(request, "moving/transfer.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def accept(request: UnitRequest, transfer: UUID) -> HttpResponse:
    kept = _here_or_404(request, transfer, receiving=True)
    form = forms.AcceptForm(**signing(request))
    title, button = _("Accept the transfer"), _("Accept")
    fact = _("Without this tick the approval ends when you take the record over: apply anew.")
    return _answer(request, kept, form, Answer.ACCEPTED, title=title, button=button, fact=fact)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def decline(request: UnitRequest, transfer: UUID) -> HttpResponse:
    kept = _here_or_404(request, transfer, receiving=True)
    form = forms.WhyForm(**signing(request))
    title, button = _("Decline the transfer"), _("Decline")
    fact = _("The own unit goes on, and sees why.")
    return _answer(request, kept, form, Answer.DECLINED, title=title, button=button, fact=fact)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def take_back(request: UnitRequest, transfer: UUID) -> HttpResponse:
    kept = _here_or_404(request, transfer, receiving=False)
    form = forms.WhyForm(**signing(request))
    title, button = _("Take the transfer back"), _("Take it back")
    fact = _("The patient stays here, and your orders go on.")
    return _answer(request, kept, form, Answer.TAKEN_BACK, title=title, button=button, fact=fact)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def undo(request: UnitRequest, transfer: UUID) -> HttpResponse:
    """Accepted, and yet the patient stays: either unit ends it before the record goes over."""
    kept = reading.transfer_or_404(transfer, unit=request.unit)
    form, reasons = forms.WhyForm(**signing(request)), NONE_YET
    if form.is_valid():
        written = transfers.undo_transfer(
            transfer=kept, words=form.cleaned_data["words"], signature=form.signed,
            unit=request.unit, at=form.at,
        )  # fmt: skip
        if written.row:
            messages.success(request, _("Signed. The other unit sees it now."))
            return redirect("moving:inbox")
        reasons = written.reasons
    title = _("End the transfer: the patient stays")
    fact = _("%(unit)s gives doses again, by the orders that run.") % {"unit": kept.unit.name}
    back_url = reverse("moving:agreed", args=[kept.pk])
    return page(
        request, _whole(kept), form, title=title, button=_("End it"), fact=fact,
        back_url=back_url, reasons=reasons,
    )  # fmt: skip


def _answer(
    request: UnitRequest, kept: Transfer, form: forms.PasswordForm, answer: Answer, **words: Any
) -> HttpResponse:
    reasons = NONE_YET
    if form.is_valid():
        written = transfers.answer_transfer(
            transfer=kept, answer=answer, words=form.cleaned_data.get("words", ""), at=form.at,
            keeps_approval=form.cleaned_data.get("keeps_approval", False), signature=form.signed,
        )  # fmt: skip
        if written.row:
            messages.success(request, _("Signed. The other unit sees it now."))
            if answer is Answer.ACCEPTED:
                return redirect("moving:agreed", transfer=kept.pk)
            return redirect("moving:inbox")
        reasons = written.reasons
    back_url = reverse("moving:agreed", args=[kept.pk])
    return page(request, _whole(kept), form, reasons=reasons, back_url=back_url, **words)


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def take_over(request: UnitRequest, transfer: UUID) -> HttpResponse:
    kept = _here_or_404(request, transfer, receiving=True)
    form, reasons = forms.TakeOverForm(**given(request)), NONE_YET
    if form.is_valid():
        answer = transfers.take_over(transfer=kept, by=request.user, at=form.at)
        if answer.row:
            said_so = _("The record is yours, as %(number)s. Now write the order.")
            messages.success(request, said_so % {"number": answer.row.number_after})
            return redirect("registry:patient", patient=kept.patient_id)
        reasons = answer.reasons
    return page(
        request, _whole(kept), form, title=_("Take the record over"), reasons=reasons,
        button=_("Take the record over"), back_url=reverse("moving:agreed", args=[kept.pk]),
        fact=_("The old unit's orders stop now. Its doses count on toward growth and gaps."),
    )  # fmt: skip


def _here_or_404(request: UnitRequest, key: UUID, *, receiving: bool) -> Transfer:
    kept = reading.transfer_or_404(key, unit=request.unit)
    if request.unit.pk != (kept.to_unit_id if receiving else kept.unit_id):
        raise Http404
    return kept


def _whole(kept: Transfer) -> Patient:
    return Patient.objects.select_related("identity", "unit").get(pk=kept.patient_id)
