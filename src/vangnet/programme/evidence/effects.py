"""Counts of two arms in, one effect with its interval out.

Shares are fractions, not percentages. Ratios and differences are HAT against control. Every
interval is two-sided; docs/evidence.md says which method is which, docs/decisions/0020 why these.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, sqrt
from typing import Literal

from scipy import stats
from scipy.stats.contingency import odds_ratio as conditional_odds_ratio
from statsmodels.stats.meta_analysis import effectsize_2proportions
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

LEVEL = 0.95
ALPHA = 1 - LEVEL
# What is added to each cell of a table with an empty one, where a method needs logarithms
# (Haldane 1956, Anscombe 1956). Newcombe's and exact intervals do without. It is added here and not
# by statsmodels, which puts it into the numerators of every table, also where no cell is empty.
HALF_AN_EVENT = 0.5


NO_SPREAD = "Each arm had the event in everybody or in nobody; use Newcombe's interval."


class Measure(StrEnum):
    """How two arms are compared; the values are those of the files."""

    DIFFERENCE = "RD_pct"
    RATIO = "RR"
    ODDS = "OR"
    SHARE = "prop_pct"  # one arm alone

    @property
    def is_ratio(self) -> bool:
        return self in (Measure.RATIO, Measure.ODDS)


class CountsError(ValueError):
    """Counts that cannot be; the message says which and why."""


class NoEstimateError(ValueError):
    """Counts that can be, and say nothing about this effect; the message says what does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An effect and the two ends of its 95 % interval, all on the scale that is printed.

    `halved`: half an event was added to each cell, because one was empty.
    """

    value: float
    low: float
    high: float
    halved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Who had the event among whom, in the arm of HAT and in the control arm. Whole people."""

    events: int
    people: int
    control_events: int
    control_people: int

    def __post_init__(self) -> None:
        _sensible(self.events, self.people, arm="HAT")
        _sensible(self.control_events, self.control_people, arm="control")

    @property
    def share(self) -> float:
        return self.events / self.people

    @property
    def control_share(self) -> float:
        return self.control_events / self.control_people

    @property
    def has_empty_cell(self) -> bool:
        return self.events in (0, self.people) or self.control_events in (0, self.control_people)

    @property
    def turned(self) -> "Counts":
        """The same people counted by who did not have the event."""
        return Counts(
            events=self.people - self.events,
            people=self.people,
            control_events=self.control_people - self.control_events,
            control_people=self.control_people,
        )

    @property
    def four(self) -> tuple[int, int, int, int]:
        return self.events, self.people, self.control_events, self.control_people


