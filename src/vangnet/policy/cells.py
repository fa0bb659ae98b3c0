"""People in cells, for the two engines that do not follow anybody.

A cell is (cohort, stratum, history, slot, months in the slot). A cohort began in one year at one
age; a stratum is a sex, a usage, and whether its people meet what somebody has to judge.

What cells cannot see, they simplify: an earlier failed treatment counts as long enough, methadone
long ago not at all, and everybody comes for methadone as often as most do.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.counts import birth_group
from vangnet.policy.door import Facts, Needs, admitted
from vangnet.policy.tables import Tables, group_of
from vangnet.policy.words import BAND_FROM, CLOCK, HISTORIES, MONTHS, SLOTS, Slot

ASKING = (Slot.UNTREATED, Slot.METHADONE)
FAILED = np.array([0, 0, 1, 2])  # by history
LONG = 10_000  # months or milligrams: more than any rule asks for
WEEKS = 52
NEVER_AGAIN = -1
BAND_OF = np.searchsorted(np.array(BAND_FROM), np.arange(CLOCK), side="right") - 1


@dataclass(frozen=True)
class Cells:
    """The layout of one scenario: its cohorts and strata, with their shares."""

    tables: Tables

    @cached_property
    def began(self) -> NDArray[np.int64]:
        """The year, from 0, in which each cohort began. Shape (cohorts,)."""
        return np.repeat(np.arange(self.tables.years), len(self.tables.ages))

    @cached_property
    def age(self) -> NDArray[np.int64]:
        """The age at which each cohort began."""
        return np.tile([age for age, _ in self.tables.ages], self.tables.years)

    @cached_property
    def birth(self) -> NDArray[np.int64]:
        """The group of birth years of each cohort."""
        return birth_group(self.tables.first_year + self.began - self.age)

    @cached_property
    def strata(self) -> tuple[tuple[int, int, int], ...]:
        """(sex, usage, judged) of each stratum that anybody is in.

        Where no rate differs by sex, one sex stands for both.
        """
        rates = self.tables.hazards
        sexes = 1 if np.array_equal(rates[:, :, :2], rates[:, :, 2:]) else 2
        every = list(product(range(sexes), range(2), range(2)))
        inhabited = self._shares(every, sexes).sum(axis=0) > 0
        return tuple(one for one, here in zip(every, inhabited.tolist(), strict=True) if here)

    @cached_property
    def beginners(self) -> NDArray[np.float64]:
        """People expected to begin in a month of a cohort's year. Shape (cohorts, strata)."""
        sexes = 1 + max(sex for sex, _, _ in self.strata)
        ages = np.tile([share for _, share in self.tables.ages], self.tables.years)
        yearly = self.tables.begin[self.began] * ages
        return np.asarray(yearly[:, None] / MONTHS * self._shares(list(self.strata), sexes))

    def _shares(self, strata: list[tuple[int, int, int]], sexes: int) -> NDArray[np.float64]:
        tables = self.tables
        injecting = tables.injecting[self.began]
        found = np.empty((len(self.began), len(strata)))
        for number, (sex, usage, judged) in enumerate(strata):
            share = injecting if usage else 1 - injecting
            passes = tables.judged * self._dosed(usage)
            share = share * (passes if judged else 1 - passes)
            by_sex = 1.0 if sexes == 1 else (1 - tables.female if sex else tables.female)
            found[:, number] = share * by_sex
        return found

    def _dosed(self, usage: int) -> float:
        """The share who get as much methadone as the rules ask for, where they ask."""
        needs = self.tables.needs[self.tables.needs_of[-1], usage]
        if not needs[Needs.DOSE_MONTHS]:
            return 1.0
        return sum(share for mg, share in self.tables.methadone_mg if mg >= needs[Needs.DOSE_MG])

    @property
    def shape(self) -> tuple[int, int, int, int, int]:
        """(cohorts, strata, histories, slots, months in the slot)"""
        return len(self.began), len(self.strata), HISTORIES, SLOTS, CLOCK

    def active(self, year: int) -> int:
        """How many cohorts have begun by that year, counted from 0: the first so many."""
        return (year + 1) * len(self.tables.ages)

    def hazards(self, year: int) -> NDArray[np.float64]:
        """(active cohorts, strata, histories, slots, bands, targets), a month, in that year."""
        period = self.tables.hazards[self.tables.period_of[year]]
        cohorts = slice(self.active(year))
        groups = group_of(self.age[cohorts] + year - self.began[cohorts])
        strata = np.array([2 * sex + usage for sex, usage, _ in self.strata])
        return np.ascontiguousarray(period[np.ix_(groups, strata)])

    def eligible(self, month: int) -> NDArray[np.bool_]:
        """(active cohorts, strata, histories, the two slots that ask, months in the slot)"""
        year, tables = month // MONTHS, self.tables
        shape = (self.active(year), len(self.strata), HISTORIES, len(ASKING), CLOCK)
        found = np.zeros(shape, dtype=np.bool_)
        if tables.places[month] > 0:
            for number, (_, usage, judged) in enumerate(self.strata):
                needs = tables.needs[tables.needs_of[month], usage]
                facts = self._facts(month, needs, shape, usage, judged)
                found[:, number] = admitted(needs, facts).reshape(found[:, number].shape)
        return found

    def _facts(
        self, month: int, needs: NDArray[np.int64], shape: tuple[int, ...], usage: int, judged: int
    ) -> NDArray[np.int64]:
        """A row for each cell of one stratum."""
        year, tables = month // MONTHS, self.tables
        grid = np.zeros((shape[0], *shape[2:], len(Facts)), dtype=np.int64)
        since = year - self.began[: shape[0]]
        months = np.arange(CLOCK)
        began = np.maximum(month - months, 0)
        grid[..., Facts.AGE_YEARS] = (self.age[: shape[0]] + since)[:, None, None, None]
        grid[..., Facts.DEPENDENCE_YEARS] = since[:, None, None, None]
        grid[..., Facts.FAILED] = FAILED[:, None, None]
        grid[..., Facts.LONGEST_FAILED_MONTHS] = LONG * (FAILED > 0)[:, None, None]
        grid[..., Facts.LAST_DOSE_END_MONTHS_AGO] = NEVER_AGAIN
        grid[..., Facts.MG] = LONG * judged
        grid[..., Facts.INJECTING] = usage
        grid[..., Facts.JUDGED] = judged
        times = max(tables.times_a_week, key=lambda one: one[1])[0]
        grid[..., Facts.TIMES_A_WEEK] = times
        here = grid[:, :, 1]  # in methadone
        here[..., Facts.IN_METHADONE] = 1
        here[..., Facts.RUN_MONTHS] = months
        here[..., Facts.RUN_DAYS] = tables.days[month] - tables.days[began] + 1
        a_month = times * tables.attendance * WEEKS / MONTHS
        within = np.minimum(months, needs[Needs.CONTACTS_MONTHS])
        here[..., Facts.CONTACTS] = (within * a_month).astype(np.int64)
        return grid.reshape(-1, len(Facts))
