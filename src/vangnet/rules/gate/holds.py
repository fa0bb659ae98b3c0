"""Holds and the emergency lock. Only a prescriber lifts what is hard."""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts, HoldKind

REASONS = {
    HoldKind.SOFT: Reason.HOLD_SOFT,
    HoldKind.HARD: Reason.HOLD_HARD,
    HoldKind.EMERGENCY: Reason.HOLD_EMERGENCY,
}


def refusals(facts: Facts) -> Iterator[Refusal]:
    for hold in facts.holds:
        yield refuse(
            REASONS[hold.kind], why=hold.reason, owner=hold.owner_name, placed_at=hold.placed_at
        )
    if facts.opioids_locked_since is not None:
        yield refuse(Reason.OPIOIDS_LOCKED, locked_at=facts.opioids_locked_since)
