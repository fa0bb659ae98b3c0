"""Is it worth the money? The plane of cost and health, and the chance at each price of health.

Assumed, because only means and 95 % intervals were published: cost and health differ normally about
their means, and together by a stated correlation. docs/evidence.md says how far that carries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from vangnet.programme.evidence.costs import (
    BOTH,
    DUTCH,
    OTHER,
    POLICE,
    PROGRAMME,
    VICTIMS,
    health_gain,
    waterfall,
)  # fmt: skip
from vangnet.programme.evidence.effects import ALPHA, LEVEL
from vangnet.programme.evidence.money import Amount, amount

# No correlation was published. None is the middle; a half to either side shows what it matters.
CORRELATIONS = (-0.5, 0.0, 0.5)
# Of 20,000 draws a share is known to half a point or better (two standard errors).
DRAWS, SEED = 20_000, 2005


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal:
    """A quantity with a mean and a standard deviation, taken to be normal."""

    mean: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Extra cost and extra health of HAT, both normal, and how they go together."""

    cost: Normal
    health: Normal
    correlation: float = 0.0

    def __post_init__(self) -> None:
        if not -1 < self.correlation < 1:
            raise ValueError(f"A correlation of {self.correlation}; it lies between -1 and 1.")


def from_interval(found: Amount) -> Normal:
    """The normal with the published mean, as wide as the published 95 % interval."""
    if found.low is None or found.high is None:
        raise ValueError(
            "A normal needs both ends of an interval; this amount has a limit at most."
        )
    return Normal(mean=found.value, spread=(found.high - found.low) / (2 * _z(1 - ALPHA / 2)))


def from_limit(found: Amount) -> Normal:
    """The normal with the published mean whose one-sided 95 % limit is the published one."""
    limit = found.low if found.low is not None else found.high
    if limit is None:
        raise ValueError("A normal needs a limit; this amount has none.")
    return Normal(mean=found.value, spread=abs(found.value - limit) / _z(LEVEL))


def dutch_plane(*, victims: bool, correlation: float = 0.0) -> Plane:
    """Euros and QALYs per patient and year in the Dutch trials.

    Without victims nobody printed an interval. Its spread is then built from the one-sided limits
    of the parts as if these were independent, with what the net interval leaves for the rest.
    """
    health = from_interval(health_gain())
    net = from_interval(amount(DUTCH, "net_cost_difference", BOTH))
    if victims:
        return Plane(cost=net, health=health, correlation=correlation)
    squares = {part: spread**2 for part, spread in part_spreads().items()}
    rest = max(0.0, net.spread**2 - sum(squares.values()))
    spread = sqrt(squares[PROGRAMME] + squares[POLICE] + rest)
    cost = Normal(mean=waterfall(victims=False).net, spread=spread)
    return Plane(cost=cost, health=health, correlation=correlation)


def part_spreads() -> dict[str, float]:
    """The standard deviation of each part that has a printed limit, euros."""
    items = {
        PROGRAMME: "programme_cost_difference",
        POLICE: "law_enforcement_difference",
        VICTIMS: "damage_to_victims_difference",
    }
    assert OTHER not in items, "the rest has no limit of its own"
    return {part: from_limit(amount(DUTCH, item, BOTH)).spread for part, item in items.items()}


def chance(plane: Plane, price: float) -> float:
    """How probable it is that HAT is worth its cost when a QALY may cost `price`: closed form."""
    mean = price * plane.health.mean - plane.cost.mean
    spread = sqrt(
        (price * plane.health.spread) ** 2
        + plane.cost.spread**2
        - 2 * plane.correlation * price * plane.health.spread * plane.cost.spread
    )
    return float(stats.norm.cdf(mean / spread))


def simulated_chance(plane: Plane, prices: Sequence[float]) -> NDArray[np.float64]:
    """The same by seeded draws: the check on the closed form, and the way for any other shape."""
    spreads = np.array([plane.cost.spread, plane.health.spread])
    together = np.outer(spreads, spreads) * np.array(
        [[1.0, plane.correlation], [plane.correlation, 1.0]]
    )
    draws = np.random.default_rng(SEED).multivariate_normal(
        [plane.cost.mean, plane.health.mean], together, size=DRAWS
    )
    return np.array([float((price * draws[:, 1] > draws[:, 0]).mean()) for price in prices])


def quadrants(plane: Plane) -> dict[str, float]:
    """The chance of each corner of the plane, in closed form; the four add up to one."""
    cost_up = 1 - float(stats.norm.cdf(-plane.cost.mean / plane.cost.spread))
    health_up = 1 - float(stats.norm.cdf(-plane.health.mean / plane.health.spread))
    both_up = float(
        stats.multivariate_normal.cdf(
            [plane.cost.mean / plane.cost.spread, plane.health.mean / plane.health.spread],
            cov=[[1.0, plane.correlation], [plane.correlation, 1.0]],
        )
    )
    return {
        "saves_gains": health_up - both_up,
        "costs_gains": both_up,
        "saves_loses": 1 - cost_up - health_up + both_up,
        "costs_loses": cost_up - both_up,
    }


def ellipse(plane: Plane, *, level: float = LEVEL, points: int = 72) -> list[tuple[float, float]]:
    """The outline that holds `level` of the plane, as (QALYs, cost), closed."""
    radius = sqrt(float(stats.chi2.ppf(level, 2)))
    tilt = sqrt(1 - plane.correlation**2)
    found = []
    for step in range(points + 1):
        angle = 2 * pi * step / points
        first, second = radius * cos(angle), radius * sin(angle)
        along = plane.correlation * first + tilt * second
        found.append(
            (
                plane.health.mean + plane.health.spread * first,
                plane.cost.mean + plane.cost.spread * along,
            )
        )
    return found


def _z(probability: float) -> float:
    return float(stats.norm.ppf(probability))
