"""How fast a dose may rise: the first dose, the first day, and every later step.

Counted per product since the last (re)start: who changes route begins as a beginner.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import earlier
from vangnet.rules.limits import Growth, Limits, NoLimit


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    if limits is None:
        return
    growth = limits.growth
    had = earlier.same_product(facts)
    if not had:
        yield from _above(Reason.FIRST_DOSE_ABOVE_MAX, facts.dose_mg, growth.first_dose_mg_max)
        return
    before = [dose for dose in had if dose.clinic_day < facts.clinic_day]
    if not before:
        first_day_max = growth.first_day_dose_mg_max
        yield from _above(Reason.FIRST_DAY_DOSE_ABOVE_MAX, facts.dose_mg, first_day_max)
        return
    last_day = max(dose.clinic_day for dose in before)
    last_day_mg = sum(
        (earlier.counted_mg(d) for d in before if d.clinic_day == last_day), earlier.ZERO
    )
    if _by_day_share(facts, growth):
        yield from _share(facts.dose_mg, last_day_mg, growth.day_share_max)
    else:
        yield from _step(facts.dose_mg, had[-1], growth)
    today_mg = sum((earlier.counted_mg(d) for d in had if d not in before), earlier.ZERO)
    yield from _day_step(today_mg + facts.dose_mg, last_day_mg, growth.day_step_mg_max)


def may_follow_at_once(facts: Facts, limits: Limits) -> bool:
    """Whether this is the small second dose of the very first day, which need not wait."""
    most = limits.growth.at_once_dose_mg_max
    had = earlier.same_product(facts)
    return (
        most is not None
        and facts.dose_mg <= most
        and len(had) == 1
        and had[0].clinic_day == facts.clinic_day
        and len(earlier.today(facts)) == 1
        and _nothing_just_before(facts, limits)
    )


def _nothing_just_before(facts: Facts, limits: Limits) -> bool:
    """A dose of this drug by another route late yesterday takes the exception away."""
    if isinstance(limits.interval_shortest, NoLimit):
        return True
    since = facts.now - limits.interval_shortest
    others = (d for d in facts.doses if d.drug is facts.drug and d.clinic_day != facts.clinic_day)
    return not any(d.ended_at is None or d.ended_at > since for d in others)


def _by_day_share(facts: Facts, growth: Growth) -> bool:
    fewest = growth.day_share_doses_fewest
    if isinstance(fewest, NoLimit) or facts.order is None:
        return False
    return facts.order.doses_per_day >= fewest


def _above(reason: Reason, dose_mg: Decimal, max_mg: Decimal | NoLimit) -> Iterator[Refusal]:
    if not isinstance(max_mg, NoLimit) and dose_mg > max_mg:
        yield refuse(reason, dose_mg=dose_mg, max_mg=max_mg)


def _share(dose_mg: Decimal, last_day_mg: Decimal, share: Decimal | NoLimit) -> Iterator[Refusal]:
    if isinstance(share, NoLimit) or dose_mg <= last_day_mg * share:
        return
    yield refuse(
        Reason.DOSE_ABOVE_DAY_SHARE,
        dose_mg=dose_mg,
        max_mg=last_day_mg * share,
        last_day_mg=last_day_mg,
    )


def _step(dose_mg: Decimal, last: DoseFacts, growth: Growth) -> Iterator[Refusal]:
    if isinstance(growth.step_share_max, NoLimit):
        return
    last_mg = last.ordered_mg if growth.step_from == "ordered" else earlier.counted_mg(last)
    max_mg = last_mg * (1 + growth.step_share_max)
    if dose_mg > max_mg:
        yield refuse(Reason.DOSE_GROWS_TOO_FAST, dose_mg=dose_mg, max_mg=max_mg, last_mg=last_mg)


def _day_step(
    total_mg: Decimal, last_day_mg: Decimal, step_mg: Decimal | NoLimit
) -> Iterator[Refusal]:
    if isinstance(step_mg, NoLimit) or total_mg <= last_day_mg + step_mg:
        return
    yield refuse(
        Reason.DAY_TOTAL_GROWS_TOO_FAST,
        total_mg=total_mg,
        max_mg=last_day_mg + step_mg,
        last_day_mg=last_day_mg,
    )


def look_back(limits: Limits) -> timedelta:
    """How far the doses before today must be known for these rules to answer."""
    growth = limits.growth
    rules = (
        growth.first_dose_mg_max,
        growth.first_day_dose_mg_max,
        growth.day_share_max,
        growth.step_share_max,
        growth.day_step_mg_max,
    )
    grows = not all(isinstance(rule, NoLimit) for rule in rules)
    shortest = limits.interval_shortest
    interval_days = 0 if isinstance(shortest, NoLimit) else shortest.days
    return timedelta(days=max(1 + interval_days, limits.gap_days_max if grows else 1))
