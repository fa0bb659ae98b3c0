"""Guest days on pages: what stands between units, signing, cutting short, the guest order."""

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

from vangnet.clinic.consulting.medicines.reading import card as medicines_card
from vangnet.clinic.consulting.moving import forms, guests, reading
from vangnet.clinic.consulting.moving.facts import Stay
from vangnet.clinic.consulting.moving.words import said
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.rules.moving import MovingReason

NONE_YET: tuple[MovingReason, ...] = ()


@require_safe
@for_task(Task.SEE_CLINICAL)
def inbox(request: UnitRequest) -> HttpResponse:
    """Guests here, our people elsewhere, and transfers both ways."""
    today = clinic_day_of(request.unit, at=timezone.now())
    context = {
        "inbox": reading.inbox(request.unit, on=today), "today": today,
        "may_check": request.user.may(Task.CHECK_PARTNERS),
    }  # fmt: skip
    return render(request, "moving/inbox.html", context)


def shown(request: UnitRequest, patient: Patient) -> dict[str, Any]:
    """The banner; the face of another unit's patient is shown at the desk, when they come."""
    banner = person(patient, reader=request.user)
    if patient.unit_id != request.unit.pk:
        banner["photo_url"] = ""
        theirs = _("Patient of %(unit)s") % {"unit": patient.unit.name}
        banner["chips"] = [{"text": theirs, "icon": "info", "tone": "info"}, *banner["chips"]]
    return banner


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def signing(request: UnitRequest, **more: Any) -> dict[str, Any]:
    """The same for a form that is signed with the password."""
    return {**given(request), "request": request, **more}


def page(
    request: UnitRequest, patient: Patient, form: SignedForm, *, back_url: str,
    reasons: tuple[MovingReason, ...] = NONE_YET, **more: Any,
) -> HttpResponse:  # fmt: skip
    more.setdefault("template", "moving/form.html")
    return form_page(
        request, form, back_url=back_url, banner=shown(request, patient), patient=patient,
        today=clinic_day_of(request.unit, at=form.at), reasons=said(reasons), **more,
    )  # fmt: skip


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def permit(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form, reasons = forms.GuestForm(**signing(request)), NONE_YET
    if form.is_valid():
        answer = guests.permit_guest(
            patient=kept, host=form.cleaned_data["host"], days=form.days,
            words=form.cleaned_data["words"], signature=form.signed, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.row:
            said_so = _("Signed. %(unit)s sees it now.") % {"unit": answer.row.host.name}
            messages.success(request, said_so)
            return redirect("moving:stay", stay=answer.row.pk)
        reasons = answer.reasons
    return page(
        request, kept, form, title=_("Guest at another unit"), button=_("Sign the guest days"),
        back_url=reverse("registry:patient", args=[kept.pk]), reasons=reasons,
        fact=_("On these days this unit gives no dose. The other gives no more than your order."),
    )  # fmt: skip


@require_safe
@for_task(Task.SEE_CLINICAL)
def stay(request: UnitRequest, stay: UUID) -> HttpResponse:
    """What the two units agreed, for both."""
    kept = reading.stay_or_404(stay, unit=request.unit)
    today = clinic_day_of(request.unit, at=timezone.now())
    patient, here = _whole(kept), kept.permission.host_id == request.unit.pk
    is_now = kept.days.first_on <= today <= kept.days.last_on
    context = {
        "stay": kept, "patient": patient, "banner": shown(request, patient), "today": today,
        "here": here, "orders": reading.guest_orders(kept),
        "may_hold": here and is_now and request.user.may(Task.PUT_ON_HOLD),
        "medicines": medicines_card(patient, on=today) if here and is_now else None,
        "may_write_medicines": request.user.may(Task.KEEP_HEALTH_RECORD),
        "over": kept.days.last_on < today, "may_prescribe": request.user.may(Task.PRESCRIBE),
    }  # fmt: skip
    return render(request, "moving/stay.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def cut(request: UnitRequest, stay: UUID) -> HttpResponse:
    kept = reading.stay_or_404(stay, unit=request.unit)
    form, reasons = forms.CutForm(**signing(request)), NONE_YET
    if form.is_valid():
        answer = guests.cut_short(
            permission=kept.permission, last_on=form.last_on, why=form.cleaned_data["why"],
            signature=form.signed, at=form.at, request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.row:
            messages.success(request, _("The guest days are cut short."))
            return redirect("moving:inbox")
        reasons = answer.reasons
    return page(
        request, _whole(kept), form, title=_("Cut the guest days short"), reasons=reasons,
        button=_("Cut them short"), back_url=reverse("moving:stay", args=[kept.permission.pk]),
        fact=_("Today, when no dose was given at the guest unit today; else tomorrow or later."),
    )  # fmt: skip


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def order(request: UnitRequest, stay: UUID) -> HttpResponse:
    kept = reading.stay_or_404(stay, unit=request.unit)
    if kept.permission.host_id != request.unit.pk:
        raise Http404
    home = reading.home_orders(kept)
    form, reasons = forms.GuestOrderForm(**signing(request, home=home)), NONE_YET
    if form.is_valid():
        answer = guests.order_for_guest(
            permission=kept.permission, wanted=form.wanted, signature=form.signed, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.row:
            messages.success(request, _("The guest order is signed."))
            return redirect("moving:stay", stay=kept.permission.pk)
        reasons = answer.reasons
    return page(
        request, _whole(kept), form, title=_("Guest order"), button=_("Sign the guest order"),
        reasons=reasons, back_url=reverse("moving:stay", args=[kept.permission.pk]),
        template="moving/order.html", orders=reading.guest_orders(kept),
        fact=_("For the guest days only, and never more than the own unit ordered."),
    )  # fmt: skip


def _whole(kept: Stay) -> Patient:
    rows = Patient.objects.select_related("identity", "unit")
    return rows.get(pk=kept.permission.patient_id)
