"""Before and after, of the same people: what the outcome interviews say, from plain rows."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from vangnet.programme.report.counting.estimate import CONFIDENCE, Estimate, Method, Of
from vangnet.programme.report.counting.shares import share

FEWEST_PAIRS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one person said of one thing at the start and later. None: not asked, or no answer.

    `measure` names the thing: days with crime, days with street heroin, has a fixed home (0 or 1).
    `person` is a pseudonym of the report; it is counted and never printed.
    """

    person: str
    measure: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Of those who answered both times: the means, and the mean difference with its interval."""

    measure: str
    asked_both: int
    asked_once: int  # whose change nobody knows
    before: Estimate
    after: Estimate
    difference: Estimate
    is_share: bool  # every answer is yes or no: the means are shares


def changes(answers: Iterable[Answer]) -> list[Change]:
    """One a measure, in the order in which each first comes."""
    found: dict[str, list[Answer]] = {}
    for one in answers:
        found.setdefault(one.measure, []).append(one)
    return [_change(measure, rows) for measure, rows in found.items()]


def responders(answered: Iterable[bool]) -> Estimate:
    """The share that responded, by whatever rule said so of each person."""
    listed = list(answered)
    return share(sum(listed), len(listed))


def _change(measure: str, rows: list[Answer]) -> Change:
    both = [(one.before, one.after) for one in rows if None not in (one.before, one.after)]
    pairs = np.array(both, dtype=float).reshape(-1, 2)
    return Change(
        measure=measure, asked_both=len(both), asked_once=len(rows) - len(both),
        before=_mean(pairs[:, 0]), after=_mean(pairs[:, 1]),
        difference=_mean(pairs[:, 1] - pairs[:, 0]),
        is_share=len(both) > 0 and bool(np.isin(pairs, (0, 1)).all()),
    )  # fmt: skip


def _mean(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Estimate:
    """Student's interval; when all said the same, its width is nothing and it is left out."""
    n = len(values)
    value = float(values.mean()) if n else None
    error = float(values.std(ddof=1) / np.sqrt(n)) if n >= FEWEST_PAIRS else 0.0
    if value is None or not error:
        return Estimate(value=value, method=Method.NONE, n=n, of=Of.PERSONS, persons=n)
    wide = float(t.ppf((1 + CONFIDENCE) / 2, n - 1)) * error
    return Estimate(
        value=value, low=value - wide, high=value + wide, method=Method.PAIRED, n=n,
        of=Of.PERSONS, persons=n,
    )  # fmt: skip
