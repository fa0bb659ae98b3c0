"""What working out one criterion gives: a state, what was found, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from vangnet.rules.eligibility.assessment import Change, ChangeCode, State

# The criterion's values by key; None stands for "no limit here", which is said and signed.
Amounts = Mapping[str, Decimal | int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """Only arithmetic: it counts when somebody has verified the papers behind it."""

    state: State
    found: Mapping[str, str] = field(default_factory=dict)
    change: Change | None = None


def met(**found: object) -> Worked:
    return Worked(state=State.MET, found=_said(found))


def not_met(code: ChangeCode, values: Mapping[str, object], **found: object) -> Worked:
    return Worked(state=State.NOT_MET, found=_said(found), change=Change(code, _said(values)))


def not_known(code: ChangeCode, **found: object) -> Worked:
    return Worked(state=State.NOT_KNOWN, found=_said(found), change=Change(code))


def _said(facts: Mapping[str, object]) -> dict[str, str]:
    return {
        name: format(fact.normalize(), "f") if isinstance(fact, Decimal) else str(fact)
        for name, fact in facts.items()
    }
