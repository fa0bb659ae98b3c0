"""What can be typed: the ranges are data, a slip of the decimal mark is named."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.care import MEASURED
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.measures import Fault, Measure, fault, measure, pair_fault

KG = Measure(
    unit="kg", lowest=Decimal(25), highest=Decimal(300), decimals=1, far_share=Decimal("0.2")
)


@pytest.mark.parametrize(("typed", "last", "said"), [
    ("25", None, None), ("24.9", None, Fault.TEN_FOLD), ("300", None, None),
    ("300.1", None, Fault.TEN_FOLD), ("725", None, Fault.TEN_FOLD), ("7.2", None, Fault.TEN_FOLD),
    ("1", None, Fault.OUT_OF_RANGE), ("3001", None, Fault.OUT_OF_RANGE),
    ("72.55", None, Fault.TOO_FINE), ("72.50", None, None),
    ("86.4", "72", None), ("86.5", "72", Fault.FAR_FROM_LAST), ("57.6", "72", None),
    ("57.5", "72", Fault.FAR_FROM_LAST),
])  # fmt: skip
def test_a_typed_value_at_each_limit_and_just_past_it(typed, last, said):
    assert fault(KG, Decimal(typed), last=Decimal(last) if last else None) is said


@given(st.decimals(25, 300, places=1), st.decimals(25, 300, places=1))
def test_what_was_measured_twice_and_is_possible_is_kept(value, last):
    assert fault(KG, value, last=last, sure=True) is None


@given(st.decimals(0, 3000, places=1))
def test_measuring_twice_does_not_make_the_impossible_possible(value):
    assert (fault(KG, value, sure=True) is None) is (25 <= value <= 300)


def test_the_lower_value_of_a_blood_pressure_lies_below():
    assert pair_fault(Decimal(120), Decimal(119)) is None
    assert pair_fault(Decimal(120), Decimal(120)) is Fault.SECOND_NOT_BELOW


@pytest.mark.parametrize("kind", MEASURED)
def test_every_measured_kind_has_its_range_and_unit(kind):
    known = measure(kind)
    assert known
    assert known.unit in {"kg", "mm[Hg]", "ms"}
    assert known.lowest < known.highest
    assert measure(CheckKind.HIV) is None
