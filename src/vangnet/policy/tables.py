"""What the engines compute with: a specification and a scenario as arrays.

Monthly hazards by period, age, stratum, history, slot and band; places, beginners and rules of
entry by month. All three engines read these same arrays.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from vangnet.policy import entry
from vangnet.policy.reading import Scenario, check_scenario, fingerprint
from vangnet.policy.series import by_year, rates_in, turning_years
from vangnet.policy.spec import HAZARDS, Spec, Transition
from vangnet.policy.words import (
    HISTORIES,
    MONTHS,
    SLOTS,
    SLOTS_OF,
    TARGETS,
    Band,
    History,
    Sex,
    State,
    Target,
    Usage,
)

AGE_FROM, AGE_STEP, AGE_GROUPS = 15, 5, 17  # the last group has no end
STRATA = tuple(product(Sex, Usage))
TEN_YEARS = 10
HUNDRED_THOUSAND = 100_000
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Months count from January of the first year."""

    first_year: int
    months: int
    hazards: Floats  # (periods, age groups, strata, histories, slots, bands, targets), a month
    period_of: Ints  # by year
    places: Ints  # by month
    begin: Floats  # people expected to begin, by year
    injecting: Floats  # share of them, by year
    female: float
    ages: tuple[tuple[int, float], ...]  # at the beginning, with their shares
    needs: Ints  # (periods of rules, usages, Needs)
    needs_of: Ints  # by month
    days: Ints  # the day's number of the first of each month, and of the one after the last
    judged: float
    methadone_mg: tuple[tuple[int, float], ...]
    times_a_week: tuple[tuple[int, float], ...]
    attendance: float
    tolerance_lost: NDArray[np.bool_]  # by slot
    hiv: Floats  # a month, by month
    hcv: Floats
    inputs: str  # hash of the specification and the scenario

    @property
    def years(self) -> int:
        return self.months // MONTHS

    @property
    def people(self) -> int:
        """How many ever begin."""
        return round(float(self.begin.sum()))


def build(spec: Spec, scenario: Scenario) -> Tables:
    """The arrays of one scenario. Raises SpecError where the scenario does not fit."""
    check_scenario(scenario, spec, file="scenario")
    turns = turning_years(spec, scenario)
    needs, needs_of = entry.thresholds(scenario.rules or spec.country, spec)
    rates, asking, begin = rates_in(spec, scenario, spec.first_year), spec.asking, spec.beginning
    years = np.array(spec.years)
    lost = {slot for state in spec.tolerance_lost_after for slot in SLOTS_OF[state]}
    return Tables(
        first_year=spec.first_year, months=len(years) * MONTHS,
        hazards=np.stack([_hazards(spec, rates_in(spec, scenario, year)) for year in turns]),
        period_of=(np.searchsorted(turns, years, side="right") - 1).astype(np.int64),
        places=np.repeat(np.rint(by_year(spec, scenario, spec.hat_places)), MONTHS).astype(int),
        begin=_begin(spec, scenario, rates),
        injecting=by_year(spec, scenario, begin.injecting), female=rates[begin.female],
        ages=tuple((int(one.value), rates[one.rate]) for one in begin.ages),
        needs=needs, needs_of=needs_of, days=_days(spec),
        judged=rates[asking.judged],
        methadone_mg=tuple((int(one.value), rates[one.rate]) for one in asking.methadone_mg),
        times_a_week=tuple((int(one.value), rates[one.rate]) for one in asking.times_a_week),
        attendance=rates[asking.attendance],
        tolerance_lost=np.array([slot in lost for slot in range(SLOTS)]),
        hiv=np.repeat(by_year(spec, scenario, spec.hiv) / MONTHS, MONTHS),
        hcv=np.repeat(by_year(spec, scenario, spec.hcv) / MONTHS, MONTHS),
        inputs=fingerprint(spec, scenario, rules=needs.tobytes() + needs_of.tobytes()),
    )  # fmt: skip


def group_of(age: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """The age group: five years each, the first and the last open."""
    return np.asarray(np.clip((np.asarray(age) - AGE_FROM) // AGE_STEP, 0, AGE_GROUPS - 1))


def _begin(spec: Spec, scenario: Scenario, rates: dict[str, float]) -> Floats:
    begin = spec.beginning
    per_head = by_year(spec, scenario, begin.incidence, shift=rates[begin.shift])
    people = by_year(spec, scenario, begin.population)
    expected = per_head * people / HUNDRED_THOUSAND * rates[begin.scale]
    total = float(expected.sum())
    return np.asarray(expected * (round(total) / total))  # whole people, in each engine the same


def _days(spec: Spec) -> Ints:
    count = len(spec.years) * MONTHS + 1
    firsts = np.datetime64(f"{spec.first_year}-01", "M") + np.arange(count)
    return firsts.astype("datetime64[D]").astype(np.int64)


def _hazards(spec: Spec, rates: dict[str, float]) -> Floats:
    """(age groups, strata, histories, slots, bands, targets), a month."""
    found = np.zeros((AGE_GROUPS, len(STRATA), HISTORIES, SLOTS, len(Band), TARGETS))
    middle = AGE_FROM + AGE_STEP * (np.arange(AGE_GROUPS) + 0.5)
    above = (middle - rates[spec.reference_age]) / TEN_YEARS
    for move in spec.transitions:
        by_age = np.ones(AGE_GROUPS) if move.by_age is None else rates[move.by_age] ** above
        for state in move.leave:
            _add(found, move, state, _monthly(spec, move, rates) * by_age)
    return found


def _monthly(spec: Spec, move: Transition, rates: dict[str, float]) -> float:
    hazard = rates[move.rate] / HAZARDS[spec.rates[move.rate].unit] / MONTHS
    for name in move.times:
        hazard *= rates[name]
    if move.remainder_of:
        hazard *= max(0.0, 1.0 - sum(rates[name] for name in move.remainder_of))
    return hazard


def _add(found: Floats, move: Transition, state: State, by_age: Floats) -> None:
    slots = list(SLOTS_OF[state])
    if move.to is State.HAT:
        slots = slots[:1]  # who waits does not ask again
    at = np.ix_(
        range(AGE_GROUPS),
        [n for n, (sex, usage) in enumerate(STRATA) if sex in move.sexes and usage in move.usages],
        [n for n, one in enumerate(History) if one in move.histories],
        slots,
        [n for n, one in enumerate(Band) if one in move.bands],
        [Target[move.to.name]],
    )
    found[at] += by_age[:, None, None, None, None, None]
