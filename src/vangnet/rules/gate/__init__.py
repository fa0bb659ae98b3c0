"""The dispensing gate: may this dose be handed over, to this person, now?

Staff see every reason at once, in the order they act on them, not the first one found. Without a
complete protocol nothing is handed over. One module per topic; this page is the whole checklist.
"""

from collections.abc import Iterator

from vangnet.rules.amounts import is_whole_step
from vangnet.rules.decision import Decision, Refusal
from vangnet.rules.facts import Facts
from vangnet.rules.gate import (
    breath,
    check,
    clock,
    gaps,
    growth,
    health,
    history,
    holds,
    limits,
    order,
    people,
    permission,
    place,
    policy,
    ready,
    room,
    stock,
    supply,
)
from vangnet.rules.protocol import Protocol

__all__ = ["may_dispense", "may_supply"]


def may_dispense(facts: Facts, protocol: Protocol | None) -> Decision:
    assert facts.dose_mg > 0, "a dose of nothing is a caller's bug, not a refusal"
    assert is_whole_step(facts.dose_mg), "a dose finer than the register is a caller's bug"
    return Decision(tuple(_refusals(facts, protocol)))


def _refusals(facts: Facts, protocol: Protocol | None) -> Iterator[Refusal]:
    """The checklist. Without limits each topic still says what it can say without them."""
    allowed = policy.limits_of(facts, protocol)
    yield from permission.identity(facts)
    yield from permission.visit(facts)
    yield from permission.approval(facts, allowed)
    yield from place.refusals(facts, allowed)
    yield from order.in_force(facts)
    yield from order.matches(facts)
    yield from order.amounts(facts, allowed)
    yield from policy.refusals(facts, protocol)
    yield from ready.refusals(facts, protocol)
    yield from breath.refusals(facts, allowed)
    yield from check.refusals(facts, allowed)
    yield from limits.refusals(facts, allowed)
    yield from growth.refusals(facts, allowed)
    yield from history.gap(facts, allowed)
    yield from history.known(facts, allowed)
    yield from history.open_doses(facts)
    yield from history.taken_home(facts)
    yield from gaps.refusals(facts, allowed)
    yield from holds.refusals(facts)
    yield from health.refusals(facts, protocol)
    yield from room.refusals(facts, allowed)
    yield from stock.register(facts)
    if not facts.look_only:
        yield from people.refusals(facts)
        yield from stock.container(facts)
        yield from stock.kit(facts, allowed)
    yield from clock.refusals(facts, allowed)


def may_supply(facts: Facts, protocol: Protocol | None) -> Decision:
    """May these doses be taken home? The same checklist, with each day's dose on its day."""
    assert facts.supply, "a supply of no day is a caller's bug, not a refusal"
    assert facts.dose_mg == sum(day.dose_mg for day in facts.supply), "all of it leaves at once"
    return Decision(tuple(_against_supply(facts, protocol)))


def _against_supply(facts: Facts, protocol: Protocol | None) -> Iterator[Refusal]:
    allowed = policy.limits_of(facts, protocol)
    yield from permission.identity(facts)
    yield from permission.visit(facts)
    yield from place.elsewhere(facts)
    yield from permission.approval(facts, allowed)
    yield from order.in_force(facts)
    yield from order.matches(facts)
    yield from policy.refusals(facts, protocol)
    yield from ready.refusals(facts, protocol)
    yield from breath.refusals(facts, allowed)
    yield from check.refusals(facts, allowed)
    yield from history.gap(facts, allowed)
    yield from history.known(facts, allowed)
    yield from history.open_doses(facts)
    yield from supply.refusals(facts, allowed)
    yield from holds.refusals(facts)
    yield from health.refusals(facts, protocol)
    yield from stock.register(facts)
    if not facts.look_only:
        yield from people.refusals(facts)
        yield from stock.container(facts)
    yield from clock.refusals(facts, allowed)
