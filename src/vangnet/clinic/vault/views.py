"""What is written in the register besides doses. The register itself: board/register_views.py."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import SignedForm
from vangnet.clinic.vault import closing, facts
from vangnet.clinic.vault import forms as asked
from vangnet.clinic.vault.counting import count_once
from vangnet.clinic.vault.models import Account, Container, Posting, PostingKind
from vangnet.clinic.vault.reading import OF_A_DOSE
from vangnet.clinic.vault.words import refused_in_words


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    """What every signed form is made from."""
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def answer(
    request: UnitRequest, form: SignedForm, write: Callable[[dict[str, Any]], str | None],
    **page: Any,
) -> HttpResponse:  # fmt: skip
    """The form until it is right; then it is written. `write` says what stands in the way."""
    page["back_url"] = reverse("vault:register")
    if not form.is_valid():
        return form_page(request, form, **page)
    try:
        against = write(form.cleaned_data)
    except (GuardRefused, RequestReused) as why:
        against = refused_in_words(why)
    if against:
        return form_page(request, form, status=HTTPStatus.CONFLICT, reasons=[against], **page)
    return redirect("vault:register")


def _container(request: UnitRequest, key: UUID) -> Container:
    box = Container.objects.select_related("lot").filter(pk=key, unit=request.unit).first()
    if box is None:
        raise Http404
    return box


def _written_before(request: UnitRequest, box: Container, kind: PostingKind) -> bool:
    """The same page sent again: what it says stands in the register, and asks for no more PINs."""
    try:
        key = UUID(request.POST.get("request_id", ""))
        mg = Decimal(request.POST.get("mg", "0"))
    except (ValueError, InvalidOperation):
        return False
    row = Posting.objects.filter(request_id=key, container=box, kind=kind, by=request.user).first()
    return (
        row is not None
        and row.reason == request.POST.get("reason")
        and ("mg" not in request.POST or row.mg == mg)
    )


@for_task(Task.CLOSE_DAY)
def count(request: UnitRequest, container: UUID) -> HttpResponse:
    box = _container(request, container)
    last = facts.last_count(box)
    form = asked.CountForm(**given(request, initial={"after": last and last.pk}))

    def write(typed: dict[str, Any]) -> str | None:
        made = count_once(
            after=typed["after"], container=box, counted_mg=typed["counted_mg"],
            by=request.user, witness=form.signatures["witness"], at=form.at,
        )  # fmt: skip
        if made is None:
            return _("Others counted this meanwhile. Open the register, and count again if needed.")
        _say_count(request, box, made.counted_mg - made.book_mg)
        return None

    return answer(
        request, form, write, button=_("Keep this count"),
        title=_("Count %(code)s") % {"code": box.code},
        fact=_("Two people count. What the book says is shown after you have both signed."),
    )  # fmt: skip


def _say_count(request: UnitRequest, box: Container, off: Decimal) -> None:
    if not off:
        messages.success(request, _("%(code)s: book and count agree.") % {"code": box.code})
        return
    messages.warning(request, _off(box.code, off))


def _off(code: str, off: Decimal) -> str:
    said = _("%(code)s: missing %(mg)s mg.") if off < 0 else _("%(code)s: %(mg)s mg too much.")
    return said % {"code": code, "mg": f"{abs(off).normalize():f}"}


@for_task(Task.KEEP_REGISTER)
def waste(request: UnitRequest, container: UUID) -> HttpResponse:
    box = _container(request, container)
    if _written_before(request, box, PostingKind.WASTE):
        return redirect("vault:register")
    form = asked.WasteForm(**given(request, container=box))

    def write(typed: dict[str, Any]) -> None:
        closing.waste(
            container=box, account=Account(typed["account"]), mg=typed["mg"],
            reason=typed["reason"], by=request.user, witness=form.signatures["witness"],
            second_witness=form.signatures["second_witness"], at=form.at,
            request_id=typed["request_id"],
        )  # fmt: skip

    return answer(
        request, form, write, title=_("Destroy what was not used, %(code)s") % {"code": box.code},
        button=_("Book the waste"), fact=_("Two witnesses see it destroyed and sign."),
    )  # fmt: skip


@for_task(Task.CLOSE_DAY)
def explain(request: UnitRequest, container: UUID) -> HttpResponse:
    box = _container(request, container)
    if _written_before(request, box, PostingKind.DIFFERENCE):
        return redirect("vault:register")
    form = asked.ExplainForm(**given(request))

    def write(typed: dict[str, Any]) -> str | None:
        booked = closing.explain_difference(
            container=box, reason=typed["reason"], by=request.user,
            witness=form.signatures["director"], at=form.at, request_id=typed["request_id"],
        )  # fmt: skip
        return None if booked else _("Book and count agree. There is nothing to explain.")

    return answer(
        request, form, write, title=_("Explain the difference of %(code)s") % {"code": box.code},
        button=_("Sign the report"),
        fact=_("Count again first. What stays is booked as a difference, with this report."),
    )  # fmt: skip


@for_task(Task.KEEP_REGISTER)
def counter(request: UnitRequest, posting: UUID) -> HttpResponse:
    lines = Posting.objects.select_related("container__lot").filter(pk=posting, unit=request.unit)
    wrong = lines.filter(corrects__isnull=True).exclude(kind__in=(PostingKind.DOSE, *OF_A_DOSE))
    line = wrong.first()
    if line and _written_before(request, line.container, PostingKind.COUNTER):
        return redirect("vault:register")
    if line is None or wrong.filter(corrected_by__isnull=False).exists():
        raise Http404
    form = asked.CounterForm(**given(request))

    def write(typed: dict[str, Any]) -> None:
        closing.counter(
            posting=line, reason=typed["reason"], by=request.user,
            witness=form.signatures["witness"], at=form.at, request_id=typed["request_id"],
        )  # fmt: skip

    return answer(
        request, form, write, button=_("Write the counter-entry"),
        title=_("Counter-entry of %(mg)s mg, %(code)s")
        % {"mg": f"{line.mg.normalize():f}", "code": line.container.code},
        fact=_("The wrong line stays, and names this one. Write the right line afterwards."),
    )  # fmt: skip


@for_task(Task.CLOSE_DAY)
def close(request: UnitRequest, day: str) -> HttpResponse:
    on = day_or_404(day)
    form = asked.CloseForm(**given(request))
    if on > clinic_day_of(request.unit, at=form.at):
        raise Http404
    title, back = _("Close the day"), reverse("vault:register-day", args=[day])
    page: dict[str, Any] = {
        "title": title,
        "button": title,
        "fact": date_format(on),
        "back_url": back,
    }
    if not form.is_valid():
        return form_page(request, form, **page)
    done = closing.close_day(
        unit=request.unit, day=on, by=request.user, witness=form.signatures["witness"], at=form.at
    )
    if done.close is None:
        return form_page(request, form, status=HTTPStatus.CONFLICT, reasons=_against(done), **page)
    messages.success(request, _("The day is closed."))
    return redirect("vault:register-day", day=day)


def _against(answer: closing.Closed) -> list[str]:
    """Everything in the way, by container."""
    said = [_("A dose from %(code)s has not ended.") % {"code": c} for c in answer.doses_open]
    said += [
        _("%(code)s: %(mg)s mg wait to be destroyed.") % {"code": code, "mg": f"{mg.normalize():f}"}
        for code, mg in answer.residues.items()
    ]
    said += [_("%(code)s is not counted.") % {"code": code} for code in answer.not_counted]
    return said + [_off(code, off) for code, off in answer.differences.items()]


def day_or_404(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise Http404 from None
