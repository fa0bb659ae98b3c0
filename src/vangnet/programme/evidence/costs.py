"""What HAT costs against methadone, part by part, with and without what crime costs its victims.

Every sum is of published parts; a positive difference is a cost of HAT, a negative one a saving.
"""

from dataclasses import dataclass

from vangnet.programme.evidence.money import Amount, amount, shares
from vangnet.programme.sources import DataError, Standing

DUTCH, BOTH = "DIJKGRAAF2005", "HAT-MMT"
PROGRAMME, POLICE, OTHER, VICTIMS = "programme", "police", "other", "victims"
_ITEMS = {
    PROGRAMME: "programme_cost_difference",
    POLICE: "law_enforcement_difference",
    VICTIMS: "damage_to_victims_difference",
}
HORIZONS = ("1y", "5y", "10y", "lifetime")
# The residual of the file was rounded to whole euros when it was worked out.
EURO = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bar of the waterfall: the part, where it begins and ends, its published limits."""

    part: str
    value: float
    begin: float
    end: float
    low: float | None
    high: float | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """Parts that lead to a net amount. `net` has limits only where a paper printed them."""

    steps: tuple[Step, ...]
    net: float
    net_low: float | None
    net_high: float | None
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One study's difference (HAT minus the other) with all it counted, and without crime's part.

    In thousands of `currency` where `thousands`. `left_out` is what was taken away: "victims",
    "crime" or "legal behaviour".
    """

    study: str
    horizon: str
    currency: str
    left_out: str
    with_all: float
    without: float

    @property
    def sign_turns(self) -> bool:
        return (self.with_all < 0) != (self.without < 0)


def waterfall(*, victims: bool) -> Waterfall:
    """The Dutch trials, euros per patient and year, with or without damage to victims."""
    order = [PROGRAMME, POLICE, OTHER, *([VICTIMS] if victims else [])]
    steps, at = [], 0.0
    for part in order:
        found = _dutch(part)
        steps.append(
            Step(
                part=part,
                value=found.value,
                begin=at,
                end=at + found.value,
                low=found.low,
                high=found.high,
                standing=found.standing,
            )
        )
        at += found.value
    if not victims:
        return Waterfall(
            steps=tuple(steps), net=at, net_low=None, net_high=None, standing=Standing.COMPUTED
        )
    net = amount(DUTCH, "net_cost_difference", BOTH)
    if abs(net.value - at) > EURO:
        raise DataError(
            f"data/economics.csv: the parts of {DUTCH} add up to {at:.0f}, its net is "
            f"{net.value:.0f}; correct the row other_residual."
        )
    return Waterfall(
        steps=tuple(steps), net=net.value, net_low=net.low, net_high=net.high, standing=net.standing
    )


def residual() -> float:
    """What is left of the printed net cost when the printed parts are taken off."""
    net = amount(DUTCH, "net_cost_difference", BOTH).value
    return net - sum(amount(DUTCH, item, BOTH).value for item in _ITEMS.values())


def health_gain() -> Amount:
    """Quality-adjusted life-years gained per patient and year in the Dutch trials."""
    return amount(DUTCH, "QALY_difference", BOTH)


def price_of_health(*, victims: bool) -> float | None:
    """Euros for a year in full health gained; None where HAT saves money and gains health."""
    net = waterfall(victims=victims).net
    gain = health_gain().value
    return net / gain if net > 0 and gain > 0 else None


def turns() -> tuple[Turn, ...]:
    """Every study that printed the part of crime: its difference with it and without."""
    dutch = Turn(
        study=DUTCH,
        horizon="",
        currency="EUR",
        left_out=VICTIMS,
        with_all=waterfall(victims=True).net,
        without=waterfall(victims=False).net,
    )
    return dutch, *(_canada(horizon) for horizon in HORIZONS), _swiss()


def canada(horizon: str, arm: str) -> Amount:
    """Nosyk 2012, thousand Canadian dollars: what a patient costs society over a horizon."""
    return amount("NOSYK2012", f"cost_{horizon}", arm)


def canada_health(horizon: str, arm: str) -> Amount:
    return amount("NOSYK2012", f"qaly_{horizon}", arm)


def crime_share(horizon: str, arm: str) -> float:
    return shares()[("NOSYK2012", f"cost_{horizon}", arm), "crime"]


def _dutch(part: str) -> Amount:
    return amount(DUTCH, _ITEMS.get(part, "other_residual"), BOTH)


def _canada(horizon: str) -> Turn:
    heroin, methadone = canada(horizon, "DAM").value, canada(horizon, "MMT").value
    rest = heroin * (1 - crime_share(horizon, "DAM"))
    other_rest = methadone * (1 - crime_share(horizon, "MMT"))
    return Turn(
        study="NOSYK2012",
        horizon=horizon,
        currency="kCAD",
        left_out="crime",
        with_all=heroin - methadone,
        without=rest - other_rest,
    )


def _swiss() -> Turn:
    """The Swiss cohort sets a day's benefit against its cost; there was no control group."""
    cost, benefit = amount("PROVE", "cost", "CH").value, amount("PROVE", "benefit", "CH").value
    legal = shares()[("PROVE", "benefit", "CH"), "legal behaviour"]
    return Turn(
        study="PROVE",
        horizon="",
        currency="CHF",
        left_out="legal behaviour",
        with_all=cost - benefit,
        without=cost - benefit * (1 - legal),
    )
