"""The container the dose is drawn from, and the sterile kit that goes with it."""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import ContainerFacts, Facts
from vangnet.rules.limits import Limits


def register(facts: Facts) -> Iterator[Refusal]:
    """A dose is a line of the register, and no line is written on a closed day."""
    if facts.register_closed:
        yield refuse(Reason.REGISTER_CLOSED, day_on=facts.clinic_day)


def container(facts: Facts) -> Iterator[Refusal]:
    container = facts.container
    if container is None:
        yield refuse(Reason.NO_CONTAINER)
        return
    yield from _other_product(container, facts)
    if container.usable_until is None:
        yield refuse(Reason.CONTAINER_EXPIRY_NOT_KNOWN, container=container.code)
    elif container.usable_until <= facts.now:
        yield refuse(
            Reason.CONTAINER_EXPIRED, container=container.code, expired_at=container.usable_until
        )
    if not container.in_use:
        yield refuse(Reason.CONTAINER_NOT_IN_USE, container=container.code)
    if container.in_stock_mg < facts.dose_mg:
        yield refuse(
            Reason.CONTAINER_TOO_LITTLE,
            container=container.code,
            stock_mg=container.in_stock_mg,
            dose_mg=facts.dose_mg,
        )


def _other_product(container: ContainerFacts, facts: Facts) -> Iterator[Refusal]:
    if container.drug is not facts.drug:
        yield refuse(
            Reason.CONTAINER_OTHER_DRUG,
            container=container.code,
            container_drug=container.drug,
            drug=facts.drug,
        )
    if container.salt_form is not facts.salt_form:
        yield refuse(
            Reason.CONTAINER_OTHER_SALT_FORM,
            container=container.code,
            container_salt_form=container.salt_form,
            salt_form=facts.salt_form,
        )
    if facts.route not in container.routes:
        yield refuse(Reason.CONTAINER_OTHER_ROUTE, container=container.code, route=facts.route)


def kit(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    kit = facts.kit
    if kit is None:
        if limits is None or limits.kit_needed:
            yield refuse(Reason.NO_KIT)
        return
    if kit.expires_on < facts.clinic_day:
        yield refuse(Reason.KIT_EXPIRED, kit=kit.code, expires_on=kit.expires_on)
    if kit.already_issued:
        yield refuse(Reason.KIT_ALREADY_ISSUED, kit=kit.code)
    if kit.route is not facts.route:
        yield refuse(Reason.KIT_OTHER_ROUTE, kit=kit.code, kit_route=kit.route, route=facts.route)
