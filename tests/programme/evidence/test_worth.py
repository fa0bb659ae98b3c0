"""The chance that HAT is worth its cost: closed form against draws, and what it rests on."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.programme.evidence.costs import BOTH, DUTCH, health_gain, price_of_health
from vangnet.programme.evidence.money import amount
from vangnet.programme.evidence.worth import (
    CORRELATIONS,
    Normal,
    Plane,
    chance,
    dutch_plane,
    ellipse,
    from_interval,
    from_limit,
    quadrants,
    simulated_chance,
)

PRICES = [0, 20_000, 50_000, 80_000, 200_000, 400_000]


@pytest.mark.parametrize("victims", [True, False])
@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_the_closed_form_and_seeded_draws_agree(victims, correlation):
    plane = dutch_plane(victims=victims, correlation=correlation)
    closed = [chance(plane, price) for price in PRICES]
    # Four standard errors of 20,000 draws at most.
    assert simulated_chance(plane, PRICES) == pytest.approx(closed, abs=0.015)


def test_draws_are_the_same_every_time():
    plane = dutch_plane(victims=True)
    assert np.array_equal(simulated_chance(plane, PRICES), simulated_chance(plane, PRICES))


def test_the_published_interval_comes_back_from_its_normal():
    gain = health_gain()
    found = from_interval(gain)
    assert 2 * 1.959964 * found.spread == pytest.approx(gain.high - gain.low, rel=1e-6)
    assert found.mean == gain.value


def test_a_one_sided_limit_comes_back_from_its_normal():
    programme = amount(DUTCH, "programme_cost_difference", BOTH)
    found = from_limit(programme)
    assert found.mean - 1.644854 * found.spread == pytest.approx(programme.low, rel=1e-6)


def test_the_chance_is_a_half_at_the_price_of_a_year_in_full_health():
    price = price_of_health(victims=False)
    for correlation in CORRELATIONS:
        assert chance(dutch_plane(victims=False, correlation=correlation), price) == (
            pytest.approx(0.5)
        )


def test_victims_decide_at_any_usual_price():
    for price in (20_000, 50_000, 80_000):
        assert chance(dutch_plane(victims=True), price) > 0.95
        assert chance(dutch_plane(victims=False), price) < 0.05


def test_a_correlation_that_nobody_printed_changes_little():
    for price in PRICES:
        found = [chance(dutch_plane(victims=True, correlation=r), price) for r in CORRELATIONS]
        assert max(found) - min(found) < 0.02


@given(st.floats(-9e4, 9e4), st.floats(10, 3e4), st.floats(-0.5, 0.5), st.floats(0.001, 0.2),
       st.floats(-0.9, 0.9))  # fmt: skip
def test_four_corners_are_everything(cost, cost_spread, gain, gain_spread, correlation):
    plane = Plane(
        cost=Normal(mean=cost, spread=cost_spread),
        health=Normal(mean=gain, spread=gain_spread),
        correlation=correlation,
    )
    found = quadrants(plane)
    assert sum(found.values()) == pytest.approx(1)
    assert min(found.values()) > -1e-4


def test_more_money_for_health_never_makes_a_sure_gain_less_worth():
    plane = Plane(cost=Normal(mean=1000, spread=500), health=Normal(mean=0.5, spread=0.01))
    found = [chance(plane, price) for price in PRICES]
    assert all(one <= more + 1e-12 for one, more in pairwise(found))


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_the_ellipse_holds_its_share(correlation):
    plane = dutch_plane(victims=True, correlation=correlation)
    spreads = np.array([plane.health.spread, plane.cost.spread])
    together = np.outer(spreads, spreads) * np.array([[1, correlation], [correlation, 1]])
    inverse = np.linalg.inv(together)
    for health, cost in ellipse(plane):
        off = np.array([health - plane.health.mean, cost - plane.cost.mean])
        assert off @ inverse @ off == pytest.approx(5.991, abs=0.001)


def test_a_correlation_beyond_one_is_refused():
    with pytest.raises(ValueError, match="between -1 and 1"):
        dutch_plane(victims=True, correlation=1.0)
