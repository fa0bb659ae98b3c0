"""The two pooled questions: which trials, which weights, and the same answers by another road."""

from math import exp, log

import pytest
from statsmodels.stats.meta_analysis import combine_effects

from vangnet.programme.evidence.pooling import Between
from vangnet.programme.evidence.pools import GROUPS, RESPONDING, STAYING, forest, pooled
from vangnet.programme.sources import Standing


def test_the_reviews_four_trials_are_pooled_for_staying():
    found = forest(STAYING)
    assert [str(line.comparison.label) for line in found.lines] == [
        "Haasen 2007", "NAOMI 2009", "RIOTT 2010", "PEPSA 2006",
    ]  # fmt: skip
    events, people, control_events, control_people = found.totals
    assert (events, people, control_events, control_people) == (508, 704, 310, 684)
    assert people + control_people == 1388  # as Cochrane 2011 prints


@pytest.mark.parametrize("group", GROUPS)
def test_statsmodels_own_result_is_the_same(group):
    found = forest(group)
    ratios = [line.ratio for line in found.lines]
    effects = [log(one.value) for one in ratios]
    variances = [((log(one.high) - log(one.low)) / 2 / 1.959963984540054) ** 2 for one in ratios]
    import numpy as np

    theirs = combine_effects(np.array(effects), np.array(variances), method_re="dl")
    assert found.pooled.effect == pytest.approx(exp(theirs.mean_effect_re))
    assert found.pooled.q == pytest.approx(theirs.q)
    assert found.pooled.i2 == pytest.approx(theirs.i2)
    adjusted = pooled(group, hartung_knapp=True)
    low, high = theirs.conf_int(use_t=True)[3]
    assert (adjusted.low, adjusted.high) == pytest.approx((exp(low), exp(high)))


@pytest.mark.parametrize("group", GROUPS)
def test_four_ways_to_pool_stand_side_by_side(group):
    ways = [(one.between, one.hartung_knapp) for one in forest(group).others]
    assert ways == [(b, hk) for b in Between for hk in (False, True)]


@pytest.mark.parametrize("group", GROUPS)
def test_each_pooled_trial_is_left_out_once(group):
    found = forest(group)
    assert [str(one.label) for one, _ in found.without] == [
        str(line.comparison.label) for line in found.lines
    ]


def test_weights_of_the_pool_add_up_and_those_beside_have_none():
    found = forest(RESPONDING)
    assert sum(line.weight for line in found.lines) == pytest.approx(1)
    assert all(line.weight is None for line in found.beside)


def test_a_trial_without_counts_stands_beside_and_is_not_drawn():
    (tadam,) = [line for line in forest(RESPONDING).beside if line.comparison.country == "BE"]
    assert tadam.ratio is None
    assert tadam.comparison.note


def test_a_line_has_the_standing_of_its_weaker_arm():
    (pepsa,) = [line for line in forest(STAYING).lines if line.comparison.country == "ES"]
    assert pepsa.comparison.standing is Standing.LITERATURE


def test_street_heroin_is_counted_by_who_did_not_use_it_daily():
    (perneger,) = [line for line in forest(RESPONDING).beside if line.comparison.country == "CH"]
    assert perneger.comparison.counts.four == (26, 27, 11, 21)
