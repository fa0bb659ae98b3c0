"""Chains that can be solved by hand: here the engines have nothing to agree on but the answer."""

import math

import numpy as np
import pytest
from tests.policy.small import number, places, small

from vangnet.policy import cohort, kernel, lumped
from vangnet.policy.reading import Change, Scenario
from vangnet.policy.spec import Point, Series, Spec, Standing, Transition, Unit
from vangnet.policy.tables import build
from vangnet.policy.words import DEAD_OTHER, Slot, State, Target

A_MONTH = 0.02
NO_HAT = places(0)


def chain(*moves: Transition, people: float = 30_000, **rates: float) -> Spec:
    """Only these moves; all who ever begin do so in the first year."""
    spec = small(**{"incidence_scale": 1.0})
    point = {"source": ("TEST",), "standing": Standing.ASSUMED}
    series = {
        "incidence": Series(
            unit=Unit.PERSONS_PER_100_000, between="step",
            points=(Point(year=1990, value=people, **point), Point(year=1991, value=0, **point)),
        ),
        "population": Series(
            unit=Unit.PERSONS, between="step", points=(Point(year=1990, value=100_000, **point),)
        ),
    }  # fmt: skip
    own = {name: number(value, Unit.A_YEAR) for name, value in rates.items()}
    return spec.model_copy(
        update={
            "transitions": moves,
            "series": {**spec.series, **series},
            "rates": {**spec.rates, **own, "incidence_shift": number(0, Unit.YEARS)},
        }
    )


def dies(*, first: str = "death") -> Transition:
    return Transition(leave=("untreated",), to=State.DEAD_OTHER, rate=first)


def alive_at_the_end(hazard: float, months: int = 240) -> float:
    """Begin evenly over the first year; in each month survive with exp(-hazard)."""
    return float(np.mean([math.exp(-hazard * (months - 1 - month)) for month in range(12)]))


def test_dying_at_one_rate_leaves_an_exponential():
    tables = build(chain(dies(), death=12 * A_MONTH), NO_HAT)
    expected = tables.people * alive_at_the_end(A_MONTH)
    twin = cohort.run(tables, months_per_row=1)
    assert twin.stock[-1, Slot.UNTREATED] == pytest.approx(expected, rel=1e-12)
    for engine in (kernel.run, lumped.run):
        drawn = [engine(tables, seed=seed).stock[-1, DEAD_OTHER] for seed in range(8)]
        last_year = cohort.run(tables).stock[-1, DEAD_OTHER]
        # Binomial with 30,000 people: a standard deviation near 15 people, 5 over 8 seeds.
        assert np.mean(drawn) / 12 == pytest.approx(last_year / 12, abs=5 * 15 / math.sqrt(8))


def test_two_causes_share_deaths_by_their_rates():
    moves = (
        Transition(leave=("untreated",), to=State.DEAD_OTHER, rate="slow"),
        Transition(leave=("untreated",), to=State.DEAD_OVERDOSE, rate="fast"),
    )
    tables = build(chain(*moves, slow=0.1, fast=0.3), NO_HAT)
    for counts in (kernel.run(tables, seed=1), lumped.run(tables, seed=1), cohort.run(tables)):
        slow, fast = counts.moves.sum(axis=0)[0, [Target.DEAD_OTHER, Target.DEAD_OVERDOSE]]
        assert slow / (slow + fast) == pytest.approx(0.25, abs=0.01)


def test_retention_after_one_and_three_years_is_what_the_source_read():
    """0.37 in the first year and 0.21 later are 69 % and 45 % of the Vaud cohort."""
    moves = (
        Transition(leave=("methadone",), to=State.ABSTINENT, rate="methadone_exit_first_year",
                   bands=("first_month", "first_year")),
        Transition(leave=("methadone",), to=State.ABSTINENT, rate="methadone_exit_later",
                   bands=("later",)),
        Transition(leave=("untreated",), to=State.METHADONE, rate="at_once"),
    )  # fmt: skip
    tables = build(chain(*moves, at_once=12_000.0), NO_HAT)  # all within their first month
    for counts in (
        cohort.run(tables, months_per_row=1),
        kernel.run(tables, seed=1, months_per_row=1),
    ):
        in_it, began = counts.stock[:, Slot.METHADONE], tables.people / 12
        leaving = counts.moves[:, Slot.METHADONE, Target.ABSTINENT]
        # Those who began in the last month of the first year, followed by difference.
        entered = counts.moves[:, Slot.UNTREATED, Target.METHADONE]
        assert entered[:12] == pytest.approx(np.full(12, began), rel=0.1)
        assert in_it[13] < entered.sum() == pytest.approx(tables.people)
        kept = [math.exp(-0.37 * min(m, 12) / 12 - 0.21 * max(m - 12, 0) / 12) for m in range(60)]
        expected = began * sum(kept[month] for month in range(24, 36))
        assert in_it[36] == pytest.approx(expected, rel=0.02)
        assert leaving.sum() > 0
    assert (kept[12], kept[36]) == pytest.approx((0.69, 0.45), abs=0.01)


def test_places_fill_in_the_order_of_asking_and_never_more():
    """All ask at once, nobody leaves: after a month each place is taken and stays so."""
    ask = Transition(leave=("untreated",), to=State.HAT, rate="at_once")
    spec = chain(ask, people=1200, at_once=12_000.0, judged_met=1.0)
    scenario = Scenario(
        title="Open to all adults", about="A test.", rules="ca",
        changes=(Change(series="hat_places", value=100),
                 Change(series="injecting", value=1)),
    )  # fmt: skip
    tables = build(
        spec.model_copy(update={"rates": {**spec.rates, "judged_met": number(1)}}), scenario
    )
    for counts in (kernel.run(tables, seed=1), lumped.run(tables, seed=1), cohort.run(tables)):
        assert counts.stock[5, Slot.HAT] == pytest.approx(100 * 12)
        assert counts.stock[5, Slot.UNTREATED_WAITING] == pytest.approx(1100 * 12)
        assert counts.admitted.sum() == pytest.approx(100)
