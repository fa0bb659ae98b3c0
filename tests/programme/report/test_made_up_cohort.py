"""A cohort whose truth is known: an interval of 95 % holds it about 95 times in 100, no fewer."""

import numpy as np
import pytest
from scipy.stats import binom

from vangnet.programme.report.counting.change import responders
from vangnet.programme.report.counting.rates import per_thousand
from vangnet.programme.report.counting.survival import Stay, retention
from vangnet.programme.report.made_up import Truth, cohort

TRUTH = Truth()
CAUSE, MONTHS = "prison", 12
SEEDS, MANY_SEEDS = 100, 1000
# So many must hold the truth. A method that really holds it 95 times in 100 holds it in fewer than
# 93 of 100 with 13 choices of seeds in 100; one that holds it only 90 times in 100 slips through
# with 21. A hundred seeds alone are a weak test; the thousand decide: there a right method falls
# short once in 1,000 choices of seeds, and one of 90 in 100 passes once in 800. The seeds are the
# first ones: nobody chose them.
FEWEST, FEWEST_OF_MANY = 93, 928
# An interval that always holds the truth is too wide, which is a fault as well: the exact ones of
# counts are wide by nature (97 in 100), none of ours comes to 99 in 100.
MOST_OF_MANY = 990


def figures(made):
    found = retention(made.stays)
    return {
        "retention": (found.still_there(MONTHS), TRUTH.still_there(MONTHS)),
        "left for one cause": (found.gone_by(CAUSE, MONTHS), TRUTH.gone_by(CAUSE, MONTHS)),
        "events per 1,000 doses": (per_thousand(made.events, made.doses), TRUTH.events_per_1000),
        "response": (responders(made.responded), TRUTH.response),
    }


def holds(estimate, true):
    return estimate.has_interval and estimate.low <= true <= estimate.high


@pytest.fixture(scope="module")
def held():
    """Of each seed and figure, whether its interval held the truth."""
    rows = []
    for seed in range(MANY_SEEDS):
        known = figures(cohort(TRUTH, seed=seed))
        rows.append([holds(estimate, true) for estimate, true in known.values()])
    return dict(zip(known, np.array(rows).T, strict=True))


@pytest.mark.parametrize(
    "figure", ["retention", "left for one cause", "events per 1,000 doses", "response"]
)
def test_the_truth_lies_within_the_interval_as_often_as_it_says(held, figure):
    assert held[figure][:SEEDS].sum() >= FEWEST
    assert FEWEST_OF_MANY <= held[figure].sum() <= MOST_OF_MANY


def test_the_test_can_tell_a_right_method_from_a_wrong_one():
    assert binom.cdf(FEWEST - 1, SEEDS, 0.95) == pytest.approx(0.128, abs=0.001)
    assert binom.sf(FEWEST - 1, SEEDS, 0.90) == pytest.approx(0.206, abs=0.001)
    assert binom.cdf(FEWEST_OF_MANY - 1, MANY_SEEDS, 0.95) < 0.002
    assert binom.sf(FEWEST_OF_MANY - 1, MANY_SEEDS, 0.90) < 0.002


def censor_the_others(stays):
    """The usual mistake: who left for another reason is treated as one still to leave for this."""
    return [Stay(days=one.days, left=one.left if one.left == CAUSE else None) for one in stays]


def forget_the_watching(stays):
    """Another: who is still there is taken for one who stayed the year."""
    return [one if one.left else Stay(days=10**4) for one in stays]


@pytest.mark.parametrize("mistake", [censor_the_others, forget_the_watching])
def test_the_usual_mistakes_are_caught(mistake):
    strong = Truth(leaving_a_year={"dropped_out": 0.9, CAUSE: 0.5, "deceased": 0.2})
    right = wrong = 0
    for seed in range(SEEDS):
        stays = cohort(strong, seed=seed).stays
        true = strong.gone_by(CAUSE, MONTHS)
        right += holds(retention(stays).gone_by(CAUSE, MONTHS), true)
        wrong += holds(retention(mistake(stays)).gone_by(CAUSE, MONTHS), true)
    assert right >= FEWEST
    assert wrong < FEWEST
