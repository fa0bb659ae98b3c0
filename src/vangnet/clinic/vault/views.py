"""What is written in the register besides doses. The register itself: board/register_views.py."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import end_of_day
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault import actions, closing
from vangnet.clinic.vault import forms as asked
from vangnet.clinic.vault.models import Account, Container, Posting
from vangnet.rules.amounts import Route
from vangnet.rules.wording import number, wording


def _given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def _page(request: UnitRequest, form: asked.SignedForm, **more: Any) -> HttpResponse:
    return form_page(request, form, back_url=reverse("vault:register"), **more)


def _container(request: UnitRequest, key: UUID) -> Container:
    box = Container.objects.select_related("lot").filter(pk=key, unit=request.unit).first()
    if box is None:
        raise Http404
    return box


@for_task(Task.CLOSE_DAY)
def count(request: UnitRequest, container: UUID) -> HttpResponse:
    box = _container(request, container)
    form = asked.CountForm(**_given(request))
    if form.is_valid():
        made = closing.count(
            container=box, counted_mg=form.cleaned_data["counted_mg"], by=request.user,
            witness=form.signatures["witness"], at=form.at,
        )  # fmt: skip
        _say_count(request, box, made.counted_mg - made.book_mg)
        return redirect("vault:register")
    return _page(
        request, form, title=_("Count %(code)s") % {"code": box.code}, button=_("Keep this count"),
        fact=_("Two people count. What the book says is shown after you have both signed."),
    )  # fmt: skip


def _say_count(request: UnitRequest, box: Container, off: Decimal) -> None:
    if not off:
        messages.success(request, _("%(code)s: book and count agree.") % {"code": box.code})
        return
    said = _("%(code)s: missing %(mg)s mg.") if off < 0 else _("%(code)s: %(mg)s mg too much.")
    messages.warning(request, said % {"code": box.code, "mg": _plain(abs(off))})


@for_task(Task.KEEP_REGISTER)
def waste(request: UnitRequest, container: UUID) -> HttpResponse:
    box = _container(request, container)
    form = asked.WasteForm(**_given(request, container=box))
    if form.is_valid():
        written = form.cleaned_data
        closing.waste(
            container=box, account=Account(written["account"]), mg=written["mg"],
            reason=written["reason"], by=request.user, witness=form.signatures["witness"],
            second_witness=form.signatures["second_witness"], at=form.at,
            request_id=written["request_id"],
        )  # fmt: skip
        return redirect("vault:register")
    return _page(
        request, form, title=_("Destroy what was not used, %(code)s") % {"code": box.code},
        button=_("Book the waste"), fact=_("Two witnesses see it destroyed and sign."),
    )  # fmt: skip


@for_task(Task.CLOSE_DAY)
def explain(request: UnitRequest, container: UUID) -> HttpResponse:
    box = _container(request, container)
    form = asked.ExplainForm(**_given(request))
    if form.is_valid():
        closing.explain_difference(
            container=box, reason=form.cleaned_data["reason"], by=request.user,
            witness=form.signatures["director"], at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        return redirect("vault:register")
    return _page(
        request, form, title=_("Explain the difference of %(code)s") % {"code": box.code},
        button=_("Sign the report"),
        fact=_("Count again first. What stays is booked as a difference, with this report."),
    )  # fmt: skip


@for_task(Task.KEEP_REGISTER)
def counter(request: UnitRequest, posting: UUID) -> HttpResponse:
    line = Posting.objects.select_related("container__lot").filter(pk=posting, unit=request.unit)
    wrong = line.filter(corrected_by__isnull=True, corrects__isnull=True).first()
    if wrong is None:
        raise Http404
    form = asked.CounterForm(**_given(request))
    if form.is_valid():
        closing.counter(
            posting=wrong, reason=form.cleaned_data["reason"], by=request.user,
            witness=form.signatures["witness"], at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        return redirect("vault:register")
    return _page(
        request, form, button=_("Write the counter-entry"),
        title=_("Counter-entry of %(mg)s mg, %(code)s")
        % {"mg": _plain(wrong.mg), "code": wrong.container.code},
        fact=_("The wrong line stays, and names this one. Write the right line afterwards."),
    )  # fmt: skip


@for_task(Task.CLOSE_DAY)
def close(request: UnitRequest, day: str) -> HttpResponse:
    on = day_or_404(day)
    form = asked.CloseForm(**_given(request))
    title = _("Close the day")
    page = {"title": title, "button": title, "fact": on.isoformat()}
    if not form.is_valid():
        return _page(request, form, **page)
    answer = closing.close_day(
        unit=request.unit, day=on, by=request.user, witness=form.signatures["witness"], at=form.at
    )
    if answer.close is None:
        return _page(request, form, status=HTTPStatus.CONFLICT, reasons=_against(answer), **page)
    messages.success(request, _("The day is closed."))
    return redirect("vault:register-day", day=day)


def _against(answer: closing.Closed) -> list[str]:
    """Everything in the way, by container."""
    said = [_("A dose from %(code)s has not ended.") % {"code": c} for c in answer.doses_open]
    said += [
        _("%(code)s: %(mg)s mg wait to be destroyed.") % {"code": code, "mg": _plain(mg)}
        for code, mg in answer.residues.items()
    ]
    said += [_("%(code)s is not counted.") % {"code": code} for code in answer.not_counted]
    for code, off in answer.differences.items():
        words = _("%(code)s: missing %(mg)s mg.") if off < 0 else _("%(code)s: %(mg)s mg too much.")
        said.append(words % {"code": code, "mg": _plain(abs(off))})
    return said


@for_task(Task.KEEP_REGISTER)
def receive(request: UnitRequest) -> HttpResponse:
    form = asked.ReceiveForm(**_given(request, products=products_of(request.unit)))
    if form.is_valid():
        written = form.cleaned_data
        drug, salt_form, route = form.drug
        actions.receive(
            unit=request.unit,
            lot=actions.NewLot(
                number=written["lot"], drug=drug, salt_form=salt_form, routes=(route,),
                strength_mg_per_ml=written["strength"], expires_on=written["expires_on"],
                supplier=written["supplier"],
            ),
            code=written["code"], mg=written["mg"],
            usable_until=end_of_day(request.unit, day=written["expires_on"]), by=request.user,
            witness=form.signatures["witness"], at=form.at, request_id=written["request_id"],
        )  # fmt: skip
        return redirect("vault:register")
    return _page(request, form, title=_("Receive stock"), button=_("Book it in"))


@for_task(Task.KEEP_REGISTER)
def kits(request: UnitRequest) -> HttpResponse:
    form = asked.KitsForm(**_given(request))
    if form.is_valid():
        written = form.cleaned_data
        actions.receive_kits(
            unit=request.unit, number=written["number"], route=Route(written["route"]),
            contents=written["contents"], expires_on=written["expires_on"],
            codes=written["codes"], by=request.user,
        )  # fmt: skip
        said = _("%(count)s kits are booked in.") % {"count": len(written["codes"])}
        messages.success(request, said)
        return redirect("vault:register")
    return _page(request, form, title=_("Receive sterile kits"), button=_("Book them in"))


def products_of(unit: Unit) -> list[tuple[str, str]]:
    """The products of the protocol in force, as choices in the reader's words."""
    found = in_force(unit=unit, at=timezone.now())
    words = wording(get_language() or "en")["words"]
    return [
        (f"{drug}/{salt}/{route}", f"{words[drug]} {words[salt]}, {words[route]}")
        for drug, salt, route in (found[1].limits if found else ())
    ]


def _plain(mg: Decimal) -> str:
    """An amount as it is read aloud, in the reader's language."""
    return number(mg, mark=wording(get_language() or "en")["decimal_mark"])


def day_or_404(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Http404 from None
