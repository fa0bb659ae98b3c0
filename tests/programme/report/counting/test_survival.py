"""Curves against numbers worked out by hand, and what is said when there is little to say."""

import math

import pytest

from vangnet.programme.report.counting.estimate import Method, Of
from vangnet.programme.report.counting.survival import Stay, retention, time_until

YEAR = 365


def test_a_curve_of_four_is_what_a_pencil_gives():
    """One leaves on day 100 of 4, one is watched to day 200, one leaves on day 300 of 2."""
    found = retention([
        Stay(days=100, left="dropped_out"), Stay(days=200), Stay(days=300, left="prison"),
        Stay(days=400),
    ])  # fmt: skip
    year_later = found.still_there(12)
    assert year_later.value == pytest.approx(3 / 4 * 1 / 2)
    # Greenwood: S² × (1/(4×3) + 1/(2×1)), then log-log.
    error = 0.375 * math.sqrt(1 / 12 + 1 / 2)
    wide = 1.959964 * error / abs(0.375 * math.log(0.375))
    assert year_later.low == pytest.approx(0.375 ** math.exp(wide), rel=1e-5)
    assert year_later.high == pytest.approx(0.375 ** math.exp(-wide), rel=1e-5)
    assert (year_later.method, year_later.n, year_later.of) == (Method.KAPLAN_MEIER, 4, Of.STARTS)
    assert found.gone_by("dropped_out", 12).value == pytest.approx(1 / 4)
    assert found.gone_by("prison", 12).value == pytest.approx(3 / 4 * 1 / 2)
    assert found.left_by(12) == 2
    assert found.left_by(6, "dropped_out") == 1


def test_who_left_for_any_reason_and_who_stays_are_everybody():
    stays = [Stay(days=20 + 9 * n, left=("a", "b", None)[n % 3]) for n in range(60)]
    found = retention(stays)
    gone = sum(found.gone_by(cause, 12).value for cause in ("a", "b"))
    assert gone + found.still_there(12).value == pytest.approx(1)


def test_of_a_day_on_which_nobody_was_watched_nothing_is_said():
    found = retention([Stay(days=100, left="prison"), Stay(days=200)])
    assert found.still_there(12).value is None
    assert found.still_there(6).value == 0.5


def test_when_nobody_left_the_limit_is_that_of_those_still_watched():
    found = retention([Stay(days=YEAR + 50)] * 10)
    year_later = found.still_there(12)
    assert (year_later.value, year_later.high) == (1, 1)
    assert year_later.low == pytest.approx(0.025 ** (1 / 10))
    assert year_later.method is Method.NOBODY_LEFT


def test_of_nobody_nothing_is_known():
    found = retention([])
    assert found.still_there(12).value is None
    assert found.gone_by("prison", 12).value is None


def test_half_have_waited_so_long():
    waits = [Stay(days=10 * n, left="started") for n in range(1, 10)]
    half = time_until(waits, share=0.5, of=Of.REFERRALS)
    assert half.value == 50
    assert half.low < 50 < half.high
    assert time_until([Stay(days=5)], share=0.5, of=Of.REFERRALS).value is None
