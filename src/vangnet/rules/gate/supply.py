"""To take home: is it allowed for this product, for so many days, and is each day's dose allowed?

Each day is asked as if it had come, with the bottles before it drunk: growth, day total, the cap
beside HAT and the step after missed days hold on every one of them.
"""

from collections.abc import Iterator
from dataclasses import replace

from vangnet.rules.amounts import OF_HAT
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import DoseFacts, Facts, SupplyDayFacts
from vangnet.rules.gate import earlier, gaps, growth
from vangnet.rules.gate import limits as limits_of_a_day
from vangnet.rules.limits import Limits


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    if facts.drug in OF_HAT:
        yield refuse(Reason.SUPPLY_NEEDS_ENTITLEMENT, drug=facts.drug)
    if limits is not None:
        yield from _length(facts, limits)
    yield from _days(facts)
    yield from _each_day(facts, limits)


def _length(facts: Facts, limits: Limits) -> Iterator[Refusal]:
    """What is at home already counts, and no day lies further ahead than the days allowed."""
    most = limits.supply_days_longest
    ahead = (max(day.day for day in facts.supply) - facts.clinic_day).days
    days = max(len(facts.supply) + len(facts.home_ahead), ahead)
    if limits.supply_allowed is not True or most is None:
        yield refuse(Reason.SUPPLY_NOT_ALLOWED, drug=facts.drug)
    elif days > most:
        yield refuse(Reason.SUPPLY_TOO_LONG, days=days, days_max=most)


def _days(facts: Facts) -> Iterator[Refusal]:
    had_today = bool(earlier.today(facts))
    for day in facts.supply:
        if not day.order_is_valid or day.day < facts.clinic_day:
            yield refuse(Reason.SUPPLY_DAY_OUTSIDE_ORDER, day_on=day.day)
        if day.doses_per_day > 1:
            yield refuse(Reason.SUPPLY_SEVERAL_DOSES_A_DAY, day_on=day.day, doses=day.doses_per_day)
        if day.day in facts.home_ahead or (day.day == facts.clinic_day and had_today):
            yield refuse(Reason.SUPPLY_DAY_HAS_DOSE, day_on=day.day)


def _each_day(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    """Every reason once, that of the first day that has it."""
    said: set[Reason] = set()
    had = facts.doses
    for day in facts.supply:
        asked = replace(facts, clinic_day=day.day, dose_mg=day.dose_mg, doses=had)
        for one in (
            *limits_of_a_day.of_the_day(asked, limits),
            *growth.refusals(asked, limits),
            *gaps.refusals(asked, limits),
        ):
            if one.reason not in said:
                said.add(one.reason)
                yield one
        had = (*had, _drunk(facts, day))


def _drunk(facts: Facts, day: SupplyDayFacts) -> DoseFacts:
    return DoseFacts(
        clinic_day=day.day,
        drug=facts.drug,
        salt_form=facts.salt_form,
        route=facts.route,
        handed_over_at=facts.now,
        ended_at=facts.now,
        ordered_mg=day.dose_mg,
        handed_mg=day.dose_mg,
        given_mg=day.dose_mg,
        taken_home=True,
    )
