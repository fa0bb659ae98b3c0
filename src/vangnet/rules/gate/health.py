"""Health checks long overdue, where the signed protocol makes doses wait for them."""

from collections.abc import Iterator

from vangnet.rules.checks import State, plans, standings
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.protocol import Protocol


def refusals(facts: Facts, protocol: Protocol | None) -> Iterator[Refusal]:
    """Only a complete protocol is weighed; without one nothing is handed over anyway."""
    if protocol is None or not protocol.complete or facts.checks_since is None:
        return
    signed = plans(protocol)
    for one in standings(facts.checks, signed, since=facts.checks_since, on=facts.clinic_day):
        if one.state is State.BLOCKING:
            yield refuse(
                Reason.HEALTH_CHECK_OVERDUE,
                what=one.kind,
                due_on=one.due_on,
                days=one.days_over,
                days_max=signed[one.kind].block_after_days or 0,
            )