def _sensible(events: int, people: int, *, arm: str) -> None:
    for name, value in (("events", events), ("people", people)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise CountsError(f"{arm} arm: {name} is {value!r}; give a whole number.")
    if people <= 0:
        raise CountsError(f"{arm} arm: {people} people; an arm has at least one.")
    if events < 0:
        raise CountsError(f"{arm} arm: {events} events; a count is never below zero.")
    if events > people:
        raise CountsError(
            f"{arm} arm: {events} events among {people} people; count people, not events."
        )


def share(
    events: int, people: int, *, method: Literal["wald", "wilson", "exact", "welch"] = "wald"
) -> Estimate:
    """The share of one arm. `exact` is Clopper and Pearson's; `welch` treats it as a mean."""
    _sensible(events, people, arm="this")
    value = events / people
    if method == "welch":
        if people < 2:
            raise NoEstimateError("One person has no spread; use the exact interval.")
        half = stats.t.ppf(1 - ALPHA / 2, people - 1) * sqrt(value * (1 - value) / (people - 1))
        return Estimate(value=value, low=value - float(half), high=value + float(half))
    name = {"wald": "normal", "wilson": "wilson", "exact": "beta"}[method]
    low, high = proportion_confint(events, people, alpha=ALPHA, method=name)
    return Estimate(value=value, low=float(low), high=float(high))


def risk_difference(
    counts: Counts,
    *,
    method: Literal["wald", "newcombe", "welch", "continuity"] = "newcombe",
) -> Estimate:
    """Share of HAT minus share of control, as fractions.

    `newcombe` is his hybrid score interval (1998, method 10); `continuity` is Wald's, wider by half
    a person in each arm (Fleiss 1981). All but `newcombe` need somebody with and somebody without
    the event in one of the arms.
    """
    value = counts.share - counts.control_share
    if method == "welch":
        return difference_of_shares(
            counts.share, counts.people, counts.control_share, counts.control_people
        )
    if method != "newcombe" and {counts.share, counts.control_share} <= {0.0, 1.0}:
        raise NoEstimateError(NO_SPREAD)
    name = "newcomb" if method == "newcombe" else "wald"
    low, high = confint_proportions_2indep(*counts.four, method=name, compare="diff", alpha=ALPHA)
    more = (1 / counts.people + 1 / counts.control_people) / 2 if method == "continuity" else 0
    return Estimate(value=value, low=float(low) - more, high=float(high) + more)


def difference_of_shares(
    treated: float, people: int, control: float, control_people: int
) -> Estimate:
    """Welch's interval for the difference of two means of zeros and ones.

    It asks for shares and not for events, so it also serves a paper whose events were filled in by
    multiple imputation and are no whole people. Shares are fractions.
    """
    for one, n, arm in ((treated, people, "HAT"), (control, control_people, "control")):
        if not 0 <= one <= 1:
            raise CountsError(f"{arm} arm: a share of {one}; give a fraction between 0 and 1.")
        if n < 2:
            raise NoEstimateError(f"{arm} arm: {n} people have no spread; use Newcombe's interval.")
    first = treated * (1 - treated) / (people - 1)
    second = control * (1 - control) / (control_people - 1)
    value = treated - control
    if not first + second:
        raise NoEstimateError(NO_SPREAD)
    freedom = (first + second) ** 2 / (first**2 / (people - 1) + second**2 / (control_people - 1))
    half = float(stats.t.ppf(1 - ALPHA / 2, freedom)) * sqrt(first + second)
    return Estimate(value=value, low=value - half, high=value + half)


def risk_ratio(counts: Counts) -> Estimate:
    """Share of HAT over share of control, with Wald's interval on the logarithm (Katz 1978)."""
    if counts.events == counts.control_events == 0:
        raise NoEstimateError(
            "Nobody in either arm had the event, so there is no ratio; use the risk difference."
        )
    return _on_the_logarithm(counts, Measure.RATIO)


def odds_ratio(counts: Counts, *, method: Literal["wald", "exact"] = "wald") -> Estimate:
    """Odds of HAT over odds of control; `wald` is on the logarithm (Woolf 1955).

    `exact` is Fisher's conditional estimate with its interval, which may begin at 0 or have no end.
    """
    if (counts.share, counts.control_share) in ((0, 0), (1, 1)):
        raise NoEstimateError(
            "Everybody or nobody in both arms had the event, so there are no odds to compare; "
            "use the risk difference."
        )
    if method == "wald":
        return _on_the_logarithm(counts, Measure.ODDS)
    rest, control_rest = counts.turned.events, counts.turned.control_events
    found = conditional_odds_ratio(
        [[counts.events, rest], [counts.control_events, control_rest]], kind="conditional"
    )
    between = found.confidence_interval(confidence_level=LEVEL)
    return Estimate(value=float(found.statistic), low=float(between.low), high=float(between.high))


def on_pooling_scale(counts: Counts, measure: Measure) -> tuple[float, float]:
    """What pooling adds up: the effect (a logarithm for a ratio) and its variance."""
    name = {
        Measure.RATIO: "risk-ratio",
        Measure.ODDS: "odds-ratio",
        Measure.DIFFERENCE: "diff",
    }[measure]
    more = HALF_AN_EVENT if counts.has_empty_cell else 0
    cells = (
        counts.events + more,
        counts.people + 2 * more,
        counts.control_events + more,
        counts.control_people + 2 * more,
    )
    effect, variance = effectsize_2proportions(*cells, statistic=name)
    return float(effect), float(variance)


def _on_the_logarithm(counts: Counts, measure: Measure) -> Estimate:
    effect, variance = on_pooling_scale(counts, measure)
    half = float(stats.norm.ppf(1 - ALPHA / 2)) * sqrt(variance)
    return Estimate(
        value=exp(effect),
        low=exp(effect - half),
        high=exp(effect + half),
        halved=counts.has_empty_cell,
    )
