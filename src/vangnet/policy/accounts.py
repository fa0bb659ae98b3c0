"""Costs by payer, quality of life and days with crime: prices put on counts, after a run.

Another price needs no new run. Discounting counts from the year that the caller names.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.counts import Counts
from vangnet.policy.spec import Account, Spec
from vangnet.policy.words import MONTHS, SLOTS_OF

Floats = NDArray[np.float64]
PAYERS = ("health", "justice", "victims")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounted:
    """By year. Costs in EUR of the specification's prices, not discounted; QALYs; days."""

    costs: Mapping[str, Floats]  # by payer
    qalys: Floats
    crime_days: Floats

    def discounted(self, spec: Spec, *, to_year: int) -> dict[str, float]:
        """Sums over all years from `to_year` on, each counted less by its distance to it."""
        years = np.array(spec.years) - to_year
        counted = years >= 0
        money, health = (
            counted / (1 + spec.rates[name].value) ** np.maximum(years, 0)
            for name in (spec.discount_costs, spec.discount_qalys)
        )
        return {
            **{f"cost_{payer}": float(self.costs[payer] @ money) for payer in PAYERS},
            "qalys": float(self.qalys @ health),
            "crime_days": float(self.crime_days @ counted),
        }


def account(counts: Counts, spec: Spec, *, instead: Mapping[str, float] | None = None) -> Accounted:
    """Prices on the yearly counts of a run. `instead`: other values of rates, by name."""
    values = {name: rate.value for name, rate in spec.rates.items()} | dict(instead or {})
    years = counts.years
    found = {kind: np.zeros(len(years)) for kind in (*PAYERS, "qaly", "crime_days")}
    for one in spec.accounts:
        in_state = years[:, list(SLOTS_OF[one.state])].sum(axis=1)
        found[one.payer or one.kind] += in_state * _a_year(one, values)
    return Accounted(
        costs={payer: found[payer] for payer in PAYERS},
        qalys=found["qaly"], crime_days=found["crime_days"],
    )  # fmt: skip


def _a_year(one: Account, values: Mapping[str, float]) -> float:
    amount = values[one.rate]
    for name in one.times:
        amount *= values[name]
    return amount * MONTHS if one.kind == "crime_days" else amount  # those are days a month
