"""Single, day, count and interval limits, drug by drug, and the most methadone beside HAT.

They are hard: nobody at the hatch passes them.
"""

from collections.abc import Iterator
from decimal import Decimal

from vangnet.rules.amounts import OF_HAT, Drug
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.gate import earlier
from vangnet.rules.gate.growth import may_follow_at_once
from vangnet.rules.limits import Limits, NoLimit


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    yield from of_the_day(facts, limits)
    if limits is not None:
        yield from _interval(facts, limits)


def of_the_day(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    """All but the interval, which is of the hour."""
    total_mg = earlier.day_mg(facts, limits)
    if total_mg is None:
        yield refuse(Reason.DAY_TOTAL_NOT_KNOWN, salt_form=facts.salt_form)
    if limits is None:
        return
    dose_max, day_max, count_max = limits.dose_mg_max, limits.day_mg_max, limits.day_doses_max
    if _above(facts.dose_mg, dose_max):
        yield refuse(Reason.DOSE_ABOVE_MAX, dose_mg=facts.dose_mg, max_mg=dose_max)
    if total_mg is not None and _above(total_mg + facts.dose_mg, day_max):
        yield refuse(
            Reason.DAY_TOTAL_ABOVE_MAX, day_mg=total_mg, dose_mg=facts.dose_mg, max_mg=day_max
        )
    yield from _beside(facts, limits.co_methadone_day_mg_max)
    yield from _other_of_hat(facts)
    had = len(earlier.today(facts))
    if not isinstance(count_max, NoLimit) and had >= count_max:
        yield refuse(Reason.TOO_MANY_DOSES_TODAY, doses=had, doses_max=count_max)


def _above(mg: Decimal, max_mg: Decimal | NoLimit) -> bool:
    return not isinstance(max_mg, NoLimit) and mg > max_mg


def _beside(facts: Facts, max_mg: Decimal | NoLimit | None) -> Iterator[Refusal]:
    """Methadone of the day beside a drug of HAT, whichever of the two comes first."""
    methadone_mg = earlier.day_mg_of(facts, Drug.METHADONE)
    if facts.drug is Drug.METHADONE:
        had = {drug for drug in OF_HAT if earlier.day_mg_of(facts, drug) > 0}
        together = bool(had or OF_HAT & set(facts.orders_beside))
        methadone_mg += facts.dose_mg
    else:
        together = facts.drug in OF_HAT and methadone_mg > 0
    if not together or isinstance(max_mg, NoLimit):
        return
    if max_mg is None:
        yield refuse(Reason.CO_METHADONE_MAX_NOT_SET)
    elif methadone_mg > max_mg:
        yield refuse(Reason.CO_METHADONE_ABOVE_MAX, day_mg=methadone_mg, max_mg=max_mg)


def _other_of_hat(facts: Facts) -> Iterator[Refusal]:
    """Each drug of HAT has limits of its own, and no table adds them up: no day has two."""
    if facts.drug in OF_HAT:
        for drug in sorted(OF_HAT - {facts.drug}):
            if earlier.day_mg_of(facts, drug) > 0:
                yield refuse(Reason.OTHER_HAT_DRUG_TODAY, drug=drug)


def _interval(facts: Facts, limits: Limits) -> Iterator[Refusal]:
    shortest = limits.interval_shortest
    ended_at = earlier.last_ended_at(facts)
    if isinstance(shortest, NoLimit) or ended_at is None:
        return
    next_at = ended_at + shortest
    if facts.now < next_at and not may_follow_at_once(facts, limits):
        yield refuse(
            Reason.TOO_SOON_AFTER_LAST_DOSE,
            ended_at=ended_at,
            next_at=next_at,
            wait_minutes=next_at - facts.now,
        )
