"""Scores: within their range, by the rule for what is missing, never silently zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.outcomes import kit
from vangnet.rules.outcomes.instrument import Instrument
from vangnet.rules.outcomes.scoring import NoScore, score_bounds, scored
from vangnet.rules.reading import read_plain, read_raw

DEMONSTRATION = kit.load(kit.DEMONSTRATION)
BY_CODE = {one.code: one for one in DEMONSTRATION.instruments}
MAP = kit.FOLDER / "instruments" / "map_hss.toml"


def answers_of(instrument, *, whole=False):
    """Any answers: some missing, unless they are to be whole."""

    def one(item):
        lowest, highest = instrument.bounds[item.code]
        values = [Decimal(level.value) for level in item.levels]
        value = (
            st.sampled_from(values) if values
            else st.integers(int(lowest), int(highest)).map(Decimal)
        )  # fmt: skip
        return value if whole else st.none() | value

    return st.fixed_dictionaries({item.code: one(item) for item in instrument.item})


ANY = st.sampled_from(DEMONSTRATION.instruments).flatmap(
    lambda one: st.tuples(st.just(one), answers_of(one))
)


@given(ANY)
def test_a_score_lies_within_its_range(given_):
    instrument, answers = given_
    for one in scored(instrument, answers):
        if one.value is not None:
            lowest, highest = score_bounds(instrument, one.score)
            assert lowest <= one.value <= highest


@given(ANY)
def test_a_missing_item_gives_no_score_where_none_may_be_missing(given_):
    instrument, answers = given_
    for one in scored(instrument, answers):
        lacks = tuple(code for code in one.score.items if answers[code] is None)
        assert one.missing == lacks
        if one.score.missing_most is None:
            assert (one.value is None) == bool(lacks)
        if one.value is None:
            assert one.why_not is NoScore.ITEMS_MISSING


@given(answers_of(BY_CODE["map_hss"], whole=True), st.sampled_from(BY_CODE["map_hss"].item))
def test_leaving_an_answer_out_is_not_answering_zero(answers, item):
    absent = {code: value for code, value in answers.items() if code != item.code}
    (one,) = scored(BY_CODE["map_hss"], absent)
    assert one.value is None
    assert one.missing == (item.code,)


def with_missing_rule(most):
    raw = read_plain(MAP)
    raw["score"][0]["missing_most"] = most
    return read_raw(Instrument, raw, file="map_hss.toml")


@given(answers_of(BY_CODE["map_hss"]), st.integers(0, 9))
def test_up_to_its_most_the_missing_count_as_the_mean_of_the_others(answers, most):
    (one,) = scored(with_missing_rule(most), answers)
    known = [value for value in answers.values() if value is not None]
    if len(one.missing) > most or not known:
        assert one.value is None
    else:
        mean = sum(known) / len(known)
        assert abs(one.value - mean * 10) <= Decimal("0.0001")


def test_an_own_composite_is_the_mean_of_the_shares():
    answers = {
        "medical_days": Decimal(15),
        "medical_bothered": Decimal(2),
        "medical_help": Decimal(4),
    }
    found = {one.score.code: one.value for one in scored(BY_CODE["europasi"], answers)}
    assert found == {"medical": Decimal("0.6667"), "psychiatric": None}


@pytest.mark.parametrize(("levels", "value"), [
    ((1, 1, 1, 1, 1), "1"), ((2, 1, 1, 1, 1), "0.93"), ((5, 5, 5, 5, 5), "-0.23"),
])  # fmt: skip
def test_a_state_is_worth_what_the_sites_tariff_says(levels, value):
    eq5d = BY_CODE["eq5d"]
    codes = [item.code for item in eq5d.item[:5]]
    answers = dict(zip(codes, map(Decimal, levels), strict=True))
    found = {one.score.code: one.value for one in scored(eq5d, answers)}
    assert found["value"] == Decimal(value)


def test_without_a_tariff_there_is_no_value_and_it_is_said():
    eq5d = next(one for one in kit.load().instruments if one.code == "eq5d")
    value = next(one for one in scored(eq5d, {}) if one.score.code == "value")
    assert (value.value, value.why_not) == (None, NoScore.NO_TARIFF)
    assert score_bounds(eq5d, value.score) is None


@pytest.mark.parametrize(("code", "value"), [
    ("street_heroin_days", "31"), ("street_heroin_days", "-1"), ("street_heroin_days", "0.5"),
])  # fmt: skip
def test_an_answer_out_of_bounds_is_a_callers_bug(code, value):
    with pytest.raises(AssertionError):
        scored(BY_CODE["use"], {code: Decimal(value)})
