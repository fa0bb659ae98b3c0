"""Whose a reading is, for any times Hypothesis can find."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.devices import measured

from vangnet.clinic.devices.belonging import PutOn, Unbound, why_unbound
from vangnet.clinic.devices.frames.measured import Flag

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, SECOND, STEP = timedelta(minutes=1), timedelta(seconds=1), timedelta(microseconds=1)
ON = PutOn(bound_at=NOON, numbers=frozenset({"C-012"}))


def why(one=None, *, at=NOON + MINUTE, on=ON, own=False):
    return why_unbound(
        one or measured(), received_at=at, put_on=on, goes_by_own_clock=own, clock_skew_max=MINUTE
    )


def test_a_reading_while_the_device_is_on_is_of_that_patient():
    assert why() is None
    assert why(at=NOON) is None
    assert why(measured(about="C-012")) is None
    assert why(measured(at=NOON + MINUTE), own=True) is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"on": None}, Unbound.NO_BINDING),
        ({"at": NOON - STEP}, Unbound.NO_BINDING),
        ({"on": PutOn(bound_at=NOON, ended_at=NOON + MINUTE - STEP)}, Unbound.NO_BINDING),
        ({"on": PutOn(bound_at=NOON, visit_closed_at=NOON + MINUTE - STEP)}, Unbound.VISIT_CLOSED),
        ({"one": measured(about="C-013")}, Unbound.SOMEONE_ELSE),
        ({"one": measured(flags=(Flag.TRIAL,))}, Unbound.TRIAL),
        ({"one": measured(flags=(Flag.FROM_MEMORY,))}, Unbound.BEFORE_BINDING),
        ({"one": measured(at=NOON - STEP), "own": True}, Unbound.BEFORE_BINDING),
        ({"one": measured(at=NOON + 2 * MINUTE + STEP), "own": True}, Unbound.CLOCK_OFF),
        ({"one": measured(), "own": True}, Unbound.CLOCK_OFF),
    ],
)
def test_what_is_not_certain_is_nobodys_and_says_why(wrong, reason):
    assert why(**wrong) is reason


def test_a_clock_that_the_unit_does_not_go_by_decides_nothing():
    assert why(measured(at=NOON - timedelta(hours=2))) is None


moments = st.integers(-600, 600).map(lambda n: NOON + n * SECOND)


@given(
    received=moments, own_time=st.none() | moments, start=moments, length=st.integers(0, 300),
    closed=st.none() | moments, own=st.booleans(),
)  # fmt: skip
def test_nothing_is_bound_outside_its_time(received, own_time, start, length, closed, own):
    on = PutOn(bound_at=start, ended_at=start + length * SECOND, visit_closed_at=closed)
    if why(measured(at=own_time), at=received, on=on, own=own) is None:
        assert start <= received <= on.ended_at
        assert closed is None or received <= closed
        if own:
            assert own_time is not None
            assert start <= own_time <= received + MINUTE
