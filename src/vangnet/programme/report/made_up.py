"""A made-up cohort whose truth is known, as the plain rows that the report counts.

Nobody in it exists. Its hazards are not estimates of anything: they are round numbers that let a
test ask whether an interval of 95 % holds the truth as often as it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from vangnet.programme.report.counting.survival import DAYS_A_MONTH, Stay

YEAR_DAYS = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Constant hazards a year of each reason to leave, and what is true of doses and response."""

    persons: int = 300
    entries_over_days: int = 3 * 365  # they start evenly over so many days; then all is read
    leaving_a_year: Mapping[str, float] = field(
        default_factory=lambda: {"dropped_out": 0.12, "prison": 0.06, "deceased": 0.02}
    )
    doses_a_day: float = 1.6
    events_per_1000: float = 0.8
    response: float = 0.45
    asked: float = 0.8  # so many of those who started are asked again

    @property
    def leaving_at_all(self) -> float:
        return sum(self.leaving_a_year.values())

    def still_there(self, months: int) -> float:
        return float(np.exp(-self.leaving_at_all * self._years(months)))

    def gone_by(self, cause: str, months: int) -> float:
        """Others leave for other reasons and cannot leave for this one any more."""
        gone = 1 - self.still_there(months)
        return self.leaving_a_year[cause] / self.leaving_at_all * gone

    def _years(self, months: int) -> float:
        return round(months * DAYS_A_MONTH) / YEAR_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The rows that come of it."""

    stays: list[Stay]
    doses: int
    events: int
    responded: list[bool]  # of those who were asked


def cohort(truth: Truth, *, seed: int) -> Cohort:
    """The same seed makes the same people."""
    rng = np.random.default_rng(seed)
    names = list(truth.leaving_a_year)
    hazards = np.array([truth.leaving_a_year[name] for name in names])
    leaves = np.ceil(rng.exponential(YEAR_DAYS / truth.leaving_at_all, truth.persons))
    why = rng.choice(len(names), truth.persons, p=hazards / hazards.sum())
    watched = truth.entries_over_days - rng.integers(0, truth.entries_over_days, truth.persons)
    days = np.minimum(leaves, watched).astype(int)
    stays = [
        Stay(days=int(days[n]), left=names[why[n]] if leaves[n] <= watched[n] else None)
        for n in range(truth.persons)
    ]
    doses = int(rng.poisson(truth.doses_a_day * days).sum())
    asked = rng.random(truth.persons) < truth.asked
    return Cohort(
        stays=stays, doses=doses, events=int(rng.poisson(truth.events_per_1000 * doses / 1000)),
        responded=[bool(one) for one in rng.random(int(asked.sum())) < truth.response],
    )  # fmt: skip
