"""One member of staff sees one person at a time; the end of one is the start of the next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.appointments import Against, Booked, conflicts

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
