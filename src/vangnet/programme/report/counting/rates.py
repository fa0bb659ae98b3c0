"""Events per 1,000 doses, with the exact Poisson interval that the register of incidents uses."""

from vangnet.programme.report.counting.estimate import Estimate, Method, Of, nothing
from vangnet.rules.incidents import PER, poisson_interval


def per_thousand(count: int, doses: int, *, persons: int | None = None) -> Estimate:
    """The rate; without doses there is none, whatever the count. `persons` had the events."""
    if not doses:
        return nothing(of=Of.DOSES)
    low, high = poisson_interval(count)
    return Estimate(
        value=count * PER / doses, low=float(low) * PER / doses, high=float(high) * PER / doses,
        method=Method.POISSON, n=doses, of=Of.DOSES, persons=persons,
    )  # fmt: skip
