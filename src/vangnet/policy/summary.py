"""Finished replicates as outcomes: a mean and an interval for each, and differences by pairs.

Intervals are of chance alone, with the rates as they stand: what is not known of the rates is
wider, and is what `fit` and sensitivity are for.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.accounts import PAYERS, account
from vangnet.policy.counts import Counts
from vangnet.policy.running import Runs
from vangnet.policy.spec import Spec
from vangnet.policy.words import SLOTS_OF, Target

MIDDLE = (2.5, 97.5)  # per cent: between them lie 95 of 100 replicates
Floats = NDArray[np.float64]


def outcomes(counts: Counts, spec: Spec) -> dict[str, Floats]:
    """By year: people by state, deaths by cause, entries, infections, costs, QALYs, crime days."""
    moves = counts.moves.sum(axis=1)
    found = {
        f"people_{state}": counts.years[:, list(slots)].sum(axis=1)
        for state, slots in SLOTS_OF.items()
    }
    found["deaths_overdose"] = moves[:, Target.DEAD_OVERDOSE].astype(float)
    found["deaths_other"] = moves[:, Target.DEAD_OTHER].astype(float)
    found["waiting"] = counts.years[:, [1, 3]].sum(axis=1)
    found["hat_entries"] = counts.admitted.astype(float)
    found["new_hiv"], found["new_hcv"] = counts.infected.T.astype(float)
    accounted = account(counts, spec)
    found |= {f"cost_{payer}": accounted.costs[payer] for payer in PAYERS}
    return found | {"qalys": accounted.qalys, "crime_days": accounted.crime_days}


def summarise(runs: Runs, spec: Spec) -> dict[str, Any]:
    """What `--json` prints: JSON-able, with the digest and all that is needed to run it again."""
    by_scenario = {
        name: _stacked([outcomes(counts, spec) for counts in runs.of(name).values()])
        for name in runs.plan.scenarios
    }
    first = next(iter(by_scenario))
    return {
        **runs.plan.head(), "replicates": len(runs.finished), "digest": runs.digest(),
        "years": list(spec.years),
        "scenarios": {name: _bands(found) for name, found in by_scenario.items()},
        "differences": {
            f"{name} less {first}": _difference(runs, spec, name, first)
            for name in by_scenario
            if name != first
        },
    }  # fmt: skip


def _stacked(found: list[dict[str, Floats]]) -> dict[str, Floats]:
    return {name: np.stack([one[name] for one in found]) for name in (found[0] if found else ())}


def _bands(found: Mapping[str, Floats]) -> dict[str, Any]:
    """(replicates, years) as mean, low and high by year."""
    bands = {}
    for name, values in found.items():
        low, high = np.percentile(values, MIDDLE, axis=0)
        bands[name] = {
            "mean": values.mean(axis=0).tolist(), "low": low.tolist(), "high": high.tolist()
        }  # fmt: skip
    return bands


def _difference(runs: Runs, spec: Spec, name: str, first: str) -> dict[str, Any]:
    """Sums over all years, a pair of the same people each; and what pairing gains in variance."""
    both = [
        [_totals(runs.counts[scenario, one], spec) for one in runs.finished]
        for scenario in (name, first)
    ]
    found = {}
    for outcome in both[0][0] if runs.finished else ():
        one, other = (np.array([total[outcome] for total in totals]) for totals in both)
        apart = one - other
        low, high = np.percentile(apart, MIDDLE)
        found[outcome] = {"mean": float(apart.mean()), "low": float(low), "high": float(high)}
        if len(apart) > 1 and apart.var(ddof=1) > 0:
            alone = one.var(ddof=1) + other.var(ddof=1)
            found[outcome]["variance_gain"] = float(alone / apart.var(ddof=1))
    return found


def _totals(counts: Counts, spec: Spec) -> dict[str, float]:
    return {name: float(values.sum()) for name, values in outcomes(counts, spec).items()}
