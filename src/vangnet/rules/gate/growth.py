"""How fast a dose may rise: the first dose, the first day, and every later step.

Counted per product since the last (re)start: who changes route begins as a beginner. The gate and
the rule of ordering ask the same functions: `bounds` needs no more than what was had.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import anew, earlier
from vangnet.rules.limits import Growth, Limits, NoLimit


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """What was had of one product since the last (re)start, as these rules look at it."""

    last_mg: Decimal | None  # the last dose, counted as `growth_step_from` says; None: none yet
    last_day_mg: Decimal | None  # all of the last day before today; None: none before today
    today_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The most that one rule of growth allows, and what it was counted from."""

    reason: Reason
    max_mg: Decimal  # of one dose, or of the whole day when `today_mg` is there
    counted_from: Mapping[str, Decimal] = field(default_factory=dict)
    today_mg: Decimal | None = None

    @property
    def dose_mg_max(self) -> Decimal:
        return self.max_mg - (self.today_mg or earlier.ZERO)

    def against(self, dose_mg: Decimal) -> Refusal | None:
        if self.today_mg is None:
            named = {"dose_mg": dose_mg}
        else:
            named = {"total_mg": self.today_mg + dose_mg}
        if next(iter(named.values())) <= self.max_mg:
            return None
        return refuse(self.reason, **named, max_mg=self.max_mg, **self.counted_from)


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    if limits is None:
        return
    doses_per_day = facts.order.doses_per_day if facts.order else None
    had = _had(facts, limits)
    for bound in bounds(had, doses_per_day=doses_per_day, growth=limits.growth):
        refusal = bound.against(facts.dose_mg)
        if refusal is not None:
            yield refusal


def _had(facts: Facts, limits: Limits) -> Had:
    doses, growth = anew.same_product(facts, limits), limits.growth
    before = [dose for dose in doses if dose.clinic_day < facts.clinic_day]
    return Had(
        last_mg=_last_mg(doses[-1], growth) if doses else None,
        last_day_mg=last_day_mg(before),
        today_mg=sum((earlier.counted_mg(d) for d in doses if d not in before), earlier.ZERO),
    )


def _last_mg(last: DoseFacts, growth: Growth) -> Decimal:
    return last.ordered_mg if growth.step_from == "ordered" else earlier.counted_mg(last)


def last_day_mg(before: list[DoseFacts]) -> Decimal | None:
    """The whole of the last day with a dose; None when there is none."""
    if not before:
        return None
    last_day = max(dose.clinic_day for dose in before)
    return sum((earlier.counted_mg(d) for d in before if d.clinic_day == last_day), earlier.ZERO)


def bounds(had: Had, *, doses_per_day: int | None, growth: Growth) -> Iterator[Bound]:
    """What each rule that applies now allows the next dose to be."""
    if had.last_mg is None:
        yield from _fixed(Reason.FIRST_DOSE_ABOVE_MAX, growth.first_dose_mg_max)
        return
    if had.last_day_mg is None:
        yield from _fixed(Reason.FIRST_DAY_DOSE_ABOVE_MAX, growth.first_day_dose_mg_max)
        return
    if _by_day_share(doses_per_day, growth):
        if not isinstance(growth.day_share_max, NoLimit):
            yield Bound(
                reason=Reason.DOSE_ABOVE_DAY_SHARE,
                max_mg=had.last_day_mg * growth.day_share_max,
                counted_from={"last_day_mg": had.last_day_mg},
            )
    elif not isinstance(growth.step_share_max, NoLimit):
        yield Bound(
            reason=Reason.DOSE_GROWS_TOO_FAST,
            max_mg=had.last_mg * (1 + growth.step_share_max),
            counted_from={"last_mg": had.last_mg},
        )
    if not isinstance(growth.day_step_mg_max, NoLimit):
        yield Bound(
            reason=Reason.DAY_TOTAL_GROWS_TOO_FAST,
            max_mg=had.last_day_mg + growth.day_step_mg_max,
            counted_from={"last_day_mg": had.last_day_mg},
            today_mg=had.today_mg,
        )


def _fixed(reason: Reason, max_mg: Decimal | NoLimit) -> Iterator[Bound]:
    if not isinstance(max_mg, NoLimit):
        yield Bound(reason=reason, max_mg=max_mg)


def may_follow_at_once(facts: Facts, limits: Limits) -> bool:
    """Whether this is the small second dose of the very first day, which need not wait."""
    most = limits.growth.at_once_dose_mg_max
    had = anew.same_product(facts, limits)
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


def _by_day_share(doses_per_day: int | None, growth: Growth) -> bool:
    fewest = growth.day_share_doses_fewest
    return not isinstance(fewest, NoLimit) and doses_per_day is not None and doses_per_day >= fewest


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
