"""Is there a signed protocol, whole and in date, that knows this product?"""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.limits import Limits
from vangnet.rules.protocol import Protocol


def limits_of(facts: Facts, protocol: Protocol | None) -> Limits | None:
    if protocol is None or not protocol.complete:
        return None
    return protocol.for_dose(facts.drug, facts.salt_form, facts.route)


def refusals(facts: Facts, protocol: Protocol | None) -> Iterator[Refusal]:
    if protocol is None:
        yield refuse(Reason.NO_PROTOCOL)
        return
    if not protocol.complete:
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
    if protocol.valid_until is not None and protocol.valid_until < facts.clinic_day:
        yield refuse(Reason.PROTOCOL_OUT_OF_DATE, until_on=protocol.valid_until)
