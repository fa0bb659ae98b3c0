"""Pooling against published results, a closed form, and what must hold for any trials."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.programme.evidence.worked_examples import bcg, diuretics, expectancy

from vangnet.programme.evidence.effects import Measure
from vangnet.programme.evidence.pooling import (
    Between,
    PoolingError,
    Trial,
    leave_one_out,
    pool,
)

# Printed by metafor for its BCG data, and by Stata's metan for DL: measure, way, effect, its
# interval, tau2, I2 in percent, Q. (metafor, tests of rma.uni against metan; its manual for REML.)
BCG_PRINTED = [
    (Measure.RATIO, Between.DL, -0.7141, (-1.0644, -0.3638), 0.3088, 92.1173, 152.2330),
    (Measure.RATIO, Between.REML, -0.7145, (-1.0669, -0.3622), 0.3132, 92.2214, 152.2330),
    (Measure.ODDS, Between.DL, -0.7474, (-1.1242, -0.3706), 0.3663, 92.6455, 163.1649),
    (Measure.DIFFERENCE, Between.DL, -0.0071, (-0.0101, -0.0040), 0.0000, 95.6596, 276.4737),
]
# Raudenbush 2009, table 16.3, with the third digit as metafor prints it: way, Hartung-Knapp,
# tau2, effect, interval.
EXPECTANCY_PRINTED = [
    (Between.REML, False, 0.019, 0.084, (-0.018, 0.185)),
    (Between.REML, True, 0.019, 0.084, (-0.046, 0.213)),
    (Between.DL, False, 0.026, 0.089, (-0.020, 0.199)),
    (Between.DL, True, 0.026, 0.089, (-0.044, 0.223)),
]


@pytest.mark.parametrize(
    ("measure", "between", "effect", "interval", "tau2", "i2", "q"), BCG_PRINTED
)
def test_bcg_vaccine_pools_as_printed(measure, between, effect, interval, tau2, i2, q):
    found = pool(bcg(measure), between=between)
    assert round(found.effect, 4) == effect
    assert (round(found.low, 4), round(found.high, 4)) == interval
    assert round(found.tau2, 4) == tau2
    assert found.i2 * 100 == pytest.approx(i2, abs=5e-4)
    assert round(found.q, 4) == q
    assert found.q_freedom == 12


@pytest.mark.parametrize(("between", "adjusted", "tau2", "effect", "interval"), EXPECTANCY_PRINTED)
def test_teachers_expectancy_pools_as_printed(between, adjusted, tau2, effect, interval):
    found = pool(expectancy(), between=between, hartung_knapp=adjusted)
    assert round(found.tau2, 3) == tau2
    assert round(found.effect, 3) == effect
    assert (round(found.low, 3), round(found.high, 3)) == interval
    assert round(found.q, 2) == 35.83


def test_the_variance_between_trials_of_diuretics_is_as_printed():
    # Viechtbauer 2007, Statistics in Medicine 26:37, table II.
    assert round(pool(diuretics(), between=Between.DL).tau2, 3) == 0.230
    assert round(pool(diuretics(), between=Between.REML).tau2, 3) == 0.301


def test_where_a_new_trial_may_lie_is_students_with_two_degrees_fewer_than_trials():
    # metafor prints -0.204 to 0.371 for the same with the normal distribution in its place.
    found = pool(expectancy(), between=Between.REML)
    half = (found.new_high - found.new_low) / 2
    normal = half / stats.t.ppf(0.975, 17) * stats.norm.ppf(0.975)
    assert round(found.effect - normal, 3) == -0.204
    assert round(found.effect + normal, 3) == 0.371
    error = (found.high - found.effect) / stats.norm.ppf(0.975)
    assert half == pytest.approx(stats.t.ppf(0.975, 17) * sqrt(found.tau2 + error**2))


def test_two_trials_say_nothing_of_a_third():
    found = pool(expectancy()[:2])
    assert found.new_low is None
    assert found.new_high is None


def test_leaving_one_out_is_pooling_the_rest():
    these = bcg(Measure.RATIO)
    left = dict(leave_one_out(these))
    assert list(left) == [one.key for one in these]
    assert left["4"] == pool([one for one in these if one.key != "4"])


ASKED_WRONGLY = [
    (lambda: pool([]), "at least two trials"),
    (lambda: pool(expectancy()[:1]), "at least two trials"),
    (lambda: leave_one_out(expectancy()[:2]), "at least three"),
    (lambda: pool([expectancy()[0], expectancy()[0]]), "named twice"),
    (lambda: pool([expectancy()[0], Trial(key="x", effect=1, variance=0)]), "x: needs"),
    (lambda: pool([expectancy()[0], Trial(key="x", effect=np.inf, variance=1)]), "x: needs"),
]


@pytest.mark.parametrize(("asked", "told"), ASKED_WRONGLY)
def test_what_cannot_be_pooled_is_said(asked, told):
    with pytest.raises(PoolingError, match=told):
        asked()


effects = st.lists(st.floats(-3, 3), min_size=2, max_size=12)


@given(effects, st.floats(0.01, 2))
def test_equal_variances_have_a_closed_form(found, variance):
    these = [Trial(key=str(n), effect=one, variance=variance) for n, one in enumerate(found)]
    wanted = max(0.0, float(np.var(found, ddof=1)) - variance)
    for between in Between:
        answer = pool(these, between=between)
        assert answer.tau2 == pytest.approx(wanted, abs=2e-4 * (1 + wanted))
        assert answer.effect == pytest.approx(float(np.mean(found)), abs=1e-6)


trials = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.005, 2)), min_size=3, max_size=12).map(
    lambda rows: [Trial(key=str(n), effect=e, variance=v) for n, (e, v) in enumerate(rows)]
)


@given(trials, st.sampled_from(list(Between)), st.booleans())
def test_weights_add_up_and_the_effect_lies_among_the_trials(these, between, adjusted):
    found = pool(these, between=between, hartung_knapp=adjusted)
    assert sum(found.weights) == pytest.approx(1)
    assert min(one.effect for one in these) - 1e-9 <= found.effect
    assert found.effect <= max(one.effect for one in these) + 1e-9
    assert 0 <= found.i2 < 1
    assert found.tau2 >= 0
    assert found.new_low <= found.effect <= found.new_high


@given(trials, st.sampled_from(list(Between)), st.floats(-5, 5))
def test_moving_all_trials_moves_the_result_and_nothing_else(these, between, by):
    moved = [Trial(key=one.key, effect=one.effect + by, variance=one.variance) for one in these]
    before, after = pool(these, between=between), pool(moved, between=between)
    assert after.effect == pytest.approx(before.effect + by, abs=1e-4)
    assert after.tau2 == pytest.approx(before.tau2, abs=1e-3 * (1 + before.tau2))
