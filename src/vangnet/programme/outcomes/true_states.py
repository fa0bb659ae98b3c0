"""Made-up people with a true state, and what such a person would say at an interview. Pure.

Somebody responds or does not, truly; what is said is that state with the noise of asking. So a
figure that is worked out from made-up answers can be held against what is true.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from vangnet.rules.outcomes.instrument import Instrument, Item, ItemKind

RESPONDS = 0.55  # share of made-up people
# What is left of somebody's trouble, by months since intake, when they truly respond.
LEFT = ((0, 1.0), (2, 0.7), (6, 0.45), (12, 0.3))
LEFT_WITHOUT = 0.97  # of somebody who does not
RISES = 0.08  # share whose cocaine days rise all the same
UNSAID = 0.004  # share of questions without an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueState:
    """What is so about a made-up person at intake, in shares of the worst that can be."""

    responds: bool
    body: float
    mind: float
    heroin: float
    crime: float
    cocaine: float
    alone: float
    amphetamine: float
    cocaine_rises: bool


def true_state(rng: Random) -> TrueState:
    return TrueState(
        responds=rng.random() < RESPONDS, body=rng.uniform(0.3, 0.7), mind=rng.uniform(0.2, 0.7),
        heroin=rng.uniform(0.6, 1.0), crime=rng.choice((0.0, 0.0, 0.3, 0.5, 0.8)),
        cocaine=rng.choice((0.0, 0.15, 0.3, 0.5)), alone=rng.uniform(0.5, 0.75),
        amphetamine=rng.choice((0.0, 0.0, 0.0, 0.0, 0.3)),
        cocaine_rises=rng.random() < RISES,
    )  # fmt: skip


def left(state: TrueState, months: int) -> float:
    """Which share of the trouble at intake is left."""
    if not state.responds:
        return 1.0 if not months else LEFT_WITHOUT
    return next(share for since, share in reversed(LEFT) if months >= since)


def said(
    state: TrueState, instrument: Instrument, item: Item, months: int, rng: Random
) -> Decimal | None:
    """One answer; None: it was not answered."""
    if rng.random() < UNSAID:
        return None
    trouble = min(1.0, max(0.0, _trouble(state, instrument.code, item.code, months)))
    lowest, highest = (int(one) for one in instrument.bounds[item.code])
    if item.kind is ItemKind.YES_NO:
        return Decimal(int(rng.random() < trouble))
    if item.kind in (ItemKind.COUNT, ItemKind.MONEY):
        return Decimal(_amount(item, trouble, rng))
    if not trouble:
        return Decimal(lowest)
    # As many draws as there are steps: a value between the lowest and the highest, around the true.
    steps = highest - lowest
    return Decimal(lowest + sum(rng.random() < trouble for _ in range(steps)))


def _amount(item: Item, trouble: float, rng: Random) -> int:
    if item.kind is ItemKind.MONEY:
        return int(trouble * rng.uniform(600, 1600) / 10) * 10
    return sum(rng.random() < trouble for _ in range(3))


def _trouble(state: TrueState, instrument: str, item: str, months: int) -> float:
    """The true share of the worst that this question asks about."""
    share = left(state, months)
    cocaine = state.cocaine * (1.6 if state.cocaine_rises and months else min(share + 0.2, 1))
    by_item = {
        "cocaine_days": cocaine, "amphetamine_days": state.amphetamine * share,
        "street_heroin_days": state.heroin * share,
        "spent_eur": state.heroin * share, "contact_days": 1 - state.alone * (0.5 + share / 2),
        "vas": 1 - state.body * share, "paid_days": (1 - share) * 0.3, "unpaid_days": 0.1,
        "housing": 0.15, "roofless_nights": state.alone * share * 0.1, "custody_nights": 0.0,
        "injecting_days": state.heroin * share * 0.5, "cannabis_days": 0.2, "alcohol_days": 0.3,
        "mind_suicide_attempts": 0.01, "mind_hallucinations": 0.05,
    }  # fmt: skip
    if item in by_item:
        return by_item[item]
    if instrument == "crime":
        return state.crime * share * (1.0 if item == "illegal_days" else 0.3)
    if item.startswith("mind_") or item == "anxiety_depression":
        return state.mind * share
    return state.body * share if instrument in ("map_hss", "europasi", "eq5d") else 0.05 * share
