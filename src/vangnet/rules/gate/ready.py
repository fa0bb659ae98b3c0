"""Is the unit ready for anyone, whatever is ordered for this person?"""

from collections.abc import Iterator

from vangnet.rules import readiness
from vangnet.rules.decision import Refusal
from vangnet.rules.facts import Facts
from vangnet.rules.protocol import Protocol


def refusals(facts: Facts, protocol: Protocol | None) -> Iterator[Refusal]:
    """Only a complete protocol is weighed; without one nothing is handed over anyway."""
    if facts.readiness is None or protocol is None or not protocol.complete:
        return
    yield from readiness.refusals(
        facts.readiness, protocol, now=facts.now, clinic_day=facts.clinic_day
    )
