"""Effects and intervals against published worked examples, empty cells, and counts that lie."""

from math import exp, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nchypergeom_fisher, ttest_ind
from tests.programme.evidence.worked_examples import BCG

from vangnet.programme.evidence.effects import (
    Counts,
    CountsError,
    Measure,
    NoEstimateError,
    difference_of_shares,
    odds_ratio,
    on_pooling_scale,
    risk_difference,
    risk_ratio,
    share,
)


def counts(events: int, people: int, control_events: int, control_people: int) -> Counts:
    return Counts(
        events=events,
        people=people,
        control_events=control_events,
        control_people=control_people,
    )


# Newcombe 1998, Statistics in Medicine 17:857, table I (one share, to four digits).
ONE_SHARE = [
    ((81, 263), "wald", (0.2522, 0.3638)),
    ((81, 263), "wilson", (0.2553, 0.3662)),
    ((81, 263), "exact", (0.2527, 0.3676)),
    ((15, 148), "exact", (0.0578, 0.1617)),
    ((0, 20), "wilson", (0.0, 0.1611)),
    ((0, 20), "exact", (0.0, 0.1684)),
]
# Newcombe 1998, Statistics in Medicine 17:873, table II (the difference of two shares).
TWO_SHARES = [
    ((56, 70, 48, 80), "wald", (0.0575, 0.3425)),
    ((56, 70, 48, 80), "continuity", (0.0441, 0.3559)),
    ((56, 70, 48, 80), "newcombe", (0.0524, 0.3339)),
    ((9, 10, 3, 10), "newcombe", (0.1705, 0.8090)),
    ((0, 10, 0, 20), "newcombe", (-0.1611, 0.2775)),
    ((0, 10, 0, 10), "newcombe", (-0.2775, 0.2775)),
    ((10, 10, 0, 20), "newcombe", (0.6791, 1.0)),
]


@pytest.mark.parametrize(("of", "method", "printed"), ONE_SHARE)
def test_the_interval_of_one_share_is_newcombes(of, method, printed):
    found = share(*of, method=method)
    assert (round(found.low, 4), round(found.high, 4)) == printed


@pytest.mark.parametrize(("of", "method", "printed"), TWO_SHARES)
def test_the_interval_of_a_difference_is_newcombes(of, method, printed):
    found = risk_difference(counts(*of), method=method)
    assert (round(found.low, 4), round(found.high, 4)) == printed


def test_the_first_bcg_trial_has_the_ratios_that_metafor_prints():
    a, b, c, d = BCG[0]
    first = counts(a, a + b, c, c + d)
    effect, variance = on_pooling_scale(first, Measure.RATIO)
    assert (round(effect, 4), round(variance, 4)) == (-0.8893, 0.3256)
    effect, variance = on_pooling_scale(first, Measure.ODDS)
    assert (round(effect, 4), round(variance, 4)) == (-0.9387, 0.3571)


def test_a_table_without_an_empty_cell_gets_nothing_added():
    found = risk_ratio(counts(101, 115, 60, 111))
    assert found.value == pytest.approx((101 / 115) / (60 / 111))
    assert not found.halved


def test_the_exact_odds_ratio_is_that_of_fishers_tea_tasting():
    # R, fisher.test(TeaTasting), two-sided. Its upper end is found to 1 percent, so that one is
    # held to its definition: with it, three cups or fewer have a chance of 2.5 percent.
    found = odds_ratio(counts(3, 4, 1, 4), method="exact")
    assert found.value == pytest.approx(6.408309, rel=1e-5)
    assert found.low == pytest.approx(0.2117329, rel=1e-4)
    assert nchypergeom_fisher.cdf(3, 8, 4, 4, found.high) == pytest.approx(0.025, rel=1e-4)


