"""Does this unit give this person's doses today? No clinic day has doses of two units.

At home that ends for the days signed for a guest unit, and from the day of an accepted transfer. A
guest unit gives by an order of its own prescriber, never more than the home's own order says.
"""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts, GuestOrderFacts
from vangnet.rules.gate import earlier
from vangnet.rules.limits import Limits


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    place = facts.place
    if place is None:
        return
    yield from elsewhere(facts)
    if not place.is_guest_here:
        return
    if place.guest_order is None:
        yield refuse(Reason.NO_GUEST_ORDER)
    else:
        yield from _product(facts, place.guest_order)
        yield from _amounts(facts, place.guest_order, limits)


def elsewhere(facts: Facts) -> Iterator[Refusal]:
    """Another unit gives the doses of today, or gave one."""
    place = facts.place
    if place is None:
        return
    if place.dosed_at is not None:
        yield refuse(Reason.DOSED_AT_ANOTHER_UNIT_TODAY, unit=place.dosed_at)
    if place.moved_to is not None:
        yield refuse(Reason.MOVED_TO_ANOTHER_UNIT, unit=place.moved_to, from_on=place.moved_on)
    if place.guest_at is not None:
        yield refuse(
            Reason.GUEST_AT_ANOTHER_UNIT, unit=place.guest_at, guest_until_on=place.guest_until
        )
    if not (place.is_home or place.is_guest_here):
        yield refuse(Reason.NOT_EXPECTED_AT_THIS_UNIT, unit=place.home)


def _product(facts: Facts, order: GuestOrderFacts) -> Iterator[Refusal]:
    ordered = (order.drug, order.salt_form, order.route)
    if ordered != (facts.drug, facts.salt_form, facts.route):
        yield refuse(
            Reason.GUEST_ORDER_FOR_OTHER_PRODUCT,
            ordered_drug=order.drug,
            ordered_salt_form=order.salt_form,
            ordered_route=order.route,
        )


def _amounts(facts: Facts, order: GuestOrderFacts, limits: Limits | None) -> Iterator[Refusal]:
    if facts.dose_mg > order.dose_mg:
        yield refuse(Reason.DOSE_ABOVE_GUEST_ORDER, dose_mg=facts.dose_mg, ordered_mg=order.dose_mg)
    total_mg = earlier.day_mg(facts, limits)  # not known is said once, beside the protocol's limit
    if total_mg is not None and total_mg + facts.dose_mg > order.day_mg:
        yield refuse(
            Reason.DAY_TOTAL_ABOVE_GUEST_ORDER,
            day_mg=total_mg,
            dose_mg=facts.dose_mg,
            ordered_mg=order.day_mg,
        )
    had = len(earlier.today(facts))
    if had >= order.doses_per_day:
        yield refuse(Reason.DOSES_ABOVE_GUEST_ORDER, doses=had, ordered=order.doses_per_day)
