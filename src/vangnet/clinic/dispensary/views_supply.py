"""To take home: choose the days, see what the gate says, sign, print labels; and bottles back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.dispensary import ordered, reading, supply
from vangnet.clinic.dispensary.actions import WitnessReadAnother
from vangnet.clinic.dispensary.forms import DAYS_TYPED_MOST, BackForm, SupplyForm
from vangnet.clinic.dispensary.hatch_page import hatch_banner, product
from vangnet.clinic.dispensary.models import Bottle, Supply
from vangnet.clinic.dispensary.reasons import cards
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception.banner import next_page, person, visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault.models import Container
from vangnet.rules.decision import Refusal
from vangnet.rules.visit import Stage

STARTS = ("tomorrow", "today")


@for_task(Task.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def take_home(request: UnitRequest, visit: UUID, order: UUID) -> HttpResponse:
    """So many days of one order, in labelled bottles."""
    known = visit_or_404(request, visit)
    if Stage(known.stage) is not Stage.CHECKED:
        return redirect(next_page(known))
    asked = next((o for o in ordered.current_orders(known.patient) if o.pk == order), None)
    if asked is None:
        raise Http404
    wanted = _wanted(request, known, asked)
    form = SupplyForm(
        request.POST or None, unit=known.unit, by=request.user, at=timezone.now(),
        containers=_containers(known, wanted),
        initial={"first_on": wanted.first_on, "days": wanted.days},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        return _sign(request, wanted, form)
    return _page(request, wanted, form)


def _wanted(request: UnitRequest, visit: Visit, order: Order) -> supply.Wanted:
    """The days as the page or its form asks for them; one, from tomorrow on, to begin with."""
    today = clinic_day_of(visit.unit, at=timezone.now())
    asked = request.POST or request.GET
    days = asked.get("days", "1")
    first = today if asked.get("start") == "today" else today + timedelta(days=1)
    if "first_on" in asked:
        first = _date(asked["first_on"]) or first
    number = int(days) if days.isascii() and days.isdigit() else 1
    return supply.Wanted(
        visit=visit, order=order, first_on=first, days=min(max(number, 1), DAYS_TYPED_MOST)
    )


def _date(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _containers(visit: Visit, wanted: supply.Wanted) -> list[tuple[str, str]]:
    now, mg = timezone.now(), supply.total_mg(wanted)
    stocked = reading.containers_for(visit.unit, wanted.order, dose_mg=mg, at=now)
    return [(one.container.code, one.container.code) for one in stocked]


def _sign(request: UnitRequest, wanted: supply.Wanted, form: SupplyForm) -> HttpResponse:
    sent = form.cleaned_data
    box = Container.objects.select_related("lot", "unit").get(
        unit=wanted.visit.unit, code=sent["container"]
    )
    signed = supply.Signed(
        container=box, by=request.user, witness=form.signatures["witness"],
        witness_read_mg=sent["witness_read_mg"], at=form.at, request_id=sent["request_id"],
    )  # fmt: skip
    try:
        kept = supply.supply(wanted=wanted, signed=signed)
    except WitnessReadAnother:
        form.add_error("witness_read_mg", _("The labels come to another amount. Read them again."))
        return _page(request, wanted, form)
    except RequestReused:
        messages.error(request, _("This page was used for another entry. Open it again."))
        return redirect("dispensary:take-home", wanted.visit.pk, wanted.order.pk)
    if kept.allowed:
        return redirect("dispensary:labels", kept.pk)
    return _page(request, wanted, form, [Refusal.from_json(one) for one in kept.reasons])


def _page(
    request: UnitRequest, wanted: supply.Wanted, form: SupplyForm,
    kept: list[Refusal] | None = None,
) -> HttpResponse:  # fmt: skip
    now, visit = timezone.now(), wanted.visit
    against = kept or supply.look(wanted=wanted, by=request.user, at=now).refusals
    today = clinic_day_of(visit.unit, at=now)
    context: dict[str, Any] = {
        "visit": visit, "order": wanted.order, "wanted": wanted, "form": form, "now": now,
        "days": supply.days_of(wanted), "total": supply.total_mg(wanted),
        "product": product(wanted.order), "reasons": cards(against),
        "starts_today": wanted.first_on == today, "stocked": bool(_containers(visit, wanted)),
        "out": _out(visit), "today": today, "banner": hatch_banner(visit, reader=request.user),
    }  # fmt: skip
    status = 409 if kept else 422 if form.errors else 200
    return render(request, "dispensary/take_home.html", context, status=status)


def _out(visit: Visit) -> list[Bottle]:
    """What can come back unused: bottles for today and later, and those that were taken last."""
    out = Bottle.objects.filter(patient=visit.patient, back_at__isnull=True)
    last = out.order_by("supply__at").values_list("supply", flat=True).last()
    rows = out.filter(Q(for_on__gte=visit.clinic_day) | Q(supply=last))
    return list(rows.select_related("supply__order").order_by("for_on"))


@for_task(Task.HAND_OVER)
@require_safe
def labels(request: UnitRequest, kept: UUID) -> HttpResponse:
    """One label a bottle, to print and to stick on."""
    rows = Supply.objects.select_related("patient__identity", "order", "container__lot", "unit")
    found = rows.filter(pk=kept, unit=request.unit, allowed=True).first()
    if found is None:
        raise Http404
    strength = found.container.lot.strength_mg_per_ml if found.container else None
    bottles = list(found.bottles.order_by("for_on"))
    context = {
        "supply": found, "product": product(found.order), "person": person(found.patient,
        reader=request.user), "today": found.clinic_day, "back": next_page(found.visit),
        "labels": [
            (n, one, round(one.dose_mg / strength, 2) if strength else None)
            for n, one in enumerate(bottles, start=1)
        ],
    }  # fmt: skip
    return render(request, "dispensary/labels.html", context)


@for_task(Task.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_back(request: UnitRequest, bottle: UUID) -> HttpResponse:
    """An unused bottle comes back whole."""
    rows = Bottle.objects.select_related("supply__order", "supply__unit", "patient__identity")
    kept = rows.filter(pk=bottle, supply__unit=request.unit).first()
    if kept is None:
        raise Http404
    back_url = reverse("dispensary:hatch")
    is_over = kept.for_on < clinic_day_of(request.unit, at=timezone.now())
    form = BackForm(request.POST or None, unit=request.unit, by=request.user, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        return _book_back(request, kept, form)
    fact = _("%(drug)s %(mg)s mg for %(day)s. It is sealed as residue, for destruction.")
    if is_over:
        fact += " " + _("That day is over: it then counts as a day without a dose.")
    fact %= {
        "drug": product(kept.supply.order)["drug"], "mg": f"{kept.dose_mg.normalize():f}",
        "day": kept.for_on.isoformat(),
    }  # fmt: skip
    return form_page(
        request,
        form,
        title=_("A bottle comes back"),
        button=_("Book it back"),
        fact=fact,
        back_url=back_url,
    )


def _book_back(request: UnitRequest, bottle: Bottle, form: BackForm) -> HttpResponse:
    try:
        supply.bring_back(
            bottle=bottle, by=request.user, witness=form.signatures["witness"], at=form.at
        )
    except supply.BottleNotOut:
        messages.error(request, _("This bottle did not leave this unit."))
    else:
        messages.success(request, _("The bottle is booked back, as residue."))
    return redirect("dispensary:hatch")
