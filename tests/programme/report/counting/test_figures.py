"""Shares, rates, quantiles, change, need and cost: each against a number known from elsewhere."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import binom
from tests.programme.report import example

from vangnet.programme.report.counting import people
from vangnet.programme.report.counting.change import Answer, changes, responders
from vangnet.programme.report.counting.cost import cost
from vangnet.programme.report.counting.estimate import Method, Of
from vangnet.programme.report.counting.need import Need, coverage, users
from vangnet.programme.report.counting.rates import per_thousand
from vangnet.programme.report.counting.rows import Member
from vangnet.programme.report.counting.shares import share, share_of_many
from vangnet.programme.report.counting.spread import quantile
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Treatment

A_DAY, NEXT = date(2025, 3, 1), date(2025, 3, 2)


def test_a_rate_has_the_exact_limits_of_poisson():
    found = per_thousand(2, 52_180)
    assert found.value == pytest.approx(0.0383, abs=1e-4)
    assert (found.low, found.high) == (pytest.approx(0.0046, abs=1e-4),
                                       pytest.approx(0.1385, abs=1e-4))  # fmt: skip
    assert per_thousand(0, 0).value is None
    assert per_thousand(0, 1000).high == pytest.approx(3.689, abs=1e-3)


def test_a_share_is_wilsons():
    found = share(63, 100)
    assert (found.low, found.high) == (pytest.approx(0.5322, abs=1e-4),
                                       pytest.approx(0.7182, abs=1e-4))  # fmt: skip
    assert share(0, 0).value is None


def test_days_of_the_same_people_are_not_so_many_people():
    alike = [(90, 100)] * 5 + [(10, 100)] * 5
    found = share_of_many(alike, of=Of.DAYS)
    assert (found.value, found.n, found.persons) == (0.5, 1000, 10)
    assert found.high - found.low > 4 * (share(500, 1000).high - share(500, 1000).low)
    assert share_of_many([(5, 5)] * 8, of=Of.DAYS).method is Method.NONE
    assert share_of_many([(0, 0)], of=Of.DAYS).value is None


def test_a_quantile_lies_between_order_statistics_at_least_as_often_as_it_says():
    rng = np.random.default_rng(1)
    true, held = 0.0, 0
    for _n in range(400):
        found = quantile(list(rng.normal(size=25)), 0.5, of=Of.PERSONS)
        held += found.low <= true <= found.high
    assert held >= binom.ppf(0.001, 400, 0.95)
    assert quantile([1, 2, 3], 0.5, of=Of.PERSONS).has_interval is False
    assert quantile([], 0.5, of=Of.PERSONS).value is None


def test_change_is_that_of_those_who_answered_twice():
    answers = [
        Answer(person=str(n), measure="days", before=20 + n, after=float(n)) for n in range(9)
    ]
    answers.append(Answer(person="x", measure="days", before=30, after=None))
    answers.append(Answer(person="y", measure="home", before=0, after=1))
    days, home = changes(answers)
    assert (days.asked_both, days.asked_once) == (9, 1)
    assert (days.before.value, days.difference.value) == (24, -20)
    assert days.difference.has_interval is False, "all changed by the same: no width is drawn"
    assert home.is_share
    assert responders([True, False, True]).value == pytest.approx(2 / 3)


def test_coverage_has_the_interval_of_the_public_number_and_of_nothing_else():
    need = Need(per_1000=2, low=1, high=4, year=2012, source="X", standing="V")
    found = coverage(50, users(need, inhabitants=100_000))
    assert (found.value, found.low, found.high) == (0.25, 0.125, 0.5)
    bare = Need(per_1000=2, low=None, high=None, year=2012, source="X", standing="V")
    assert coverage(5, users(bare, inhabitants=100)).has_interval is False


def test_what_has_no_price_is_no_nought():
    amounts = {"gram_diamorphine": Decimal(900), "visit": Decimal(1000)}
    found = cost(amounts, {"visit": Decimal(20)}, patient_years=Decimal(4))
    assert found.per_patient_year == 5000
    assert found.left_out == ("gram_diamorphine",)
    assert cost(amounts, {}, patient_years=Decimal(4)).per_patient_year is None


def member(*episodes):
    return Member(person=1, known_since=date(2020, 1, 1), episodes=episodes)


def ended(treatment, reason, on=A_DAY):
    return EpisodeFacts(treatment=treatment, started_on=date(2021, 1, 1), ended_on=on,
                        end_reason=reason)  # fmt: skip


HAT, METHADONE = Treatment.HAT, Treatment.METHADONE
PRISON, DIED = EpisodeEndReason.PRISON, EpisodeEndReason.DECEASED


@pytest.mark.parametrize(("known", "place"), [
    (member(), "untreated"),
    (member(EpisodeFacts(treatment=HAT, started_on=A_DAY)), "hat"),
    (member(EpisodeFacts(treatment=HAT, started_on=date(2025, 3, 3))), "untreated"),
    (member(ended(HAT, PRISON), EpisodeFacts(treatment=METHADONE, started_on=A_DAY)), "prison"),
    (member(ended(HAT, PRISON), EpisodeFacts(treatment=METHADONE, started_on=NEXT)), "methadone"),
    (member(ended(HAT, DIED)), "dead"),
    (member(ended(HAT, DIED, on=date(2024, 5, 1))), None),
    (member(ended(HAT, None), EpisodeFacts(treatment=Treatment.ABSTINENCE, started_on=A_DAY)),
     "abstinent"),
])  # fmt: skip
def test_everybody_stands_in_one_place(known, place):
    found = people.standing_on([known], NEXT, died_since=date(2025, 1, 1))
    assert dict(found) == ({place: 1} if place else {})


def test_the_flow_of_a_year_adds_up_and_meets_the_year_before():
    rows = example.rows()
    flow = people.flow(rows)
    left = sum(flow.left.values())
    assert flow.now == flow.was + flow.started + flow.came_over - left - flow.went_over
    standing = people.standing_on(rows.members, rows.last_on, died_since=rows.first_on)
    assert standing["hat"] == flow.now
    before = example.rows(first_on=date(2024, 1, 1), last_on=date(2024, 12, 31))
    assert people.flow(before).now == flow.was
