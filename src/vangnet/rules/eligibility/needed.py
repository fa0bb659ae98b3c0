"""The values a criterion compares with, as the unit's protocol has them on that day.

A value that nobody set, that was not accepted, or that does not hold that day compares with
nothing: then the criterion is not known, whatever was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from vangnet.rules.country import TO_ACCEPT, Standing, Value
from vangnet.rules.criteria import Criterion
from vangnet.rules.eligibility.assessment import Change, ChangeCode, Needed
from vangnet.rules.eligibility.facts import EligibilityFacts
from vangnet.rules.keys import KEYS
from vangnet.rules.ladder import HAT_DRUGS
from vangnet.rules.protocol import Protocol
from vangnet.rules.written import as_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All values of one criterion. With a `fault` they cannot be compared with."""

    needed: tuple[Needed, ...]
    amounts: Mapping[str, Decimal | int | None]  # by key; None: no limit, said and signed
    fault: Change | None


def compared(criterion: Criterion, facts: EligibilityFacts, protocol: Protocol) -> Compared:
    held = {key: _held(key, facts, protocol) for key in criterion.values}
    faults = [_fault_of_criterion(criterion, facts, protocol)]
    faults += [_fault(key, value, facts, protocol) for key, value in held.items()]
    return Compared(
        needed=tuple(_needed(key, value) for key, value in held.items()),
        amounts={key: value.value for key, value in held.items() if value is not None},
        fault=next((fault for fault in faults if fault is not None), None),
    )


def _held(key: str, facts: EligibilityFacts, protocol: Protocol) -> Value | None:
    own = protocol.values.get(f"{facts.product}.{key}") if KEYS[key].per_product else None
    return own or protocol.values.get(key)


def _fault_of_criterion(
    criterion: Criterion, facts: EligibilityFacts, protocol: Protocol
) -> Change | None:
    if not criterion.in_force(facts.on):
        return Change(ChangeCode.SIGN_ANEW)
    if _doubtful(criterion) and criterion.name not in protocol.accepted:
        return Change(ChangeCode.ACCEPT, {"name": criterion.name})
    return None


def _doubtful(criterion: Criterion) -> bool:
    """Where a criterion compares with values, those are accepted, each by its own name."""
    return criterion.standing in TO_ACCEPT and not criterion.values


def _fault(
    key: str, value: Value | None, facts: EligibilityFacts, protocol: Protocol
) -> Change | None:
    if value is None:
        if KEYS[key].per_product and facts.product not in protocol.products:
            return Change(ChangeCode.CHOOSE_PRODUCT)
        return Change(ChangeCode.SET_VALUE, {"name": key})
    if not value.in_force(facts.on):
        return Change(ChangeCode.SIGN_ANEW)
    if value.standing in TO_ACCEPT and value.name not in protocol.accepted:
        return Change(ChangeCode.ACCEPT, {"name": value.name})
    return None


def _needed(key: str, value: Value | None) -> Needed:
    if value is None:
        return Needed(name=key, value=None, unit=KEYS[key].unit, standing=Standing.UNSET.value)
    return Needed(
        name=key, value=None if value.value is None else str(as_text(value.value)),
        unit=value.unit, standing=value.standing.value, source=value.source,
        no_limit=value.no_limit,
    )  # fmt: skip


def open_values(protocol: Protocol) -> tuple[str, ...]:
    """Names of values that a criterion compares with and nobody has set."""
    names: list[str] = []
    for criterion in protocol.criteria:
        for key in criterion.values:
            products = _of_hat(protocol) if KEYS[key].per_product else ("",)
            for product in products:
                name = f"{product}.{key}" if product else key
                if name not in protocol.values and key not in protocol.values:
                    names.append(name)
    return tuple(dict.fromkeys(names))


def _of_hat(protocol: Protocol) -> tuple[str, ...]:
    """The products one enters for; methadone needs no entry."""
    return tuple(name for name, one in protocol.products.items() if one.drug in HAT_DRUGS)


def to_accept(protocol: Protocol) -> tuple[str, ...]:
    """Names of the approver, criteria and their values that were not read at their source."""
    approver = protocol.approver
    names: list[str] = ["approver"] if approver and approver.standing in TO_ACCEPT else []
    for criterion in protocol.criteria:
        if _doubtful(criterion):
            names.append(criterion.name)
        names += [
            value.name
            for value in protocol.values.values()
            if value.key in criterion.values and value.standing in TO_ACCEPT
        ]
    return tuple(name for name in dict.fromkeys(names) if name not in protocol.accepted)
