"""One member of staff sees one person at a time; the end of one is the start of the next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.appointments import (
    Against,
    Booked,
    NotYet,
    conflicts,
    has_passed,
    why_not_yet,
)

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def booked(staff="a", patient="x", minute=0, minutes=30):
    start = TEN + timedelta(minutes=minute)
    return Booked(staff=staff, patient=patient, starts_at=start, minutes=minutes)


@pytest.mark.parametrize(("other", "against"), [
    (booked(patient="y"), {Against.STAFF_BUSY}),
    (booked(patient="y", minute=29), {Against.STAFF_BUSY}),
    (booked(patient="y", minute=30), set()),
    (booked(patient="y", minute=-30), set()),
    (booked(patient="y", minute=-29), {Against.STAFF_BUSY}),
    (booked(patient="y", minute=10, minutes=5), {Against.STAFF_BUSY}),
    (booked(patient="y", minute=-60, minutes=240), {Against.STAFF_BUSY}),
    (booked(staff="b"), {Against.PATIENT_BUSY}),
    (booked(), {Against.STAFF_BUSY, Against.PATIENT_BUSY}),
    (booked(staff="b", patient="y"), set()),
])  # fmt: skip
def test_what_an_appointment_cannot_stand_beside(other, against):
    assert {why for why, _ in conflicts(booked(), [other])} == against


@given(st.integers(-300, 300), st.integers(1, 240), st.integers(1, 240))
def test_two_appointments_meet_each_other_or_neither(minute, one, other):
    a, b = booked(minutes=one), booked(minute=minute, minutes=other)
    assert a.meets(b) is b.meets(a)


@pytest.mark.parametrize(("minutes", "came", "said"), [
    (-31, True, NotYet.BEFORE_ITS_TIME), (-30, True, None), (0, True, None),
    (-1, False, NotYet.BEFORE_ITS_TIME), (0, False, None),
])  # fmt: skip
@pytest.mark.parametrize("by_carer", [True, False])
def test_coming_is_said_from_shortly_before_and_missing_from_its_time_on(
    minutes, came, said, by_carer
):
    now = TEN + timedelta(minutes=minutes)
    assert why_not_yet(TEN, came=came, now=now, same_day=True, by_carer=by_carer) is said


@pytest.mark.parametrize("came", [True, False])
def test_on_another_day_only_who_treats_says_it(came):
    now = TEN + timedelta(days=1)
    asked = {"came": came, "now": now, "same_day": False}
    assert why_not_yet(TEN, by_carer=False, **asked) is NotYet.DAY_IS_OVER
    assert why_not_yet(TEN, by_carer=True, **asked) is None


def test_the_present_minute_is_not_the_past():
    assert not has_passed(TEN, now=TEN + timedelta(seconds=59))
    assert has_passed(TEN, now=TEN + timedelta(seconds=60))
