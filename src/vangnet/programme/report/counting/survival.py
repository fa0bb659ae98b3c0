"""How long people stay, and why they leave: Kaplan-Meier and Aalen-Johansen, with intervals.

Only starts that the unit itself saw belong in it. Who was in treatment before its records begin
has outlived others whom nobody counted (left truncation): the reading leaves them out and says how
many.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, norm
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight

from vangnet.programme.report.counting.estimate import CONFIDENCE, Estimate, Method, Of, nothing

DAYS_A_MONTH = 365.25 / 12
Z = float(norm.ppf((1 + CONFIDENCE) / 2))
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One start: days in treatment, the first and the last counted; `left` why, None: not left.

    Who moved to another unit is still in treatment: for this unit the watching ends there.
    """

    days: int
    left: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A step function of days, from day 0 on: each value holds until the next day named."""

    days: tuple[int, ...]
    value: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Of `starts` people who started, how many were still there, and why the others were not."""

    starts: int
    staying: Curve
    leaving: dict[str, Curve]  # by cause
    causes: dict[str, int]  # so many left of each
    watched: tuple[int, ...]  # days each start was watched, sorted
    left_on: dict[str, tuple[int, ...]]  # of each cause the days after which somebody left

    def at_risk(self, day: int) -> int:
        """So many were still watched after that day."""
        return len(self.watched) - int(np.searchsorted(self.watched, day, side="right"))

    def left_by(self, months: int, cause: str | None = None) -> int:
        """So many had been seen to leave by then, for that cause or for any."""
        day = round(months * DAYS_A_MONTH)
        chosen = [self.left_on.get(cause, ())] if cause else self.left_on.values()
        return sum(one <= day for days in chosen for one in days)

    def still_there(self, months: int) -> Estimate:
        """The share still in treatment after so many months of the calendar."""
        day = round(months * DAYS_A_MONTH)
        method = Method.KAPLAN_MEIER if self.causes else Method.NOBODY_LEFT
        return self._at(self.staying, day, method)

    def gone_by(self, cause: str, months: int) -> Estimate:
        """The share who had left for that cause by then; others had left for others."""
        day = round(months * DAYS_A_MONTH)
        if cause not in self.leaving:
            return nothing(of=Of.STARTS, n=self.starts)
        return self._at(self.leaving[cause], day, Method.AALEN_JOHANSEN)

    def _at(self, curve: Curve, day: int, method: Method) -> Estimate:
        """Nothing is said of a day beyond which nobody was watched."""
        if not self.starts or day > self.watched[-1]:
            return nothing(of=Of.STARTS, n=self.starts)
        place = int(np.searchsorted(curve.days, day, side="right")) - 1
        return Estimate(
            value=curve.value[place], low=curve.low[place], high=curve.high[place],
            method=method, n=self.starts, of=Of.STARTS, persons=self.starts,
        )  # fmt: skip


def retention(stays: Sequence[Stay]) -> Retention:
    """Of everybody who started. With nobody at all there are no curves."""
    names = sorted({one.left for one in stays if one.left is not None})
    numbers = {name: n for n, name in enumerate(names, start=1)}
    days = np.array([one.days for one in stays], dtype=float)
    status = np.array([numbers[one.left] if one.left else 0 for one in stays], dtype=int)
    watched = tuple(int(day) for day in np.sort(days))
    if not len(stays) or not names:
        return Retention(
            starts=len(stays), staying=_nobody_left(watched), leaving={}, causes={},
            watched=watched, left_on={},
        )  # fmt: skip
    counts = np.bincount(status, minlength=len(names) + 1)
    return Retention(
        starts=len(stays), staying=_staying(days, status), leaving=_leaving(days, status, names),
        causes={name: int(counts[number]) for name, number in numbers.items()}, watched=watched,
        left_on={
            name: tuple(sorted(one.days for one in stays if one.left == name)) for name in names
        },
    )  # fmt: skip


def time_until(stays: Sequence[Stay], *, share: float, of: Of) -> Estimate:
    """Days until that share had its event; who has not had it yet is counted as long as watched."""
    days = np.array([one.days for one in stays], dtype=float)
    happened = np.array([one.left is not None for one in stays], dtype=int)
    if not happened.any():
        return nothing(of=of, n=len(stays))
    curve = SurvfuncRight(days, happened)
    value = float(curve.quantile(share))
    if not np.isfinite(value):
        return nothing(of=of, n=len(stays))
    with np.errstate(divide="ignore", invalid="ignore"):  # at shares of 0 and 1: no limit there
        low, high = (float(one) for one in curve.quantile_ci(share, method="cloglog"))
    known = np.isfinite(low) and np.isfinite(high)
    return Estimate(
        value=value, low=low if known else None, high=high if known else None, n=len(stays), of=of,
        method=Method.KAPLAN_MEIER_QUANTILE if known else Method.NONE, persons=len(stays),
    )  # fmt: skip


def _staying(days: Floats, status: NDArray[np.int_]) -> Curve:
    curve = SurvfuncRight(days, (status > 0).astype(int))
    share, error = np.asarray(curve.surv_prob), np.asarray(curve.surv_prob_se)
    low, high = _log_log(share, error)
    return _curve(np.asarray(curve.surv_times), share, low, high, begins=1.0)


def _leaving(days: Floats, status: NDArray[np.int_], names: list[str]) -> dict[str, Curve]:
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter(
            "ignore"
        )  # when the last of all leaves, its error is 0/0: no interval
        found = CumIncidenceRight(days, status)
    curves = {}
    for name, share, error in zip(names, found.cinc, found.cinc_se, strict=True):
        # The same scale as for those who stay: 1 - F is the share that did not leave for this.
        low, high = _log_log(1 - np.asarray(share), np.asarray(error))
        curves[name] = _curve(np.asarray(found.times), np.asarray(share), 1 - high, 1 - low,
                              begins=0.0)  # fmt: skip
    return curves


def _log_log(share: Floats, error: Floats) -> tuple[Floats, Floats]:
    """The interval of a share on the scale log(-log); at 0 and 1 it is not known (nan)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = (share > 0) & (share < 1)
        wide = np.where(inside, Z * error / np.abs(share * np.log(share)), np.nan)
        low, high = share ** np.exp(wide), share ** np.exp(-wide)
    return low, high


def _curve(days: Floats, share: Floats, low: Floats, high: Floats, *, begins: float) -> Curve:
    steps = len(days)
    return Curve(
        days=(0, *(int(one) for one in days)),
        value=(begins, *(float(one) for one in share)),
        low=(None, *(_known(low[n]) for n in range(steps))),
        high=(None, *(_known(high[n]) for n in range(steps))),
    )


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _nobody_left(watched: tuple[int, ...]) -> Curve:
    """Nobody left: what may still be true is the exact limit of those watched to each day."""
    if not watched:
        return Curve(days=(0,), value=(1.0,), low=(None,), high=(None,))
    days = sorted(set(watched))
    # Who was watched for less is left out: rather too wide than too narrow.
    alive = [len(watched) - int(np.searchsorted(watched, day, side="left")) for day in days]
    tail = (1 - CONFIDENCE) / 2
    lows = [float(beta.ppf(tail, n, 1)) for n in alive]
    # Up to a day the limit is of those who reached it.
    return Curve(
        days=(0, *(day + 1 for day in days[:-1])), value=(1.0,) * len(days), low=tuple(lows),
        high=(1.0,) * len(days),
    )  # fmt: skip
