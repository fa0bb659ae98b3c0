"""The hatch: who is ready, what the gate says, and the one press that lets a dose go."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.moving.place import guest_dose_mg
from vangnet.clinic.dispensary import actions, ordered, reading
from vangnet.clinic.dispensary.forms import HandOverForm, LessForm
from vangnet.clinic.dispensary.hatch_page import (
    Shown,
    allowed_page,
    choice_page,
    nothing_ordered,
    refused_page,
)
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.dispensary.ordered import order_on
from vangnet.clinic.dispensary.readiness import reading as readiness
from vangnet.clinic.dispensary.testing import BEFORE_THE_DOSE
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.banner import next_page, visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.actions import PinAnswer, Signature, sign_in_place
from vangnet.clinic.staff.roles import Task
from vangnet.rules.decision import Decision, Reason, Refusal
from vangnet.rules.visit import Stage

IN_THE_ROOM = (Stage.DOSED, Stage.USING)


@for_task(Task.HAND_OVER)
@require_safe
def hatch(request: UnitRequest) -> HttpResponse:
    """Who can have a dose now, who is on the way, and who has one."""
    visits = Visit.objects.filter(unit=request.unit, closed_at__isnull=True)
    here = list(visits.select_related("patient__unit").order_by("opened_at"))
    now = timezone.now()
    rows = [
        {"visit": one, "stage": one.stage, "url": next_page(one), "waited": now - one.opened_at}
        for one in here
    ]
    context = {
        "ready": [row for row in rows if row["stage"] == Stage.CHECKED],
        "on_the_way": [row for row in rows if row["stage"] in (Stage.TESTED, Stage.WAITING)],
        "in_the_room": [row for row in rows if row["stage"] in IN_THE_ROOM], "now": now,
        "readiness": readiness.ready(request.unit, at=now),
    }  # fmt: skip
    return render(request, "dispensary/hatch.html", context)


@for_task(Task.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def visit_hatch(request: UnitRequest, visit: UUID, order: UUID | None = None) -> HttpResponse:
    """One patient at the hatch: the order that is due, or the choice between those that are."""
    known = visit_or_404(request, visit)
    if request.method == "POST":
        return _hand_over(request, known)
    if Stage(known.stage) not in BEFORE_THE_DOSE:
        return redirect(next_page(known))
    if order is not None:
        return _look(request, known, _ordered(known, order))
    orders, due = _orders(known)
    if len(due) > 1:
        return choice_page(request, known, orders, due, at=timezone.now())
    return _look(request, known, _first_due(known))


@for_task(Task.HAND_OVER)
@require_POST
def less(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The patient asks for less: the same page for the smaller dose. Nothing is kept yet."""
    known = visit_or_404(request, visit)
    order = _ordered(known, request.POST.get("order", ""))
    if order is None or Stage(known.stage) not in BEFORE_THE_DOSE:
        return redirect(next_page(known))
    form = LessForm(request.POST, ordered_mg=order_on(order, known.clinic_day).dose_mg)
    if not form.is_valid():
        return _look(request, known, order, less=form, status=422)
    return _look(request, known, order, dose_mg=form.cleaned_data["less_mg"])


def _orders(visit: Visit) -> tuple[list[Order], list[Order]]:
    """Every current order, and those with a dose left today that this visit has not had."""
    return ordered.current_orders(visit.patient), ordered.further(visit)


def _first_due(visit: Visit) -> Order | None:
    """The first that is due, else the first that there is."""
    orders, due = _orders(visit)
    return next(iter(due or orders), None)


def _ordered(visit: Visit, key: UUID | str) -> Order | None:
    """The current order with this key; another patient's is none."""
    return next((one for one in _orders(visit)[0] if str(one.pk) == str(key)), None)


