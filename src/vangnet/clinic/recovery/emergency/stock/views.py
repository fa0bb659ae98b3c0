"""The shelf of naloxone: what lies there by the book, and how to set it right."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.recovery.emergency.stock import actions, facts
from vangnet.clinic.recovery.emergency.stock.forms import CountForm, ReceiveForm, WasteForm
from vangnet.clinic.recovery.emergency.stock.models import RescueLot, RescuePosting
from vangnet.clinic.recovery.emergency.words import plain
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task

LINES_SHOWN = 30
WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_task(Task.SEE_REGISTER)
def shelf(request: UnitRequest) -> HttpResponse:
    today = clinic_day_of(request.unit, at=timezone.now())
    lines = RescuePosting.objects.filter(unit=request.unit).select_related("lot", "by")
    difference = facts.difference(request.unit)
    context = {
        "rows": [
            {"lot": one.lot, "pieces": one.pieces, "in_date": one.in_date(today)}
            for one in facts.on_shelf(request.unit)
        ],
        "in_date": facts.naloxone_in_date(request.unit, today), "apart": abs(difference),
        "difference": difference, "lines": lines.order_by("-at", "-pk")[:LINES_SHOWN],
        "may_keep": request.user.may(Task.KEEP_NALOXONE), "today": today,
    }  # fmt: skip
    return render(request, "emergency/shelf.html", context)


@WRITES
@for_task(Task.KEEP_NALOXONE)
def receive(request: UnitRequest) -> HttpResponse:
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        received = actions.receive(
            unit=request.unit, pieces=typed["pieces"], by=request.user, at=timezone.now(),
            request_id=typed["request_id"],
            lot=actions.NewLot(
                number=typed["number"].strip(), form=typed["form"].strip(),
                piece_mg=typed["piece_mg"], expires_on=typed["expires_on"],
            ),
        )  # fmt: skip
        if received is not None:
            return redirect("emergency:shelf")
        form.add_error("number", _another_lot(request, typed["number"].strip()))
    return _form(request, form, title=_("Receive naloxone"), button=_("Put on the shelf"))


@WRITES
@for_task(Task.KEEP_NALOXONE)
def count(request: UnitRequest, lot: UUID) -> HttpResponse:
    kept = _lot_or_404(request, lot)
    form = CountForm(request.POST or None, book=facts.pieces_of(kept))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        moved = actions.count(
            lot=kept, counted=typed["counted"], words=typed["words"],
            by=request.user, at=timezone.now(), request_id=typed["request_id"],
        )  # fmt: skip
        if moved is None:
            messages.success(request, _("Book and count agree."))
        else:
            messages.warning(request, _("The book says the count now. The difference is shown."))
        return redirect("emergency:shelf")
    return _form(request, form, title=_("Count lot %(lot)s") % {"lot": kept.number},
                 button=_("Save the count"))  # fmt: skip


@WRITES
@for_task(Task.KEEP_NALOXONE)
def waste(request: UnitRequest, lot: UUID) -> HttpResponse:
    kept, form = _lot_or_404(request, lot), WasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        gone = actions.waste(
            lot=kept, pieces=typed["pieces"], words=typed["words"], by=request.user,
            at=timezone.now(), request_id=typed["request_id"],
        )  # fmt: skip
        if gone is not None:
            return redirect("emergency:shelf")
        form.add_error("pieces", _("The book does not have so many. Count the lot first."))
    return _form(request, form, title=_("Throw away of lot %(lot)s") % {"lot": kept.number},
                 button=_("Save this"))  # fmt: skip


def _form(request: UnitRequest, form: ReceiveForm | CountForm | WasteForm, *, title: str,
          button: str) -> HttpResponse:  # fmt: skip
    return form_page(
        request, form, title=title, button=button, back_url=reverse("emergency:shelf"),
        note=_("Naloxone is no controlled drug: no second person signs. The journal keeps it."),
    )  # fmt: skip


def _another_lot(request: UnitRequest, number: str) -> str:
    """What the book says of the lot of this number: the packet is read again."""
    kept = RescueLot.objects.get(unit=request.unit, number=number)
    good_until = date_format(kept.expires_on, "j M Y")
    return _("In the book this lot is %(form)s, %(mg)s mg, good until %(day)s. Read it again.") % {
        "form": kept.form, "mg": plain(kept.piece_mg.normalize()), "day": good_until,
    }  # fmt: skip


def _lot_or_404(request: UnitRequest, key: UUID) -> RescueLot:
    found = RescueLot.objects.select_related("unit").filter(pk=key, unit=request.unit).first()
    if found is None:
        raise Http404
    return found
