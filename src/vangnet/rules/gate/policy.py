"""Is there a signed protocol, whole and in date, that knows this product?"""

from collections.abc import Iterator
from datetime import date
from typing import Protocol as Shape

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.limits import Limits
from vangnet.rules.protocol import Protocol


class OneProduct(Shape):
    """Facts about one product on one day: those of the hatch, and those of the door."""

    @property
    def drug(self) -> Drug: ...
    @property
    def salt_form(self) -> SaltForm: ...
    @property
    def route(self) -> Route: ...
    @property
    def clinic_day(self) -> date: ...


def limits_of(facts: OneProduct, protocol: Protocol | None) -> Limits | None:
    if protocol is None or not protocol.complete:
        return None
    return protocol.for_dose(facts.drug, facts.salt_form, facts.route)


def refusals(facts: OneProduct, protocol: Protocol | None) -> Iterator[Refusal]:
    yield from signed(facts, protocol)
    ends_on = protocol.valid_until if protocol else None
    if ends_on is not None and ends_on < facts.clinic_day:
        yield refuse(Reason.PROTOCOL_OUT_OF_DATE, until_on=ends_on)


def signed(facts: OneProduct, protocol: Protocol | None) -> Iterator[Refusal]:
    if protocol is None:
        yield refuse(Reason.NO_PROTOCOL)
    elif not protocol.complete:
        yield refuse(
            Reason.PROTOCOL_INCOMPLETE,
            missing_count=len(protocol.missing),
            unaccepted_count=len(protocol.unaccepted),
            loosened_count=len(protocol.loosened),
            missing=protocol.missing,
            unaccepted=protocol.unaccepted,
            loosened=protocol.loosened,
        )
    elif protocol.for_dose(facts.drug, facts.salt_form, facts.route) is None:
        yield refuse(
            Reason.PRODUCT_NOT_IN_PROTOCOL,
            drug=facts.drug,
            salt_form=facts.salt_form,
            route=facts.route,
        )
