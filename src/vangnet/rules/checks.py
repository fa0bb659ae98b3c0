"""Health checks: when each is due, what is overdue, and what that does to the dose.

A check follows the last one by whole calendar months, as the signed protocol says; a person's own
plan may be denser, never sparser. A kind for which nobody has set how often has no plan, and that
is said: it is neither due nor in order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from vangnet.rules.check_keys import CheckKind, Effect, block_after, effect, every
from vangnet.rules.facts import CheckFacts
from vangnet.rules.months import months_after
from vangnet.rules.protocol import Protocol


class State(StrEnum):
    """How one check stands today."""

    NOT_SET = auto()  # nobody has said how often
    IN_ORDER = auto()
    OVERDUE = auto()
    BLOCKING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the signed protocol says of one kind. None: nobody has set it."""

    kind: CheckKind
    every_months: int | None = None
    effect: Effect | None = None
    block_after_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One kind for one person on one day."""

    kind: CheckKind
    state: State
    last_on: date | None
    due_on: date | None  # None: no plan
    days_over: int  # below 0: so many days to go; 0 without a plan
    blocks_from: date | None  # first day without a dose; None: it never stops one
    every_months: int | None
    effect: Effect | None

    @property
    def first(self) -> bool:
        """Nothing was ever recorded: the first check is due on the first day."""
        return self.last_on is None


def plans(protocol: Protocol | None) -> dict[CheckKind, Plan]:
    """One plan a kind, also for those of which the protocol says nothing."""

    def read(name: str) -> int | str | None:
        return protocol.value(name) if protocol else None

    found = {}
    for kind in CheckKind:
        months, acts, days = read(every(kind)), read(effect(kind)), read(block_after(kind))
        found[kind] = Plan(
            kind=kind,
            every_months=months if isinstance(months, int) else None,
            effect=Effect(acts) if isinstance(acts, str) else None,
            block_after_days=days if isinstance(days, int) else None,
        )
    return found


def months_between(plan: Plan, own_months: int | None) -> int | None:
    """The denser of the protocol's and the person's own plan; None when neither is set."""
    return min((m for m in (plan.every_months, own_months) if m is not None), default=None)


def may_plan(plan: Plan, own_months: int) -> bool:
    """A person's own plan is denser than the protocol's, or stands where that says nothing."""
    return own_months > 0 and (plan.every_months is None or own_months <= plan.every_months)


def standing(fact: CheckFacts, plan: Plan, *, since: date, on: date) -> Standing:
    """How one check stands on that day. `since`: the person's first day, when nothing was done."""
    months = months_between(plan, fact.own_months)
    due_on = None
    if months is not None:
        due_on = months_after(fact.last_on, months) if fact.last_on else since
    blocks_from = _blocks_from(plan, due_on)
    if due_on is None:
        state = State.NOT_SET
    elif blocks_from is not None and on >= blocks_from:
        state = State.BLOCKING
    else:
        state = State.OVERDUE if on > due_on else State.IN_ORDER
    return Standing(
        kind=fact.kind, state=state, last_on=fact.last_on, due_on=due_on,
        days_over=(on - due_on).days if due_on else 0, blocks_from=blocks_from,
        every_months=months, effect=plan.effect,
    )  # fmt: skip


def _blocks_from(plan: Plan, due_on: date | None) -> date | None:
    if due_on is None or plan.effect is not Effect.BLOCK:
        return None
    # That it stops the dose is signed; after how many days is not: then there are none to wait.
    return due_on + timedelta(days=(plan.block_after_days or 0) + 1)


def standings(
    facts: Iterable[CheckFacts], signed: Mapping[CheckKind, Plan], *, since: date, on: date
) -> list[Standing]:
    """Every kind, known or not: what stops a dose first, then the longest over."""
    known = {fact.kind: fact for fact in facts}
    every_kind = [
        standing(known.get(kind) or CheckFacts(kind=kind), signed[kind], since=since, on=on)
        for kind in CheckKind
    ]
    return sorted(every_kind, key=_urgency)


_ORDER = (State.BLOCKING, State.OVERDUE, State.IN_ORDER, State.NOT_SET)


def _urgency(one: Standing) -> tuple[int, int]:
    return _ORDER.index(one.state), -one.days_over
