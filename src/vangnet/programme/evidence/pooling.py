"""Trials together: random effects, how far the trials differ, and what each of them weighs.

Effects come in on the scale that adds up (a logarithm for ratios) and go out on it; `as_ratio`
turns a result back. The variance between trials is DerSimonian and Laird's or the restricted
likelihood's, the interval Wald's or Hartung and Knapp's: docs/decisions/0020.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from statsmodels.regression.linear_model import WLS

from vangnet.programme.evidence.effects import ALPHA

Floats = NDArray[np.float64]


class Between(StrEnum):
    """How the variance between trials is found."""

    DL = "DL"  # DerSimonian and Laird 1986, by moments
    REML = "REML"  # restricted maximum likelihood


class PoolingError(ValueError):
    """These trials cannot be pooled; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One trial on the scale that adds up: its effect and the variance of that effect."""

    key: str
    effect: float
    variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """What the trials say together. `i2` and `weights` are fractions; `q_p` is a probability.

    `new_low`, `new_high`: where the true effect of a new trial may lie (95 %); None with two.
    """

    between: Between
    hartung_knapp: bool
    effect: float
    low: float
    high: float
    tau2: float
    q: float
    q_freedom: int
    q_p: float
    i2: float
    new_low: float | None
    new_high: float | None
    weights: tuple[float, ...]


def pool(
    trials: Sequence[Trial], *, between: Between = Between.DL, hartung_knapp: bool = False
) -> Pooled:
    """Random effects over at least two trials. Raises PoolingError."""
    effects, variances = _arrays(trials)
    q = float(_mean(effects, 1 / variances, hartung_knapp=True).ssr)
    tau2 = (
        _by_moments(q, variances)
        if between is Between.DL
        else restricted_likelihood(effects, variances)
    )
    weights = 1 / (variances + tau2)
    mean = _mean(effects, weights, hartung_knapp=hartung_knapp)
    low, high = mean.conf_int(alpha=ALPHA)[0]
    effect, error = float(mean.params[0]), float(mean.bse[0])
    new = _new_trial(effect, error, tau2=tau2, trials=len(trials))
    return Pooled(
        between=between,
        hartung_knapp=hartung_knapp,
        effect=effect,
        low=float(low),
        high=float(high),
        tau2=tau2,
        q=q,
        q_freedom=len(trials) - 1,
        q_p=float(stats.chi2.sf(q, len(trials) - 1)),
        i2=tau2 / (tau2 + _typical_variance(variances)),
        new_low=new[0] if new else None,
        new_high=new[1] if new else None,
        weights=tuple(float(one) for one in weights / weights.sum()),
    )


def leave_one_out(
    trials: Sequence[Trial], *, between: Between = Between.DL, hartung_knapp: bool = False
) -> tuple[tuple[str, Pooled], ...]:
    """The same without each trial in turn, by the key of the one left out; three trials or more."""
    if len(trials) < 3:
        raise PoolingError("Leaving one out needs at least three trials.")
    return tuple(
        (
            left.key,
            pool(
                [one for one in trials if one is not left],
                between=between,
                hartung_knapp=hartung_knapp,
            ),
        )
        for left in trials
    )


def as_ratio(pooled: Pooled) -> Pooled:
    """A result over logarithms, its effect and limits as ratios; the rest stays as it is."""
    return replace(
        pooled,
        effect=exp(pooled.effect),
        low=exp(pooled.low),
        high=exp(pooled.high),
        new_low=None if pooled.new_low is None else exp(pooled.new_low),
        new_high=None if pooled.new_high is None else exp(pooled.new_high),
    )


def restricted_likelihood(effects: Floats, variances: Floats) -> float:
    """The between-trial variance where the restricted likelihood is highest; zero if that is there.

    A grid first, then a search between its best neighbours: a flat or two-humped likelihood does
    not end on the wrong hump.
    """

    def against(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        middle = (weights * effects).sum() / weights.sum()
        return float(
            np.log(variances + tau2).sum()
            + np.log(weights.sum())
            + (weights * (effects - middle) ** 2).sum()
        )

    # No estimate lies beyond the plain variance of the effects by much; ten times is far outside.
    top = 10 * float(np.var(effects, ddof=1)) + float(variances.min())
    grid = np.concatenate([[0.0], np.geomspace(top * 1e-9, top, 200)])
    best = int(np.argmin([against(float(one)) for one in grid]))
    if best == 0:
        return 0.0
    around = (float(grid[best - 1]), float(grid[min(best + 1, len(grid) - 1)]))
    found = optimize.minimize_scalar(
        against, bounds=around, method="bounded", options={"xatol": top * 1e-12}
    )
    return float(found.x) if against(float(found.x)) < against(0.0) else 0.0


def _by_moments(q: float, variances: Floats) -> float:
    """DerSimonian and Laird: how far Q is above what chance alone would give; never below zero."""
    weights = 1 / variances
    surplus = q - (len(variances) - 1)
    return max(0.0, surplus / float(weights.sum() - (weights**2).sum() / weights.sum()))


def _arrays(trials: Sequence[Trial]) -> tuple[Floats, Floats]:
    if len(trials) < 2:
        raise PoolingError(f"Pooling needs at least two trials; this is {len(trials)}.")
    if len({one.key for one in trials}) < len(trials):
        raise PoolingError("A trial is named twice; give each once.")
    for one in trials:
        if not (np.isfinite(one.effect) and np.isfinite(one.variance) and one.variance > 0):
            raise PoolingError(f"{one.key}: needs a finite effect and a variance above zero.")
    return np.array([one.effect for one in trials]), np.array([one.variance for one in trials])


def _mean(effects: Floats, weights: Floats, *, hartung_knapp: bool):  # type: ignore[no-untyped-def]
    """A weighted mean as a regression on nothing: with the spread of the residuals its interval is
    Hartung and Knapp's, with a spread fixed at one it is Wald's."""
    model = WLS(effects, np.ones(len(effects)), weights=weights)
    if hartung_knapp:
        return model.fit()
    return model.fit(cov_type="fixed scale", cov_kwds={"scale": 1}, use_t=False)


def _typical_variance(variances: Floats) -> float:
    """The variance within a trial that the trials have on the whole (Higgins and Thompson 2002)."""
    weights = 1 / variances
    return float((len(variances) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum()))


def _new_trial(
    effect: float, error: float, *, tau2: float, trials: int
) -> tuple[float, float] | None:
    """Higgins, Thompson and Spiegelhalter 2009: Student's t with two degrees fewer than trials."""
    if trials < 3:
        return None
    half = float(stats.t.ppf(1 - ALPHA / 2, trials - 2)) * sqrt(tau2 + error**2)
    return effect - half, effect + half
