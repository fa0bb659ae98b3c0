"""May this order be written? The prescriber sees every reason against, in the order to act on them.

The gate asks again at the hatch, dose by dose. Both ask the same functions of growth, so an order
that is allowed here is never refused there for the size of a dose. The whole checklist stands here.
"""

from collections.abc import Iterator
from itertools import pairwise

from vangnet.rules.amounts import is_whole_step
from vangnet.rules.decision import Decision, Refusal
from vangnet.rules.dosing import beside, change, permission, steps
from vangnet.rules.dosing.facts import OrderingFacts, OrderKind, StepFacts
from vangnet.rules.gate.policy import limits_of
from vangnet.rules.protocol import Protocol

__all__ = ["OrderKind", "OrderingFacts", "StepFacts", "may_order"]


def may_order(facts: OrderingFacts, protocol: Protocol | None) -> Decision:
    assert facts.steps, "an order says at least one amount"
    assert all(a.from_on < b.from_on for a, b in pairwise(facts.steps)), "steps follow each other"
    assert all(
        one.dose_mg > 0 and one.doses_per_day > 0 and is_whole_step(one.dose_mg)
        for one in facts.steps
    ), "a dose of nothing, or finer than the register, is a caller's bug"
    return Decision(tuple(_refusals(facts, protocol)))


def _refusals(facts: OrderingFacts, protocol: Protocol | None) -> Iterator[Refusal]:
    limits = limits_of(facts, protocol)
    yield from permission.prescriber(facts)
    yield from permission.alive(facts)
    yield from permission.nobody_else(facts)
    yield from permission.protocol(facts, protocol)
    yield from permission.dates(facts)
    yield from permission.approval(facts, limits)
    if protocol is not None and limits is not None:
        found = steps.checked(facts, limits)
        for one in found:
            yield from one.refusals
        yield from permission.gap(facts, limits)
        yield from permission.fresh_start(facts, limits)
        yield from beside.methadone(facts, limits)
        yield from beside.other_of_hat(facts)
        yield from beside.alarm(facts, protocol, limits)
        yield from beside.sedating(facts)
        yield from change.asks_reason(facts, found, limits)
    yield from permission.holds(facts)