def _look(
    request: UnitRequest, visit: Visit, order: Order | None, *, dose_mg: Decimal | None = None,
    less: LessForm | None = None, form: HandOverForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Ask the gate without keeping its answer, and show what it says."""
    now = timezone.now()
    if order is None:
        return nothing_ordered(request, visit, at=now, status=status)
    ordered_mg = order_on(order, visit.clinic_day).dose_mg
    dose_mg = dose_mg or guest_dose_mg(visit, order, ordered_mg=ordered_mg, at=now)
    decision, _protocol = actions.look(
        visit=visit, order=order, dose_mg=dose_mg, by=request.user, at=now
    )
    asked = Shown(visit=visit, order=order, dose_mg=dose_mg, at=now)
    against = _without_room(visit, decision.refusals)
    if against:
        return refused_page(request, asked, against, status=status)
    form = form or _fresh_form(request, asked)
    return allowed_page(request, asked, form, less=less, status=status)


def _without_room(visit: Visit, refusals: tuple[Refusal, ...]) -> tuple[Refusal, ...]:
    """A room is chosen on the page itself, so its absence is no reason while one is ready."""
    if not reading.ready_rooms(visit.unit).exists():
        return refusals
    return tuple(one for one in refusals if one.reason is not Reason.NO_ROOM)


def _fresh_form(request: UnitRequest, asked: Shown) -> HandOverForm:
    visit, order = asked.visit, asked.order
    assert order is not None, "without an order nothing is allowed"
    stocked = reading.containers_for(visit.unit, order, dose_mg=asked.dose_mg, at=asked.at)
    limits = reading.limits_or_none(visit, at=asked.at, order=order)
    kit = reading.next_kit(visit.unit, route=order.route, at=asked.at)
    room = reading.room_of(visit)
    if room is None and reading.room_needed(limits):
        room = reading.ready_rooms(visit.unit).first()
    initial = {
        "request_id": uuid4(), "giver": request.user.pk, "dose_mg": asked.dose_mg,
        "order": order.pk, "container": stocked[0].container.code if stocked else "",
        "kit": kit.code if kit and reading.kit_needed(limits) else "",
        "room": room.pk if room else None,
    }  # fmt: skip
    return HandOverForm(unit=visit.unit, initial=initial)


def _hand_over(request: UnitRequest, visit: Visit) -> HttpResponse:
    form = HandOverForm(request.POST, unit=visit.unit)
    now = timezone.now()
    if not form.is_valid() or not _people_and_label(request, form):
        return _again(request, visit, form, status=422)
    earlier = HandOver.objects.filter(request_id=form.cleaned_data["request_id"]).first()
    if earlier and earlier.allowed and earlier.visit_id == visit.pk:
        if earlier.dose_mg != form.cleaned_data["dose_mg"]:
            messages.error(request, _("This page was used for another dose. Check everything."))
        return redirect("dispensary:use", visit.pk)
    if Stage(visit.stage) not in BEFORE_THE_DOSE:
        messages.info(request, _("A dose has been handed over in this visit already."))
        return redirect(next_page(visit))
    signature = _witness_signs(form, at=now)
    if signature is None:
        return _again(request, visit, form, status=422)
    if not _give_room(request, visit, form, at=now):
        return _again(request, visit, form, status=409)
    return _ask(request, visit, form, signature, at=now)


def _again(request: UnitRequest, visit: Visit, form: HandOverForm, *, status: int) -> HttpResponse:
    """The page once more with everything typed still in it, but for the PIN."""
    if Stage(visit.stage) not in BEFORE_THE_DOSE:
        return redirect(next_page(visit))
    dose_mg = form.cleaned_data.get("dose_mg")
    order = _ordered(visit, form.cleaned_data.get("order", "")) or _first_due(visit)
    return _look(request, visit, order, dose_mg=dose_mg, form=form, status=status)


def _people_and_label(request: UnitRequest, form: HandOverForm) -> bool:
    """Two different people, the one who opened the page, and the label as the witness read it."""
    sent = form.cleaned_data
    if sent["giver"] != request.user.pk:
        form.add_error(None, _("Another user opened this page. Check everything, then hand over."))
    if sent["witness"].pk == request.user.pk:
        form.add_error("witness", _("%(name)s has signed already. Another person must witness.")
                       % {"name": request.user.display_name})  # fmt: skip
    elif not sent["witness"].may(Task.WITNESS):
        form.add_error("witness", _("%(name)s may not witness. Ask a nurse.")
                       % {"name": sent["witness"].display_name})  # fmt: skip
    if sent["witness_read_mg"] != sent["dose_mg"]:
        form.add_error(
            "witness_read_mg",
            _("The witness read %(read)s mg, the dose is %(dose)s mg. Read the label again.")
            % {"read": f"{sent['witness_read_mg'].normalize():f}",
               "dose": f"{sent['dose_mg'].normalize():f}"},
        )  # fmt: skip
    return not form.errors


def _witness_signs(form: HandOverForm, *, at: datetime) -> Signature | None:
    witness = form.cleaned_data["witness"]
    answer = sign_in_place(user=witness, pin=form.cleaned_data["pin"], at=at)
    if answer.signature is None:
        form.add_error("pin", _pin_sentence(answer, name=witness.display_name))
    return answer.signature


def _pin_sentence(answer: PinAnswer, *, name: str) -> str:
    if answer.locked_until:
        until = f"{timezone.localtime(answer.locked_until):%H:%M}"
        return _("The PIN of %(name)s is locked until %(time)s. Ask another witness.") % {
            "name": name, "time": until}  # fmt: skip
    if answer.tries_left:
        return _("This is not the PIN of %(name)s. Tries left: %(n)s.") % {
            "name": name, "n": answer.tries_left}  # fmt: skip
    return _("%(name)s has no PIN yet. Ask another witness.") % {"name": name}


def _give_room(request: UnitRequest, visit: Visit, form: HandOverForm, *, at: datetime) -> bool:
    """The chosen room, before the gate is asked: it looks whether the visit has one."""
    room = form.cleaned_data["room"]
    if room is None or room == reading.room_of(visit):
        return True
    if reception.give_room(visit=visit, room=room, by=request.user, at=at):
        return True
    form.add_error("room", _("Room %(number)s was just taken. Choose another room.")
                   % {"number": room.number})  # fmt: skip
    form.data = {**{name: form.data[name] for name in form.data}, "room": ""}
    return False


def _ask(
    request: UnitRequest, visit: Visit, form: HandOverForm, witness: Signature, *, at: datetime
) -> HttpResponse:
    sent, order = form.cleaned_data, _ordered(visit, form.cleaned_data["order"])
    asked = actions.Request(
        visit=visit, order=order, dose_mg=sent["dose_mg"],
        container=sent["container"], kit=sent["kit"],
        by=request.user, witness=replace(witness, at=at),
        witness_read_mg=sent["witness_read_mg"], at=at, request_id=sent["request_id"],
    )  # fmt: skip
    try:
        answer = actions.hand_over(asked)
    except (RequestReused, actions.WitnessReadAnother, actions.DoseNotPossible):
        messages.error(request, _("This page was used for another dose. Check everything."))
        return redirect("dispensary:visit-hatch", visit.pk)
    if answer.allowed:
        return redirect("dispensary:use", visit.pk)
    decision = Decision(tuple(Refusal.from_json(one) for one in answer.reasons))
    shown = Shown(visit=visit, order=order, dose_mg=sent["dose_mg"], at=answer.at)
    return refused_page(request, shown, decision.refusals, status=409, kept=True)
