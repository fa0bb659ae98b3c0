"""Shares of people (Wilson), and of days or visits of people who are clusters."""

from collections.abc import Sequence

import numpy as np
from scipy.special import expit, logit
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from vangnet.programme.report.counting.estimate import CONFIDENCE, Estimate, Method, Of, nothing

FEWEST_CLUSTERS = 2


def share(count: int, n: int, *, of: Of = Of.PERSONS) -> Estimate:
    """Of n people, each counted once, the share that did."""
    assert 0 <= count <= n, "a part is not more than the whole"
    if not n:
        return nothing(of=of)
    low, high = proportion_confint(count, n, alpha=1 - CONFIDENCE, method="wilson")
    return Estimate(
        value=count / n, low=float(low), high=float(high), method=Method.WILSON, n=n, of=of,
        persons=n if of is Of.PERSONS else None,
    )  # fmt: skip


def share_of_many(each: Sequence[tuple[int, int]], *, of: Of) -> Estimate:
    """Of each person's (did, could) the sum of the first in the sum of the second.

    Days of one person are alike, so people are what is drawn: the variance of the ratio is that of
    their residuals, the interval is Student's on the log-odds. At 0 and 1 there is none.
    """
    rows = np.array([(did, could) for did, could in each if could], dtype=float).reshape(-1, 2)
    people, whole = len(rows), float(rows[:, 1].sum()) if len(rows) else 0.0
    if not whole:
        return nothing(of=of)
    ratio = float(rows[:, 0].sum()) / whole
    plain = Estimate(value=ratio, method=Method.NONE, n=int(whole), of=of, persons=people)
    if people < FEWEST_CLUSTERS or not 0 < ratio < 1:
        return plain
    residuals = rows[:, 0] - ratio * rows[:, 1]
    error = np.sqrt(people / (people - 1) * float((residuals**2).sum())) / whole
    wide = float(t.ppf((1 + CONFIDENCE) / 2, people - 1)) * error / (ratio * (1 - ratio))
    low, high = (float(expit(logit(ratio) + way * wide)) for way in (-1, 1))
    return Estimate(
        value=ratio, low=low, high=high, method=Method.CLUSTERED, n=int(whole), of=of,
        persons=people,
    )  # fmt: skip
