"""Each dated step against the caps and the rule of growth, as if every dose before were had.

Day by day only where it differs: the first day of a step and the one after it, because from then on
every day is like the day before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.dosing.facts import OrderingFacts, StepFacts
from vangnet.rules.facts import DoseFacts
from vangnet.rules.gate import anew, earlier
from vangnet.rules.gate.growth import Bound, Had, bounds, last_day_mg
from vangnet.rules.limits import Growth, Limits, NoLimit

# The gate's reason at the hatch, and the same truth when it is ordered.
WHEN_ORDERED = {
    Reason.FIRST_DOSE_ABOVE_MAX: Reason.ORDERING_FIRST_DOSE_ABOVE_MAX,
    Reason.FIRST_DAY_DOSE_ABOVE_MAX: Reason.ORDERING_FIRST_DAY_DOSE_ABOVE_MAX,
    Reason.DOSE_ABOVE_DAY_SHARE: Reason.ORDERING_DOSE_ABOVE_DAY_SHARE,
    Reason.DOSE_GROWS_TOO_FAST: Reason.ORDERING_DOSE_GROWS_TOO_FAST,
    Reason.DAY_TOTAL_GROWS_TOO_FAST: Reason.ORDERING_DAY_TOTAL_GROWS_TOO_FAST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStep:
    """One step with the dose before it, the most it may be, and what is wrong with it."""

    step: StepFacts
    last_mg: Decimal | None
    dose_mg_max: Decimal | None  # None: neither the protocol nor growth limits it
    refusals: tuple[Refusal, ...]


def checked(facts: OrderingFacts, limits: Limits) -> tuple[CheckedStep, ...]:
    """Every step, each checked after all before it."""
    found, past = [], _Past.of(facts, limits)
    last_mg = last_dose_mg(facts)
    for step, days in zip(facts.steps, _days(facts), strict=True):
        lowest = limits.dose_mg_max if isinstance(limits.dose_mg_max, Decimal) else None
        refusals = [*amounts(step, limits)]
        for day in days:
            for bound, refusal in past.live(step, day, limits.growth):
                most = max(bound.dose_mg_max, earlier.ZERO)
                lowest = most if lowest is None else min(lowest, most)
                if refusal and refusal.reason not in {one.reason for one in refusals}:
                    refusals.append(refusal)
        found.append(
            CheckedStep(
                step=step, last_mg=last_mg, dose_mg_max=lowest, refusals=tuple(refusals)
            )
        )  # fmt: skip
        last_mg = step.dose_mg
    return tuple(found)


def amounts(step: StepFacts, limits: Limits) -> Iterator[Refusal]:
    """What the step says, against the protocol's caps and against itself."""
    on, dose_mg, day_mg = step.from_on, step.dose_mg, step.day_mg
    if not dose_mg <= day_mg <= dose_mg * step.doses_per_day:
        yield refuse(
            Reason.ORDERING_DAY_DOES_NOT_FIT, step_on=on, day_mg=day_mg, dose_mg=dose_mg,
            doses=step.doses_per_day,
        )  # fmt: skip
    part = limits.dose_step_mg
    if part and dose_mg % part:
        yield refuse(Reason.ORDERING_DOSE_IS_NO_STEP, step_on=on, dose_mg=dose_mg, part_mg=part)
    if _above(dose_mg, limits.dose_mg_max):
        yield refuse(
            Reason.ORDERING_DOSE_ABOVE_MAX, step_on=on, dose_mg=dose_mg, max_mg=limits.dose_mg_max
        )
    if _above(day_mg, limits.day_mg_max):
        yield refuse(
            Reason.ORDERING_DAY_ABOVE_MAX, step_on=on, day_mg=day_mg, max_mg=limits.day_mg_max
        )
    most = limits.day_doses_max
    if not isinstance(most, NoLimit) and step.doses_per_day > most:
        yield refuse(
            Reason.ORDERING_TOO_MANY_DOSES, step_on=on, doses=step.doses_per_day, doses_max=most
        )


