"""Each printed effect, computed again and set beside what was printed.

`data/recomputed.csv` says how each is done and why it does not come out the same where it does not;
the verdict itself is computed here, and a test holds the file to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import log, sqrt

from vangnet.programme.evidence import effects, trials
from vangnet.programme.evidence.effects import Estimate, Measure
from vangnet.programme.evidence.pooling import Between
from vangnet.programme.evidence.pools import pooled
from vangnet.programme.evidence.trials import ArmRow, Comparison, Printed
from vangnet.programme.evidence.words import Said, said
from vangnet.programme.sources import DataError, read_rows

# Printing rounds to the last digit, so half of one is all that "equal" allows.
HALF_A_DIGIT = 0.5
# "Close": none of the three numbers is off by more than this part of half the printed interval.
# It is small beside the uncertainty that the paper itself states, and would change no conclusion.
CLOSE = 0.2
PERCENT = 100


class Verdict(StrEnum):
    EQUAL = "equal"
    CLOSE = "close"
    NOT_REPRODUCIBLE = "not reproducible"


class Way(StrEnum):
    """What went in."""

    COUNTS = "counts"
    PERCENTAGES = "percentages"  # as printed, where events are no whole people
    SHARE = "share"  # one arm alone
    POOL = "pool"
    NONE = "none"  # nothing to compute from


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """One printed effect beside ours (in the printed units), with the verdict and why."""

    row: ArmRow
    label: Said
    what: Said
    printed: Printed
    way: Way
    method: str
    pool: str  # the group of trials, when they are pooled
    comparison: Comparison | None
    ours: Estimate | None
    verdict: Verdict
    why: Said
    stated: str  # the verdict that the file has


@cache
def recomputed() -> tuple[Recomputed, ...]:
    """Every printed effect, none left out. Raises DataError where a row has no recomputation."""
    plans = _plans()
    found = []
    for row in trials.printed_effects():
        if row.key not in plans:
            raise DataError(
                f"data/recomputed.csv: nothing on {', '.join(row.key)}, for which an effect was "
                "printed; add a row that says how it is computed again, or why it cannot be."
            )
        found.append(_recomputed(row, plans[row.key]))
    return tuple(found)


def verdict_on(printed: Printed, ours: Estimate | None) -> Verdict:
    """How ours stands to what was printed; without anything of ours it is not reproducible."""
    if ours is None:
        return Verdict.NOT_REPRODUCIBLE
    pairs = [
        (float(theirs), our)
        for theirs, our in (
            (printed.value, ours.value), (printed.low, ours.low), (printed.high, ours.high)
        )
        if theirs is not None
    ]  # fmt: skip
    digit = 10.0**-printed.decimals
    if all(abs(theirs - our) <= HALF_A_DIGIT * digit + 1e-9 for theirs, our in pairs):
        return Verdict.EQUAL
    half = _half_width(printed)
    if half is None:
        return Verdict.NOT_REPRODUCIBLE
    scale = log if printed.measure.is_ratio else float
    near = all(
        our > 0 and abs(scale(theirs) - scale(our)) <= CLOSE * half
        if printed.measure.is_ratio
        else abs(theirs - our) <= CLOSE * half
        for theirs, our in pairs
    )
    return Verdict.CLOSE if near else Verdict.NOT_REPRODUCIBLE


def middle_of(printed: Printed) -> float | None:
    """Where the middle of a printed interval lies: on the logarithm for a ratio.

    A check that needs no counts: most intervals are made around the estimate, which is then here.
    """
    if printed.low is None or printed.high is None:
        return None
    low, high = float(printed.low), float(printed.high)
    return sqrt(low * high) if printed.measure.is_ratio else (low + high) / 2


def _half_width(printed: Printed) -> float | None:
    if printed.low is None or printed.high is None:
        return None
    low, high = float(printed.low), float(printed.high)
    return (log(high) - log(low)) / 2 if printed.measure.is_ratio else (high - low) / 2


def _recomputed(row: ArmRow, plan: Mapping[str, str]) -> Recomputed:
    assert row.printed is not None
    comparison = trials.comparisons().get(plan["comparison"])
    way = Way(plan["way"])
    ours = _ours(row, way, plan, comparison)
    return Recomputed(
        row=row,
        label=said(plan, "label"),
        what=said(plan, "what"),
        printed=row.printed,
        way=way,
        method=plan["method"],
        pool=plan["comparison"] if way is Way.POOL else "",
        comparison=comparison,
        ours=ours,
        verdict=verdict_on(row.printed, ours),
        why=said(plan, "why"),
        stated=plan["verdict"],
    )


def _ours(
    row: ArmRow, way: Way, plan: Mapping[str, str], comparison: Comparison | None
) -> Estimate | None:
    assert row.printed is not None
    if way is Way.NONE:
        return None
    if way is Way.POOL:
        found = pooled(plan["comparison"], between=Between(plan["method"]))
        return Estimate(value=found.effect, low=found.low, high=found.high)
    if way is Way.SHARE:
        assert row.events is not None
        assert row.people is not None
        return _times(effects.share(row.events, row.people, method=plan["method"]), PERCENT)  # type: ignore[arg-type]
    if comparison is None:
        raise DataError(
            f"data/recomputed.csv: {', '.join(row.key)} names no comparison that there is."
        )
    if way is Way.PERCENTAGES:
        return _times(_from_percentages(comparison), PERCENT)
    return _from_counts(comparison, row.printed.measure, plan["method"])


def _from_counts(comparison: Comparison, measure: Measure, method: str) -> Estimate:
    counts = comparison.counts
    if counts is None:
        raise DataError(f"data/comparisons.csv: {comparison.key} has no counts to compute from.")
    if measure is Measure.DIFFERENCE:
        return _times(effects.risk_difference(counts, method=method), PERCENT)  # type: ignore[arg-type]
    if measure is Measure.RATIO:
        return effects.risk_ratio(counts)
    return effects.odds_ratio(counts, method=method)  # type: ignore[arg-type]


def _from_percentages(comparison: Comparison) -> Estimate:
    (treated, people), (control, control_people) = (
        _percentage(comparison.treated),
        _percentage(comparison.control),
    )
    return effects.difference_of_shares(treated, people, control, control_people)


def _percentage(row: ArmRow) -> tuple[float, int]:
    """The printed percentage as a fraction, and the people of the arm."""
    if row.percent is None or row.people is None:
        raise DataError(f"data/trials.csv: {', '.join(row.key)} has no percentage or no people.")
    return float(row.percent) / PERCENT, row.people


def _times(one: Estimate, factor: float) -> Estimate:
    return Estimate(value=one.value * factor, low=one.low * factor, high=one.high * factor)


def _plans() -> Mapping[trials.Key, Mapping[str, str]]:
    return {(row["trial"], row["arm"], row["outcome"]): row for row in read_rows("recomputed")}
