"""The page of one patient at the hatch, in its two states: allowed, or every reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.care.reading import card
from vangnet.clinic.consulting.medicines.reading import chips as medicine_chips
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.dispensary import facts, reading
from vangnet.clinic.dispensary.forms import HandOverForm, LessForm
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.dispensary.ordered import further, order_on
from vangnet.clinic.dispensary.reasons import cards, earliest, say
from vangnet.clinic.reception.banner import banner
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.decision import Reason, Refusal
from vangnet.rules.visit import Stage
from vangnet.rules.wording import wording

OF_THE_BREATH = frozenset(
    {Reason.NO_BREATH_TEST, Reason.BREATH_TEST_EXPIRED, Reason.BREATH_OVER_LIMIT,
     Reason.BREATH_RETEST_TOO_EARLY, Reason.BREATH_TESTER_OVERDUE,
     Reason.BREATH_TESTER_NOT_CALIBRATED, Reason.BREATH_READING_IMPOSSIBLE}
)  # fmt: skip
ICONS = {"inhaled": "inhale", "oral": "oral", "sublingual": "oral"}
OF_THE_CHECK = frozenset(
    {Reason.NO_CHECK, Reason.CHECK_EXPIRED, Reason.CHECK_BEFORE_LAST_DOSE, Reason.TOO_SEDATED,
     Reason.SEDATION_NOT_ASSESSED, Reason.ASLEEP, Reason.INTOXICATION_SIGNS}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which dose of which order the page is about, and when it was asked."""

    visit: Visit
    order: Order | None
    dose_mg: Decimal
    at: datetime


def allowed_page(
    request: UnitRequest, shown: Shown, form: HandOverForm, *, less: LessForm | None, status: int
) -> HttpResponse:
    """Everything that must be seen, chosen and signed before the dose goes out."""
    visit, order, dose_mg, at = shown.visit, shown.order, shown.dose_mg, shown.at
    assert order is not None, "without an order nothing is allowed"
    limits = reading.limits_or_none(visit, at=at, order=order)
    stocked = reading.containers_for(visit.unit, order, dose_mg=dose_mg, at=at)
    strength = stocked[0].container.lot.strength_mg_per_ml if stocked else None
    says = order_on(order, visit.clinic_day)
    context = {
        "visit": visit, "form": form, "dose_mg": dose_mg, "order": order, "says": says, "now": at,
        "less": less or LessForm(ordered_mg=says.dose_mg, initial={"order": order.pk}),
        "product": product(order), "strength": strength,
        "volume_ml": round(dose_mg / strength, 2) if strength else None,
        "until": reading.counts_until(visit, limits), "passed": _passed(visit, order, at=at),
        "today": reading.day_of(visit, order=order, dose_mg=dose_mg, limits=limits, at=at),
        "last": [_last(use) for use in reading.last_uses(visit)], "stocked": stocked,
        "kit": reading.next_kit(visit.unit, route=order.route, at=at),
        "kit_needed": reading.kit_needed(limits), "room_needed": reading.room_needed(limits),
        "may_take_home": _may_take_home(visit, order, at=at),
        "rooms": _rooms(visit), "room": reading.room_of(visit),
        "room_chosen": str(form["room"].value() or ""),
        "container_chosen": form["container"].value() or "",
        "witness_chosen": str(form["witness"].value() or ""),
        "witnesses": reading.witnesses(visit.unit, giver=request.user),
        "banner": hatch_banner(visit, reader=request.user), "care": card(visit.patient, at=at),
    }  # fmt: skip
    return render(request, "dispensary/visit_hatch.html", context, status=status)


def hatch_banner(visit: Visit, *, reader: User, failed: str = "") -> dict[str, Any]:
    """The banner where a dose goes out: sedatives of elsewhere stand beside the alerts."""
    shown = banner(visit, reader=reader, failed=failed)
    if reader.may(Task.SEE_CLINICAL):
        shown["chips"] = [*shown["chips"], *medicine_chips(visit.patient, on=visit.clinic_day)]
    return shown


def choice_page(
    request: UnitRequest, visit: Visit, orders: list[Order], due: list[Order], *, at: datetime
) -> HttpResponse:
    """Several doses are due: which one now? The gate is asked for the one that is chosen."""
    keys = {one.pk for one in due}
    rows = [
        {"order": one, "says": order_on(one, visit.clinic_day), "product": product(one),
         "due": one.pk in keys}
        for one in orders
    ]  # fmt: skip
    context = {
        "visit": visit,
        "rows": rows,
        "now": at,
        "banner": hatch_banner(visit, reader=request.user),
    }
    return render(request, "dispensary/choose.html", context)


