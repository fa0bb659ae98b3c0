"""A figure: its value, its interval and the method of it, and of how many of what."""

from dataclasses import dataclass
from enum import StrEnum, auto

CONFIDENCE = 0.95


class Method(StrEnum):
    """How an interval was made. Stored nowhere; said beside every figure."""

    COUNTED = auto()  # everybody and everything: there is no interval
    KAPLAN_MEIER = auto()  # pointwise, on the log-log scale
    KAPLAN_MEIER_QUANTILE = auto()  # of a time, by the log-log interval of the curve
    AALEN_JOHANSEN = auto()  # pointwise, on the log-log scale
    NOBODY_LEFT = auto()  # no exit was seen: the exact binomial limit of those still watched
    POISSON = auto()  # exact (Garwood)
    WILSON = auto()
    CLUSTERED = auto()  # a share of many days or visits of fewer people, who are the clusters
    ORDER_STATISTICS = auto()  # exact binomial, of a quantile
    PAIRED = auto()  # Student's t of the differences within each person
    GIVEN = auto()  # carried over from the interval of a public number
    NONE = auto()  # too few for one


class Of(StrEnum):
    """What was counted in `n`."""

    PERSONS = auto()
    STARTS = auto()
    DOSES = auto()
    VISITS = auto()
    DAYS = auto()
    REFERRALS = auto()
    YEARS = auto()  # of patients in treatment


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """`value` None: there was nothing to work it out from. `low` and `high` None: no interval."""

    value: float | None
    low: float | None = None
    high: float | None = None
    method: Method
    n: int
    of: Of
    persons: int | None = None  # who is behind it, where that is fewer than n; None: not known

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None


def counted(count: int, *, of: Of, n: int | None = None, persons: int | None = None) -> Estimate:
    """Everybody was counted: chance has no part in it."""
    return Estimate(
        value=float(count), method=Method.COUNTED, n=count if n is None else n, of=of,
        persons=persons,
    )  # fmt: skip


def nothing(*, of: Of, n: int = 0) -> Estimate:
    """There was nothing to work it out from."""
    return Estimate(value=None, method=Method.NONE, n=n, of=of)
