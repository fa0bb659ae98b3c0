"""Quantiles of what differs between people or days, each with an exact interval."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binom

from vangnet.programme.report.counting.estimate import CONFIDENCE, Estimate, Method, Of, nothing


def quantile(values: Sequence[float], share: float, *, of: Of) -> Estimate:
    """Between order statistics, whose binomial probability is exact and never below 95 %.

    With too few values no pair of them reaches that: then there is no interval.
    """
    if not values:
        return nothing(of=of)
    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    tail = (1 - CONFIDENCE) / 2
    # The r-th lies above the quantile with chance P(X < r), the s-th below it with P(X >= s).
    low = int(binom.ppf(tail, n, share))
    high = int(binom.ppf(1 - tail, n, share)) + 1
    reached = low >= 1 and high <= n
    return Estimate(
        value=float(np.quantile(ordered, share)),
        low=float(ordered[low - 1]) if reached else None,
        high=float(ordered[high - 1]) if reached else None,
        method=Method.ORDER_STATISTICS if reached else Method.NONE, n=n, of=of,
        persons=n if of is Of.PERSONS else None,
    )  # fmt: skip
