"""Writing an order: typed, checked, and signed with the password; one order, and its stop."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.medicines import reading as medicines
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.orders import actions, facts, reading
from vangnet.clinic.consulting.orders.forms import KINDS, STOP_WORDS, StopForm, WriteForm
from vangnet.clinic.consulting.reading import products, said
from vangnet.clinic.consulting.tasks.reading import gap_cards
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import sign_with_password
from vangnet.rules.decision import Refusal
from vangnet.rules.wording import explain

SIGN, AGAIN = "sign", "again"
TYPED_AGAIN = ("dose_mg", "day_mg", "target_mg", "step_mg", "read")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def write(request: UnitRequest, patient: UUID) -> HttpResponse:
    """The form, its check, or the signature under what was checked."""
    kept = patient_or_404(patient, unit=request.unit)
    step = request.POST.get("step", "")
    form = _form(request, emptied=step == AGAIN)
    if step == AGAIN or not form.is_valid():
        return _page(request, kept, form)
    assert form.wanted is not None, "a form without faults says what is wanted"
    if step == SIGN and form.was_read:
        signature = sign_with_password(
            request, user=request.user, password=request.POST.get("password", ""), at=form.at
        )
        if isinstance(signature, str):
            return _page(request, kept, form, wrong_password=signature)
        decision = actions.write_order(
            patient=kept, wanted=form.wanted, signature=signature, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if decision.order:
            messages.success(request, _("The order is signed."))
            return redirect("orders:order", order=decision.order.pk)
        return _page(request, kept, form)
    return _page(request, kept, form, changed=step == SIGN)


def _form(request: UnitRequest, *, emptied: bool) -> WriteForm:
    given: dict[str, Any] = {
        "unit": request.unit, "by": request.user, "at": timezone.now(),
        "products": products(request.unit), "parts": reading.parts(request.unit),
    }  # fmt: skip
    if emptied:  # typed again from an empty field: no amount is put there for anybody
        typed = {name: value for name, value in request.POST.items() if name not in TYPED_AGAIN}
        typed.pop("request_id", None)
        form = WriteForm(initial=typed, **given)
        form.fields["dose_mg"].widget.attrs["autofocus"] = True
        return form
    return WriteForm(request.POST or None, **given)


def _page(
    request: UnitRequest, patient: Patient, form: WriteForm, *, changed: bool = False,
    wrong_password: str = "",
) -> HttpResponse:  # fmt: skip
    newest = Order.objects.filter(patient=patient).order_by("-number").first()
    signed = in_force(unit=request.unit, at=form.at)
    context: dict[str, Any] = {
        "form": form, "patient": patient, "banner": person(patient, reader=request.user),
        "today": clinic_day_of(request.unit, at=form.at), "changed": changed,
        "number": newest.number + 1 if newest else 1, "version": signed and signed[0],
        "present": [_present(one) for one in reading.present_orders(patient)],
        "back_url": reverse("registry:patient", args=[patient.pk]),
        "wrong_password": wrong_password, "request_key": uuid4(),
        "gap_cards": gap_cards(patient, on=clinic_day_of(request.unit, at=form.at)),
        "medicines": medicines.card(patient, on=clinic_day_of(request.unit, at=form.at)),
    }  # fmt: skip
    status = HTTPStatus.OK
    waits = any(card.course.suspended_from for card in context["gap_cards"])
    context["more_open"] = waits or bool(form["is_restart"].value() or form["reason"].value())
    if form.is_bound and form.is_valid() and form.wanted is not None:
        looked = actions.look(patient=patient, wanted=form.wanted, by=request.user, at=form.at)
        context |= {"checked": True, "read": form.fingerprint, "looked": looked}
        context |= reading.shown(looked, unit=request.unit)
        asked = {one.field for one in context["problems"]}
        context["more_open"] |= bool(asked & {"reason", "is_restart"})
        status = HTTPStatus.CONFLICT if changed else status
    if (form.is_bound and form.errors) or wrong_password:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "consulting/orders/write.html", context, status=status)


def _present(order: Order) -> dict[str, Any]:
    return {"order": order, "product": said(order.drug, order.salt_form, order.route)}


@require_safe
@for_task(Task.SEE_CLINICAL)
def order(request: UnitRequest, order: UUID) -> HttpResponse:
    """One order with its dated doses, and what the rule said when it was written."""
    kept = _order_or_404(request, order)
    decision = getattr(kept, "decision", None)
    zone, language = timezone.get_current_timezone(), get_language() or "en"
    context = {
        "order": kept, "banner": person(kept.patient, reader=request.user),
        "product": said(kept.drug, kept.salt_form, kept.route), "steps": facts.steps_of(kept),
        "today": clinic_day_of(request.unit, at=timezone.now()), "decision": decision,
        "kind": dict(KINDS).get(decision.kind if decision else "fixed"),
        "may_stop": request.user.may(Task.PRESCRIBE) and not hasattr(kept, "stop")
        and not hasattr(kept, "superseded_by"),
        "stop_word": STOP_WORDS.get(kept.stop.reason, kept.stop.reason)
        if hasattr(kept, "stop") else "",
        "refused": [
            (one, [explain(Refusal.from_json(raw), language, zone) for raw in one.reasons])
            for one in kept.patient.order_decisions.filter(allowed=False).order_by("-at")[:5]
        ],
    }  # fmt: skip
    return render(request, "consulting/orders/order.html", context)


@for_task(Task.PRESCRIBE)
def stop(request: UnitRequest, order: UUID) -> HttpResponse:
    kept = _order_or_404(request, order)
    form = StopForm(
        request.POST or None, unit=request.unit, by=request.user, at=timezone.now()
    )  # fmt: skip
    if form.is_valid():
        consulting.stop_order(
            order=kept, reason=form.cleaned_data["reason"], by=request.user, at=form.at
        )
        messages.success(request, _("The order is stopped. No dose is handed over by it."))
        return redirect("orders:order", order=kept.pk)
    title = _("Stop order %(number)s") % {"number": kept.number}
    return form_page(
        request, form, template="consulting/form.html", title=title, button=title,
        fact=_("From this moment no dose is handed over by it. A new order can be written."),
        back_url=reverse("orders:order", args=[kept.pk]),
        banner=person(kept.patient, reader=request.user),
        today=clinic_day_of(request.unit, at=form.at),
    )  # fmt: skip


def _order_or_404(request: UnitRequest, key: UUID) -> Order:
    rows = Order.objects.select_related(
        "patient__identity", "patient__unit", "prescriber", "stop", "decision", "superseded_by"
    )
    found = rows.prefetch_related("steps").filter(pk=key, patient__unit=request.unit).first()
    if found is None:
        raise Http404
    return found
