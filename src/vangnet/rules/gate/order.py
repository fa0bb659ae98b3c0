"""Is there a signed order in force, for this product and at least this much?"""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.gate import earlier
from vangnet.rules.limits import Limits


def in_force(facts: Facts) -> Iterator[Refusal]:
    order = facts.order
    today = facts.clinic_day
    if order is None:
        yield refuse(Reason.NO_ORDER)
        return
    if today < order.valid_from:
        yield refuse(Reason.ORDER_NOT_YET_VALID, from_on=order.valid_from)
    if order.valid_until is None:
        yield refuse(Reason.ORDER_END_NOT_KNOWN)
    elif order.valid_until < today:
        yield refuse(Reason.ORDER_EXPIRED, until_on=order.valid_until)
    # A stop written for later is still a stop: a new order is one signature away.
    if order.stopped_at is not None:
        yield refuse(Reason.ORDER_STOPPED, stopped_at=order.stopped_at)


def matches(facts: Facts) -> Iterator[Refusal]:
    order = facts.order
    if order is None:
        return
    if order.drug is not facts.drug:
        yield refuse(Reason.ORDER_FOR_OTHER_DRUG, drug=facts.drug, ordered_drug=order.drug)
    if order.salt_form is not facts.salt_form:
        yield refuse(
            Reason.ORDER_FOR_OTHER_SALT_FORM,
            salt_form=facts.salt_form,
            ordered_salt_form=order.salt_form,
        )
    if order.route is not facts.route:
        yield refuse(Reason.ORDER_FOR_OTHER_ROUTE, route=facts.route, ordered_route=order.route)
    if not order.prescriber_may_prescribe:
        yield refuse(Reason.PRESCRIBER_NOT_AUTHORISED)


def amounts(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    order = facts.order
    if order is None:
        return
    if facts.dose_mg > order.dose_mg:
        yield refuse(Reason.DOSE_ABOVE_ORDER, dose_mg=facts.dose_mg, ordered_mg=order.dose_mg)
    today = earlier.today(facts)
    total_mg = earlier.day_mg(facts, limits)  # not known is said once, beside the protocol's limit
    if total_mg is not None and total_mg + facts.dose_mg > order.day_mg:
        yield refuse(
            Reason.DAY_TOTAL_ABOVE_ORDER,
            day_mg=total_mg,
            dose_mg=facts.dose_mg,
            ordered_mg=order.day_mg,
        )
    if len(today) >= order.doses_per_day:
        yield refuse(Reason.DOSES_ABOVE_ORDER, doses=len(today), ordered=order.doses_per_day)