def _above(mg: Decimal, max_mg: Decimal | NoLimit) -> bool:
    return not isinstance(max_mg, NoLimit) and mg > max_mg


def doses_of(step: StepFacts, *, had_mg: Decimal = earlier.ZERO, had: int = 0) -> list[Decimal]:
    """The doses of one day when all that is ordered is had; the last may be the rest of the day."""
    doses: list[Decimal] = []
    left_mg = step.day_mg - had_mg
    while had + len(doses) < step.doses_per_day and left_mg > 0:
        doses.append(min(step.dose_mg, left_mg))
        left_mg -= doses[-1]
    return doses


def given(facts: OrderingFacts) -> list[DoseFacts]:
    """Doses of the drug of which something was given."""
    return [d for d in facts.doses if d.drug is facts.drug and earlier.counted_mg(d) > 0]


def last_dose_mg(facts: OrderingFacts) -> Decimal | None:
    """The last dose of this product that was had; else what the present order says."""
    had = earlier.of_product(facts.doses, facts.product)
    return earlier.counted_mg(had[-1]) if had else facts.last_ordered_mg


def _days(facts: OrderingFacts) -> Iterator[tuple[date, ...]]:
    """Of each step the first day, and the one after when the step lasts that long."""
    ends = [step.from_on - timedelta(days=1) for step in facts.steps[1:]]
    for step, ends_on in zip(facts.steps, [*ends, facts.valid_until], strict=True):
        second = step.from_on + timedelta(days=1)
        lasts = ends_on is None or second <= ends_on
        yield (step.from_on, second) if lasts else (step.from_on,)


@dataclass(slots=True, kw_only=True)
class _Past:
    """What will have been had of this product, as the days of the order go by."""

    day: date
    last_mg: Decimal | None  # of the last dose, counted as the growth rule counts
    last_day_mg: Decimal | None
    today: list[Decimal]  # doses of `day`

    @classmethod
    def of(cls, facts: OrderingFacts, limits: Limits) -> "_Past":
        """As it stands now. A fresh start after a gap forgets what was had before it."""
        growth = limits.growth
        since = anew.since(
            given(facts), facts.now if facts.is_restart else facts.restart_signed_at,
            on=facts.valid_from, limits=limits,
        )  # fmt: skip
        had = earlier.of_product(facts.doses, facts.product, since=since)
        before = [dose for dose in had if dose.clinic_day < facts.clinic_day]
        return cls(
            day=facts.clinic_day,
            last_mg=_counted(had[-1], growth) if had else None,
            last_day_mg=last_day_mg(before),
            today=[earlier.counted_mg(dose) for dose in had if dose not in before],
        )

    def live(
        self, step: StepFacts, day: date, growth: Growth
    ) -> Iterator[tuple[Bound, Refusal | None]]:
        """Have every dose of `step` on that day, and say what bounds each of them."""
        self._wake(day)
        left = doses_of(step, had_mg=sum(self.today, earlier.ZERO), had=len(self.today))
        for dose_mg in left:
            had = Had(
                last_mg=self.last_mg, last_day_mg=self.last_day_mg,
                today_mg=sum(self.today, earlier.ZERO),
            )  # fmt: skip
            for bound in bounds(had, doses_per_day=step.doses_per_day, growth=growth):
                yield bound, _when_ordered(bound.against(dose_mg), day)
            self.today.append(dose_mg)
            self.last_mg = step.dose_mg if growth.step_from == "ordered" else dose_mg

    def _wake(self, day: date) -> None:
        """Another day: all of today becomes the last day, if there was anything."""
        if day > self.day:
            if self.today:
                self.last_day_mg, self.today = sum(self.today, earlier.ZERO), []
            self.day = day


def _counted(last: DoseFacts, growth: Growth) -> Decimal:
    return last.ordered_mg if growth.step_from == "ordered" else earlier.counted_mg(last)


def _when_ordered(refusal: Refusal | None, day: date) -> Refusal | None:
    if refusal is None:
        return None
    return Refusal(WHEN_ORDERED[refusal.reason], {"step_on": day.isoformat(), **refusal.values})
