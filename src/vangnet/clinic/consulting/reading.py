"""The orders in force and the approvals that run out, for the prescribers' list."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from vangnet.clinic.consulting.models import Approval, Hold, Order
from vangnet.clinic.consulting.orders.facts import steps_of
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.models import Unit
from vangnet.rules.amounts import Drug
from vangnet.rules.dosing.facts import OrderKind, StepFacts
from vangnet.rules.ladder import HAT_DRUGS
from vangnet.rules.wording import wording

KIND_WORDS = {
    OrderKind.INDUCTION: gettext_lazy("Induction"),
    OrderKind.TITRATION: gettext_lazy("Titration"),
    OrderKind.TAPER: gettext_lazy("Taper"),
}
# How long before its last day the list draws attention to an order or an approval. It holds no
# dose back and lets none through.
RUNS_OUT_SHOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One patient with the order that nothing supersedes."""

    order: Order
    today: StepFacts  # what it says today; before its first day, what it begins with
    ends_mg: Decimal | None  # the dose it goes to, when that is another
    kind: str
    product: str
    state: str  # valid, soon, over, not_yet, stopped, suspended
    approval: Approval | None
    approval_state: str  # valid, soon, none; not_needed beside HAT
    holds: int


def orders(unit: Unit, *, on: date, suspended: Set[Any] = frozenset()) -> list[Row]:
    """`suspended` has the keys of the orders that wait for a restart after a gap."""
    kept = (
        Order.objects.filter(unit=unit, superseded_by__isnull=True)
        .select_related("patient", "prescriber", "stop", "decision")
        .prefetch_related("steps")
        .order_by("patient__number")
    )
    approvals = _approvals(unit, on)
    held: dict[Any, int] = {}
    running = Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now())
    open_holds = Hold.objects.filter(running, unit=unit, lifted_at__isnull=True)
    for key in open_holds.values_list("patient_id"):
        held[key[0]] = held.get(key[0], 0) + 1
    return [
        Row(
            order=one, **_said_on(one, on), kind=_kind(one),
            product=said(one.drug, one.salt_form, one.route),
            state="suspended" if one.pk in suspended else _state(one, on),
            approval=approvals.get(one.patient_id),
            approval_state=_approval_state(one, approvals.get(one.patient_id), on),
            holds=held.get(one.patient_id, 0),
        )
        for one in kept
    ]  # fmt: skip


def _said_on(order: Order, on: date) -> dict[str, Any]:
    steps = steps_of(order)
    today = ([step for step in steps if step.from_on <= on] or [steps[0]])[-1]
    ends_mg = steps[-1].dose_mg
    return {"today": today, "ends_mg": None if ends_mg == today.dose_mg else ends_mg}


def _kind(order: Order) -> Any:
    """What it was written for; nothing for a fixed dose, or when nobody said it."""
    decision = getattr(order, "decision", None)
    return KIND_WORDS.get(decision.kind, "") if decision else ""


def _approvals(unit: Unit, on: date) -> dict[Any, Approval]:
    """The approval of each patient that is valid today and lasts longest."""
    rows = Approval.objects.filter(unit=unit, valid_from__lte=on).select_related("end")
    found: dict[Any, Approval] = {}
    for one in rows.order_by("valid_until"):
        ended = getattr(one, "end", None)
        if (ended is None or ended.ended_on >= on) and (one.valid_until or on) >= on:
            found[one.patient_id] = one
    return found


def _state(order: Order, on: date) -> str:
    if getattr(order, "stop", None):
        return "stopped"
    if order.valid_from > on:
        return "not_yet"
    return _until(order.valid_until, on)


def _approval_state(order: Order, approval: Approval | None, on: date) -> str:
    if Drug(order.drug) not in HAT_DRUGS:
        return "not_needed"
    return "none" if approval is None else _until(approval.valid_until, on)


def _until(last: date | None, on: date) -> str:
    if last is None:
        return "soon"  # an end that is not known asks for a look as well
    if last < on:
        return "over"
    return "soon" if last - on <= RUNS_OUT_SHOWN else "valid"


def said(drug: str, salt_form: str, route: str) -> str:
    words = wording(get_language() or "en")["words"]
    return f"{words[drug].capitalize()} {words[salt_form]}, {words[route]}"


def drug_word(drug: str) -> str:
    words: Mapping[str, str] = wording(get_language() or "en")["words"]
    return words.get(drug, drug)


def products(unit: Unit) -> list[tuple[str, str]]:
    """The products of the protocol in force, as choices."""
    found = in_force(unit=unit, at=timezone.now())
    limits = found[1].limits if found else {}
    return [("/".join(product), said(*product)) for product in limits]
