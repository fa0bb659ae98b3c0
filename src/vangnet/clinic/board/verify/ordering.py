"""Every past decision whether an order may be written, asked again like those of the gate.

Also what is only kept here: that an allowed decision is the one its order says.
"""

from collections.abc import Iterator

from vangnet.clinic.board.verify.decisions import COMPARE, STEP
from vangnet.clinic.board.verify.finding import ALTERED, Advance, Check, Problem
from vangnet.clinic.consulting.models import OrderDecision
from vangnet.clinic.consulting.orders.facts import steps_of
from vangnet.clinic.protocols.facts import ProtocolAltered, read_key
from vangnet.rules.decision import Decision, Refusal
from vangnet.rules.dosing import OrderingFacts, may_order
from vangnet.rules.dosing.facts import ordering_from_json

TABLE = "consulting_orderdecision"


def check(result: Check, advance: Advance) -> None:
    result.take(_decisions(result, advance))


def _decisions(result: Check, advance: Advance) -> Iterator[Problem]:
    rows = OrderDecision.objects.select_related("order").prefetch_related("order__steps")
    for row in rows.iterator(chunk_size=STEP):
        fault = _fault(row)
        if fault:
            yield Problem(table=TABLE, key=str(row.pk), what=fault[0], do=fault[1])
        result.looked_at += 1
        if result.looked_at % STEP == 0:
            advance(STEP)


def _fault(row: OrderDecision) -> tuple[str, str] | None:
    """What is wrong with this decision, and what to do."""
    try:
        facts = ordering_from_json(row.facts)
        stored = tuple(Refusal.from_json(one) for one in row.reasons)
        protocol = read_key(str(row.protocol_id) if row.protocol_id else None)
    except (ProtocolAltered, ValueError, KeyError):
        return "What this decision was made with cannot be read.", ALTERED
    if not _of_this_row(facts, row):
        return "The facts tell of another order than the row.", ALTERED
    again = may_order(facts, protocol)
    if again.refusals == stored and again.allowed == row.allowed:
        return None
    was = ", ".join(reason.value for reason in Decision(stored).reasons) or "allowed"
    now = ", ".join(reason.value for reason in again.reasons) or "allowed"
    return f"Decided: {was}. Asked again: {now}.", COMPARE


def _of_this_row(facts: OrderingFacts, row: OrderDecision) -> bool:
    if (facts.kind, facts.now) != (row.kind, row.at):
        return False
    order = row.order
    return order is None or (
        facts.product == (order.drug, order.salt_form, order.route)
        and facts.steps == steps_of(order)
        and (facts.valid_from, facts.valid_until) == (order.valid_from, order.valid_until)
        and facts.is_restart == order.is_restart
    )
