"""Numbers as the programme writes them."""

from decimal import Decimal

import pytest
from django.utils import translation

from vangnet.programme.charts.numbers import about_a, interval, number, percent, with_interval


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (17700, 0, "17,700"),
        (Decimal("12.65"), 1, "12.7"),
        (-486, 0, "\u2212486"),
        (1438, -1, "1,440"),
        (Decimal("-0.04"), 1, "0.0"),
        (0.058, 3, "0.058"),
        (None, 0, ""),
    ],
)
def test_rounded_grouped_and_with_a_true_minus(value, decimals, told):
    assert number(value, decimals) == told


def test_a_difference_has_its_sign():
    assert number(22.8, 1, sign=True) == "+22.8"


def test_dutch_groups_by_a_full_stop():
    with translation.override("nl"):
        assert number(Decimal("17700.5"), 1) == "17.700,5"


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(12700, 16300, "12,700 to 16,300"), (15084, None, "at least 15,084"),
     (None, -486, "at most \u2212486"), (None, None, "")],
)  # fmt: skip
def test_an_interval_in_words(low, high, told):
    assert interval(low, high) == told


def test_a_value_with_its_interval():
    assert with_interval(14000, 12700, 16300) == "14,000 (12,700 to 16,300)"
    assert with_interval(25000, None, None) == "25,000"
    assert with_interval(None, 29, 34) == "29 to 34"


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.209, "a fifth"), (0.172, "a sixth"), (0.5, "half"), (0.42, "42%"), (0, "0%")],
)
def test_a_share_in_words_only_when_it_is_near(share, told):
    assert about_a(share) == told


def test_a_percentage():
    assert percent(Decimal("0.053")) == "5%"