def refused_page(
    request: UnitRequest, shown: Shown, refusals: Sequence[Refusal], *, status: int,
    kept: bool = False,
) -> HttpResponse:  # fmt: skip
    """No dose now: every reason, and what to do about each."""
    visit, order = shown.visit, shown.order
    reasons = {one.reason for one in refusals}
    context = {
        "visit": visit, "reasons": cards(refusals), "count": len(refusals), "now": shown.at,
        "earliest": earliest(refusals), "say": say(refusals), "order": order,
        "dose_mg": shown.dose_mg, "product": product(order) if order else None, "kept": kept,
        "breath": bool(reasons & OF_THE_BREATH), "check": bool(reasons & OF_THE_CHECK),
        "may_take_home": order is not None and _may_take_home(visit, order, at=shown.at),
        "no_room": Reason.NO_ROOM in reasons, "health": Reason.HEALTH_CHECK_OVERDUE in reasons,
        "had_dose": visit.uses.exists(),
        "others": [
            {"order": one, "says": order_on(one, visit.clinic_day), "product": product(one)}
            for one in further(visit) if order is None or one.pk != order.pk
        ],
        "banner": hatch_banner(
            visit, reader=request.user,
            failed="breath hatch" if Reason.BREATH_OVER_LIMIT in reasons else "hatch",
        ),
    }  # fmt: skip
    return render(request, "dispensary/refused.html", context, status=status)


def nothing_ordered(
    request: UnitRequest, visit: Visit, *, at: datetime, status: int
) -> HttpResponse:
    """Without an order there is no dose to ask the gate about."""
    shown = Shown(visit=visit, order=None, dose_mg=Decimal(0), at=at)
    return refused_page(request, shown, [Refusal(Reason.NO_ORDER, {})], status=status)


def _may_take_home(visit: Visit, order: Order, *, at: datetime) -> bool:
    """Whether the page is offered; what may go is asked on it."""
    limits = reading.limits_or_none(visit, at=at, order=order)
    checked = visit.stage == Stage.CHECKED
    return checked and limits is not None and limits.supply_allowed is True


def product(order: Order) -> dict[str, str]:
    """Drug, salt form and route in full, in the reader's words."""
    words = wording(get_language() or "en")["words"]
    known = [words.get(code, code) for code in (order.drug, order.salt_form, order.route)]
    return {
        "line": "{} {}, {}".format(*known),
        "drug": capfirst(words.get(order.drug, order.drug)),
        "salt_form": words.get(order.salt_form, order.salt_form),
        "route": capfirst(words.get(order.route, order.route)),
        "icon": ICONS.get(order.route, "inject"),
        "code": order.route,
    }


def _passed(visit: Visit, order: Order, *, at: datetime) -> list[dict[str, Any]]:
    """What the gate found in order, with the fact each rests on."""
    check = facts.latest_check(visit)
    rows: list[dict[str, Any]] = [
        {"text": _("Two identifiers")},
        {"text": _("Breath test"), "test": facts.latest_breath_test(visit)},
        {"text": _("Sedation %(score)s") % {"score": check.sedation_score if check else "?"}},
        {"text": _("Order valid to"), "day": order.valid_until}
        if order.valid_until
        else {"text": _("Order valid")},
        {"text": _("Day limit")},
        {"text": _("Since the last dose"), "length": at - ended}
        if (ended := reading.last_ended(visit, drug=order.drug))
        else {"text": _("No dose before")},
        {"text": _("No holds")},
    ]
    return rows


def _last(use: Use) -> dict[str, Any]:
    """How an earlier dose ended, in a word."""
    order = use.hand_over.order
    less = order is not None and use.dose_mg < order_on(order, use.hand_over.clinic_day).dose_mg
    if use.given_mg is None:
        word, tone = _("Not ended"), "warn"
    elif use.given_mg < use.dose_mg:
        word, tone = _("Part used"), "warn"
    elif less:
        word, tone = _("Asked for less"), "warn"
    else:
        word, tone = _("Full dose"), "ok"
    given = use.dose_mg if use.given_mg is None else use.given_mg
    drug = wording(get_language() or "en")["words"].get(use.hand_over.drug, use.hand_over.drug)
    return {"at": use.opened_at, "mg": given, "word": word, "tone": tone, "drug": drug}


def _rooms(visit: Visit) -> list[Any]:
    """The room this visit has, and every other that is ready."""
    own = reading.room_of(visit)
    return ([own] if own else []) + list(reading.ready_rooms(visit.unit))
