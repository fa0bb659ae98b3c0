"""Costs: the parts add up to what was printed, and the sign hangs on what crime costs."""

import pytest

from vangnet.programme.evidence import money
from vangnet.programme.evidence.costs import (
    BOTH,
    DUTCH,
    HORIZONS,
    canada,
    crime_share,
    health_gain,
    price_of_health,
    residual,
    turns,
    waterfall,
)
from vangnet.programme.sources import DataError, Standing, read_rows


def test_the_printed_parts_and_the_residual_are_the_printed_net():
    assert residual() == money.amount(DUTCH, "other_residual", BOTH).value
    with_victims = waterfall(victims=True)
    assert with_victims.steps[-1].end == with_victims.net
    assert with_victims.standing is Standing.VERIFIED


def test_bars_of_the_waterfall_join():
    steps = waterfall(victims=True).steps
    assert steps[0].begin == 0
    assert [one.begin for one in steps[1:]] == [one.end for one in steps[:-1]]


def test_leaving_victims_out_turns_a_saving_into_a_cost():
    assert waterfall(victims=True).net < 0 < waterfall(victims=False).net


def test_no_interval_is_made_up_for_the_net_without_victims():
    without = waterfall(victims=False)
    assert without.net_low is None
    assert without.net_high is None
    assert without.standing is Standing.COMPUTED


def test_a_year_in_full_health_has_no_price_where_money_is_saved_as_well():
    assert price_of_health(victims=True) is None
    without = price_of_health(victims=False)
    assert without == pytest.approx(waterfall(victims=False).net / health_gain().value)


def test_in_every_study_that_printed_the_part_the_sign_turns_without_crime():
    found = turns()
    assert [one.study for one in found] == [DUTCH, *["NOSYK2012"] * 4, "PROVE"]
    assert all(one.with_all < 0 < one.without for one in found)
    assert all(one.sign_turns for one in found)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_in_canada_crime_is_three_quarters_of_the_cost_or_more(horizon):
    for arm in ("DAM", "MMT"):
        assert 0.75 < crime_share(horizon, arm) < 0.92
        assert canada(horizon, arm).low < canada(horizon, arm).value < canada(horizon, arm).high


PARTS = read_rows("economics_parts")


@pytest.mark.parametrize("row", PARTS, ids=lambda row: f"{row['study']} {row['item']} {row['arm']}")
def test_a_share_stands_in_the_note_of_the_row_that_it_is_of(row):
    of = money.amount(row["study"], row["item"], row["arm"])
    word = row["part"]
    assert f"{row['share_pct']}% {word}" in of.note or f"{word} {row['share_pct']}%" in of.note
    assert row["source"] == of.source.key


def test_an_amount_that_is_not_there_is_named():
    with pytest.raises(DataError, match="no row DIJKGRAAF2005, nothing, HAT-MMT"):
        money.amount(DUTCH, "nothing", BOTH)
