"""Numbers by year, from the points of a series and the changes of a scenario."""

import math
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.reading import Scenario
from vangnet.policy.spec import Between, Series, Spec


def by_year(
    spec: Spec, scenario: Scenario, name: str, *, shift: float = 0.0
) -> NDArray[np.float64]:
    """A value for each year of the specification. Shape (years,)."""
    series = spec.series[name]
    values = [value_in(series, year - shift) for year in spec.years]
    for change in scenario.changes:
        if change.series == name:
            begins = change.from_year or spec.first_year
            values = [
                change.applied(value) if year >= begins else value
                for year, value in zip(spec.years, values, strict=True)
            ]
    return np.array(values)


def value_in(series: Series, year: float) -> float:
    """The value in that year; between two points as the series says."""
    points = series.points
    before = bisect_right([one.year for one in points], year) - 1
    if before < 0:
        return 0.0 if series.outside == "zero_before" else points[0].value
    if before == len(points) - 1 or series.between is Between.STEP:
        return points[before].value
    one, other = points[before], points[before + 1]
    part = (year - one.year) / (other.year - one.year)
    if series.between is Between.LINEAR:
        return one.value + part * (other.value - one.value)
    return math.exp(math.log(one.value) + part * math.log(other.value / one.value))


def turning_years(spec: Spec, scenario: Scenario) -> list[int]:
    """The years from which some rate is another one; the first year of all is one of them."""
    dated = (one.from_year for one in scenario.changes if one.rate and one.from_year)
    inside = {year for year in dated if spec.first_year < year <= spec.last_year}
    return [spec.first_year, *sorted(inside)]


def rates_in(spec: Spec, scenario: Scenario, year: int) -> dict[str, float]:
    """Each rate as it is in that year."""
    values = {name: rate.value for name, rate in spec.rates.items()}
    for change in scenario.changes:
        if change.rate and year >= (change.from_year or spec.first_year):
            values[change.rate] = change.applied(values[change.rate])
    return values
