"""Dated doses: they go where they should, a step at a time, and never past their target."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.dosing import OrderKind
from vangnet.rules.schedules import RISING, fits, schedule

FIRST = date(2026, 3, 2)
amounts = st.integers(1, 4000).map(lambda n: Decimal(n) / 10)


def dated(kind: OrderKind, **changes: object) -> list[tuple[int, Decimal]]:
    """As (day from the first, dose)."""
    values: dict = {
        "start_mg": Decimal(20), "step_mg": Decimal(15), "every_days": 2, "target_mg": Decimal(60),
        "doses_per_day": 3, "first_on": FIRST, "last_on": FIRST + timedelta(days=60), **changes,
    }  # fmt: skip
    return [((one.from_on - FIRST).days, one.dose_mg) for one in schedule(kind, **values)]


def test_a_titration_rises_to_its_target_and_no_further():
    assert dated(OrderKind.TITRATION) == [(0, 20), (2, 35), (4, 50), (6, 60)]


def test_a_schedule_to_the_end_of_the_calendar_ends_there():
    far = {"first_on": date.max - timedelta(days=3), "last_on": date.max}
    assert [mg for _, mg in dated(OrderKind.TITRATION, **far)] == [20, 35]


def test_a_taper_falls_to_its_target_and_no_further():
    falling = {"start_mg": Decimal(60), "target_mg": Decimal(25)}
    assert dated(OrderKind.TAPER, **falling) == [(0, 60), (2, 45), (4, 30), (6, 25)]


def test_a_taper_to_nothing_ends_with_its_last_dose():
    falling = {"start_mg": Decimal(30), "target_mg": Decimal(0)}
    assert dated(OrderKind.TAPER, **falling) == [(0, 30), (2, 15)]


def test_doses_are_cut_to_whole_parts_and_two_alike_are_one():
    cut = dated(OrderKind.INDUCTION, step_mg=Decimal(3), part_mg=Decimal(5), target_mg=Decimal(32))
    assert cut == [(0, 20), (4, 25), (8, 30)]


def test_the_last_day_ends_the_schedule():
    assert dated(OrderKind.TITRATION, last_on=FIRST + timedelta(days=2)) == [(0, 20), (2, 35)]


def test_a_day_holds_all_doses_of_its_step():
    steps = schedule(
        OrderKind.TITRATION, start_mg=Decimal(20), step_mg=Decimal(20), every_days=1,
        target_mg=Decimal(40), doses_per_day=3, first_on=FIRST, last_on=FIRST + timedelta(days=9),
    )  # fmt: skip
    assert [one.day_mg for one in steps] == [60, 120]


@pytest.mark.parametrize(("kind", "target", "whether"), [
    (OrderKind.INDUCTION, 21, True), (OrderKind.TITRATION, 20, False), (OrderKind.TAPER, 19, True),
    (OrderKind.TAPER, 20, False), (OrderKind.TAPER, 0, True),
])  # fmt: skip
def test_the_target_lies_where_the_schedule_goes(kind, target, whether):
    assert fits(kind, start_mg=Decimal(20), target_mg=Decimal(target)) is whether


@given(
    kind=st.sampled_from([k for k in OrderKind if k is not OrderKind.FIXED]), one=amounts,
    other=amounts, step_mg=amounts, every=st.integers(1, 14), days=st.integers(0, 120),
    part=st.none() | st.sampled_from([Decimal(1), Decimal("2.5"), Decimal(5)]),
)  # fmt: skip
def test_no_dose_of_a_schedule_passes_its_ends(kind, one, other, step_mg, every, days, part):
    low, high = sorted([one, other])
    start, target = (low, high) if kind in RISING else (high, low)
    found = dated(
        kind, start_mg=start, target_mg=target, step_mg=step_mg, every_days=every, part_mg=part,
        last_on=FIRST + timedelta(days=days),
    )  # fmt: skip
    doses = [mg for _, mg in found]
    assert all(0 < mg <= high for mg in doses)
    assert doses == sorted(set(doses), reverse=kind not in RISING)
    assert all(n % every == 0 and n <= days for n, _ in found)
    assert all(part is None or mg % part == 0 for mg in doses)
    steps_mg = step_mg + (part or 0)
    assert all(abs(b - a) < steps_mg + Decimal("0.001") for a, b in pairwise(doses))


def test_a_fixed_dose_has_no_schedule():
    with pytest.raises(AssertionError):
        dated(OrderKind.FIXED)
