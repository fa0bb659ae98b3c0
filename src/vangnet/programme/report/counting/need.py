"""Coverage: people in treatment in the number who need it, as a public number estimates that."""

from dataclasses import dataclass

from vangnet.programme.report.counting.estimate import Estimate, Method, Of, nothing

PER = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Problem opiate users per 1,000 inhabitants of 15 to 64: a public number with its source."""

    per_1000: float
    low: float | None
    high: float | None
    year: int
    source: str  # key in programme/data/sources.csv
    standing: str  # of the number; that of its interval may be another
    interval_standing: str = ""


def users(need: Need, *, inhabitants: int) -> Estimate:
    """So many live in the region, if it is like the country."""
    low, high = (
        None if one is None else one * inhabitants / PER for one in (need.low, need.high)
    )  # fmt: skip
    return Estimate(
        value=need.per_1000 * inhabitants / PER, low=low, high=high,
        method=Method.NONE if low is None or high is None else Method.GIVEN, n=inhabitants,
        of=Of.PERSONS,
    )  # fmt: skip


def coverage(treated: int, estimated: Estimate) -> Estimate:
    """The share in treatment; its interval is only that of the public number."""
    if not estimated.value:
        return nothing(of=Of.PERSONS)
    low = treated / estimated.high if estimated.high else None
    high = treated / estimated.low if estimated.low else None
    return Estimate(
        value=treated / estimated.value, low=low, high=high,
        method=Method.NONE if low is None or high is None else Method.GIVEN, n=treated,
        of=Of.PERSONS, persons=treated,
    )  # fmt: skip
