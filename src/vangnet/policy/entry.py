"""The rules of entry of a country, month by month, as the thresholds of `door`.

The model accepts what was not read at its source; what a country leaves open stands in
`data/rules/<country>.toml`, where it says that it is assumed.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.door import MONTHS, Needs, needs_of
from vangnet.policy.reading import DATA, SpecError
from vangnet.policy.spec import Asking, Spec
from vangnet.policy.words import Usage
from vangnet.rules.country import Country
from vangnet.rules.eligibility import open_values, to_accept
from vangnet.rules.protocol import Protocol, load_country, load_site, resolve
from vangnet.rules.reading import RulesFileError
from vangnet.rules.site import Site


def protocol_of(land: Country, *, on: date) -> Protocol:
    """The country's rules on that day, with all of their doubtful values accepted."""
    file = DATA / "rules" / f"{land.code}.toml"
    site = load_site(file) if file.exists() else Site()
    accepted = to_accept(resolve(land, site, on))
    return resolve(land, site.model_copy(update={"accepted": accepted}), on)


def thresholds(country: str, spec: Spec) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of Needs, and for each month which row. Shapes (periods, usages, needs), (months,)."""
    try:
        land = load_country(country)
    except RulesFileError as fault:
        raise SpecError(fault.problems) from None
    turns = _turning_months(land, spec)
    rows = np.array([_rows(land, _first_of(month, spec), spec.asking) for month in turns])
    months = np.arange(len(spec.years) * MONTHS)
    period_of = np.searchsorted(np.array(turns), months, side="right") - 1
    return rows, period_of.astype(np.int64)


def _rows(land: Country, on: date, asking: Asking) -> NDArray[np.int64]:
    protocol = protocol_of(land, on=on)
    if left := open_values(protocol):
        names = ", ".join(left)
        raise SpecError([f"data/rules/{land.code}.toml: set {names}: the country leaves it open."])
    return np.array(
        [
            needs_of(
                protocol, on=on, product=product_of(usage, asking, protocol),
                by_usage=asking.by_usage,
            )
            for usage in Usage
        ]
    )  # fmt: skip


def product_of(usage: Usage, asking: Asking, protocol: Protocol) -> str:
    """The product that somebody with that usage asks for; where there is none, the other's."""
    own = asking.products[usage]
    return own if own in protocol.products else asking.products[Usage.INJECTING]


def _turning_months(land: Country, spec: Spec) -> list[int]:
    """The first months of new rules; the first of all is one of them."""
    ends = [(one.valid_from, one.valid_until) for one in land.values]
    ends += [(one.valid_from, one.valid_until) for one in land.criteria]
    days = {day for both in ends for day in both if day is not None}
    last = len(spec.years) * MONTHS
    # A rule that ends within a month ends for the model at the first of the next.
    turns = {
        (day.year - spec.first_year) * MONTHS + day.month - 1 + later
        for day in days
        for later in (0, 1)
    }
    return [0, *sorted(month for month in turns if 0 < month < last)]


def _first_of(month: int, spec: Spec) -> date:
    return date(spec.first_year + month // MONTHS, month % MONTHS + 1, 1)


__all__ = ["Needs", "product_of", "protocol_of", "thresholds"]