def test_welchs_interval_is_that_of_zeros_and_ones():
    treated, control = [1] * 56 + [0] * 61, [1] * 35 + [0] * 104
    theirs = ttest_ind(treated, control, equal_var=False).confidence_interval()
    ours = risk_difference(counts(56, 117, 35, 139), method="welch")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_an_empty_cell_gets_half_an_event_in_each_and_says_so():
    found = risk_ratio(counts(0, 10, 5, 10))
    assert found.halved
    assert found.value == pytest.approx((0.5 / 11) / (5.5 / 11))
    assert odds_ratio(counts(10, 10, 5, 10)).halved


def test_the_exact_odds_ratio_of_an_empty_cell_ends_at_nothing_or_nowhere():
    assert odds_ratio(counts(0, 10, 5, 10), method="exact").low == 0
    assert odds_ratio(counts(10, 10, 5, 10), method="exact").high == inf


NOTHING_TO_SAY = [
    (lambda: risk_ratio(counts(0, 10, 0, 12)), "Nobody in either arm"),
    (lambda: odds_ratio(counts(0, 10, 0, 12)), "no odds to compare"),
    (lambda: odds_ratio(counts(10, 10, 12, 12)), "no odds to compare"),
    (lambda: risk_difference(counts(0, 10, 0, 12), method="wald"), "Newcombe"),
    (lambda: risk_difference(counts(10, 10, 0, 12), method="continuity"), "Newcombe"),
    (lambda: risk_difference(counts(10, 10, 0, 12), method="welch"), "Newcombe"),
    (lambda: difference_of_shares(0.5, 1, 0.5, 10), "no spread"),
    (lambda: share(1, 1, method="welch"), "no spread"),
]


@pytest.mark.parametrize(("asked", "told"), NOTHING_TO_SAY)
def test_counts_that_say_nothing_of_an_effect_name_what_does(asked, told):
    with pytest.raises(NoEstimateError, match=told):
        asked()


BAD = [
    ((11, 10, 1, 10), "HAT arm: 11 events among 10 people"),
    ((1, 10, 11, 10), "control arm: 11 events among 10 people"),
    ((-1, 10, 1, 10), "HAT arm: -1 events"),
    ((0, 0, 1, 10), "HAT arm: 0 people"),
    ((1.5, 10, 1, 10), "whole number"),
    ((True, 10, 1, 10), "whole number"),
]


@pytest.mark.parametrize(("bad", "told"), BAD)
def test_counts_that_cannot_be_are_named(bad, told):
    with pytest.raises(CountsError, match=told):
        counts(*bad)


def test_a_share_in_percent_is_refused():
    with pytest.raises(CountsError, match="fraction"):
        difference_of_shares(49.7, 117, 26.9, 139)


arms = st.integers(2, 300).flatmap(
    lambda people: st.tuples(st.integers(1, people - 1), st.just(people))
)


@given(arms, arms)
def test_an_interval_holds_its_own_effect(treated, control):
    these = counts(*treated, *control)
    for found in (
        risk_difference(these),
        risk_difference(these, method="welch"),
        risk_ratio(these),
        odds_ratio(these),
        odds_ratio(these, method="exact"),
    ):
        assert found.low <= found.value + 1e-9
        assert found.value <= found.high + 1e-9


@given(arms, arms)
def test_arms_exchanged_turn_the_ratio_over(treated, control):
    one, other = risk_ratio(counts(*treated, *control)), risk_ratio(counts(*control, *treated))
    assert log(one.value) == pytest.approx(-log(other.value), abs=1e-9)
    assert one.low == pytest.approx(1 / other.high)


@given(arms, arms)
def test_counting_who_did_not_turns_the_difference_over(treated, control):
    these = counts(*treated, *control)
    one, other = risk_difference(these), risk_difference(these.turned)
    assert one.low == pytest.approx(-other.high)
    assert exp(on_pooling_scale(these, Measure.ODDS)[0]) == pytest.approx(
        1 / exp(on_pooling_scale(these.turned, Measure.ODDS)[0])
    )
