"""A change that is larger than the unit lets pass without a word: the slip of a zero is one."""

from collections.abc import Iterator
from decimal import Decimal

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.dosing.facts import OrderingFacts
from vangnet.rules.dosing.steps import CheckedStep
from vangnet.rules.limits import Limits

ANY_CHANGE = Decimal(0)  # nobody has set the share: every change is written down with its reason


def asks_reason(
    facts: OrderingFacts, steps: tuple[CheckedStep, ...], limits: Limits
) -> Iterator[Refusal]:
    """Once, for the largest change of the order."""
    if facts.reason_given:
        return
    share = limits.dose_change_share_asks_reason
    found = [one for one in steps if _beyond(one, ANY_CHANGE if share is None else share)]
    if found:
        largest = max(found, key=lambda one: abs(one.step.dose_mg - (one.last_mg or ANY_CHANGE)))
        yield refuse(
            Reason.ORDERING_CHANGE_ASKS_REASON,
            step_on=largest.step.from_on, dose_mg=largest.step.dose_mg, last_mg=largest.last_mg,
        )  # fmt: skip


def _beyond(one: CheckedStep, share: Decimal) -> bool:
    if one.last_mg is None:
        return False  # nothing to compare with: the limits of a first dose hold
    return abs(one.step.dose_mg - one.last_mg) > one.last_mg * share
