"""Every effect that a paper printed, a test a row of trials.csv: computed again, set beside it.

Tolerance. "Equal" is equal to the last printed digit, after rounding: printing loses half a digit
and nothing else is forgiven. "Close" is off by at most a fifth of half the printed interval: small
beside the uncertainty that the paper states, so that no conclusion hangs on it; the file says where
the rest comes from. All else is not reproducible, and the file says what is missing.
"""

import csv
from decimal import ROUND_HALF_EVEN, Decimal
from importlib.resources import files
from math import log

import pytest

from vangnet.programme.evidence import trials
from vangnet.programme.evidence.effects import Estimate, Measure
from vangnet.programme.evidence.recompute import Verdict, Way, middle_of, recomputed, verdict_on
from vangnet.programme.evidence.trials import Printed
from vangnet.programme.sources import DataError

with files("vangnet.programme").joinpath("data/trials.csv").open(encoding="utf-8") as file:
    PRINTED = [row for row in csv.DictReader(file) if row["effect"]]
NAMES = [f"{row['trial']}, {row['arm']}, {row['outcome']}" for row in PRINTED]


def test_the_papers_printed_effects_are_all_here():
    assert len(PRINTED) == len(recomputed()) == 27


@pytest.mark.parametrize("row", PRINTED, ids=NAMES)
def test_a_printed_effect_is_computed_again(row):
    (found,) = [
        one for one in recomputed() if one.row.key == (row["trial"], row["arm"], row["outcome"])
    ]
    printed = [Decimal(row[name]) for name in ("effect", "effect_low", "effect_high") if row[name]]
    assert found.verdict == found.stated, "data/recomputed.csv says another verdict"
    assert found.why.en.endswith(".")
    assert found.why.nl.endswith(".")
    if found.verdict is Verdict.NOT_REPRODUCIBLE:
        assert found.ours is None or found.why
        return
    ours = [found.ours.value, found.ours.low, found.ours.high]
    assert len(printed) == 3
    if found.verdict is Verdict.EQUAL:
        digits = max(-number.as_tuple().exponent for number in printed)
        assert [_rounded(one, digits) for one in ours] == [_rounded(one, digits) for one in printed]
    else:
        scale = log if found.printed.measure.is_ratio else float
        half = (scale(float(printed[2])) - scale(float(printed[1]))) / 2
        off = [abs(scale(one) - scale(float(p))) for one, p in zip(ours, printed, strict=True)]
        assert max(off) <= half / 5


def _rounded(number: float | Decimal, digits: int) -> Decimal:
    # Twelve digits first, so that 22.7999... is what it is meant to be.
    found = Decimal(f"{number:.12f}")
    return found.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)


def test_of_all_printed_effects_so_many_come_out():
    counted = [one.verdict for one in recomputed()]
    assert counted.count(Verdict.EQUAL) == 8
    assert counted.count(Verdict.CLOSE) == 5
    assert counted.count(Verdict.NOT_REPRODUCIBLE) == 14
    nothing_to_compute = [one for one in recomputed() if one.way is Way.NONE]
    assert len(nothing_to_compute) == 13


# What the notes on the evidence worked out by hand, from plain counts: key, and the printed form.
BY_HAND = [
    ("naomi_stay", Measure.RATIO, "wald", "1.62 1.35 1.95"),
    ("naomi_better", Measure.RATIO, "wald", "1.40 1.11 1.77"),
    ("ccbh_inhaled_better", Measure.DIFFERENCE, "wald", "23.0 11.3 34.6"),
    ("ccbh_injected_better", Measure.DIFFERENCE, "wald", "23.6 9.1 38.1"),
    ("ccbh_inhaled_ntvg", Measure.DIFFERENCE, "wald", "22.7 11.1 34.3"),
    ("ccbh_injected_ntvg", Measure.DIFFERENCE, "wald", "24.9 10.5 39.4"),
    ("perneger_street", Measure.DIFFERENCE, "wald", "43.9 21.4 66.4"),
    ("haasen_drug", Measure.ODDS, "wald", "1.82 1.41 2.35"),
    ("haasen_health", Measure.ODDS, "wald", "1.41 1.05 1.89"),
]


@pytest.mark.parametrize(("key", "measure", "method", "wanted"), BY_HAND)
def test_plain_counts_give_what_was_worked_out_by_hand(key, measure, method, wanted):
    from vangnet.programme.evidence import effects

    counts = trials.comparisons()[key].counts
    if measure is Measure.DIFFERENCE:
        one = effects.risk_difference(counts, method=method)
        told = " ".join(f"{100 * n:.1f}" for n in (one.value, one.low, one.high))
    else:
        one = effects.risk_ratio(counts) if measure is Measure.RATIO else effects.odds_ratio(counts)
        told = " ".join(f"{n:.2f}" for n in (one.value, one.low, one.high))
    assert told == wanted


def printed(value: str, low: str | None, high: str | None, measure=Measure.RATIO) -> Printed:
    return Printed(
        measure=measure,
        value=Decimal(value),
        low=Decimal(low) if low else None,
        high=Decimal(high) if high else None,
    )


VERDICTS = [
    (printed("1.5", "1.2", "1.9"), (1.549, 1.151, 1.851), Verdict.EQUAL),
    (printed("1.50", "1.20", "1.90"), (1.549, 1.199, 1.899), Verdict.CLOSE),
    (printed("1.50", "1.20", "1.90"), (1.60, 1.20, 1.90), Verdict.NOT_REPRODUCIBLE),
    (printed("20", "10", "30", Measure.DIFFERENCE), (20, 12, 28), Verdict.CLOSE),
    (printed("20", "10", "30", Measure.DIFFERENCE), (20, 10, 32.6), Verdict.NOT_REPRODUCIBLE),
    (printed("11", None, None), (11.4, 1, 2), Verdict.EQUAL),
    (printed("11", None, None), (11.6, 1, 2), Verdict.NOT_REPRODUCIBLE),
]


@pytest.mark.parametrize(("theirs", "ours", "verdict"), VERDICTS)
def test_a_verdict_follows_from_the_numbers(theirs, ours, verdict):
    value, low, high = ours
    assert verdict_on(theirs, Estimate(value=value, low=low, high=high)) is verdict


def test_nothing_of_ours_is_not_reproducible():
    assert verdict_on(printed("1.5", "1.2", "1.9"), None) is Verdict.NOT_REPRODUCIBLE


def test_the_middle_of_a_printed_ratio_is_on_the_logarithm():
    assert middle_of(printed("13.5", "2.55", "71.53")) == pytest.approx(13.5, abs=0.01)
    assert middle_of(printed("0.05", None, None)) is None


def test_an_effect_that_nobody_recomputes_is_an_error_that_names_it(monkeypatch):
    from vangnet.programme.evidence import recompute

    recompute.recomputed.cache_clear()
    monkeypatch.setattr(recompute, "read_rows", lambda name: [])
    with pytest.raises(DataError, match="CCBH_inhal"):
        recompute.recomputed()
    recompute.recomputed.cache_clear()
