"""Vital signs as other rooms ask for them, and devices put on and taken off."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories.devices import keep, measured, oximeter, put_on

from vangnet.clinic.devices import actions
from vangnet.clinic.devices.facts import latest_vitals, on_patient, vitals_of, vitals_of_all
from vangnet.clinic.devices.frames.measured import PER_MINUTE, Flag, Kind
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.staff.roles import NotAllowed


@pytest.fixture
def bound(trial):
    trial.visit = trial.check_in(trial.patient())
    trial.device = oximeter(trial)
    trial.binding = put_on(trial, trial.visit, trial.device)
    trial.start = trial.now
    return trial.later(seconds=1)


def test_signs_come_oldest_first_and_say_how_fresh_they_are(bound):
    keep(bound, bound.device, value=97)
    keep(bound.later(seconds=5), bound.device, value=72, kind=Kind.PULSE, unit=PER_MINUTE)
    keep(bound.later(seconds=7), bound.device, value=88, flags=(Flag.LOW_SIGNAL,))
    signs = vitals_of(bound.visit, bound.start, at=bound.now)
    assert [(one.kind, one.value, one.unit) for one in signs] == [
        (Kind.SPO2, 97, "%"), (Kind.PULSE, 72, "/min"), (Kind.SPO2, 88, "%"),
    ]  # fmt: skip
    assert [one.is_stale for one in signs] == [True, False, False]
    assert [one.is_doubtful for one in signs] == [False, False, True]
    assert {one.device for one in signs} == {"Oximeter 1"}
    since = bound.now - timedelta(seconds=1)
    assert len(vitals_of(bound.visit, since, at=bound.now)) == 1
    assert latest_vitals(bound.visit, at=bound.now)[Kind.SPO2].value == 88
    assert list(vitals_of_all([bound.visit.pk], bound.start, at=bound.now)) == [bound.visit.pk]


def test_nobodys_readings_and_breath_alcohol_are_no_signs_of_a_patient(bound):
    keep(bound, oximeter(bound), value=60)
    keep(bound, bound.device, measured(1, kind=Kind.BREATH_ALCOHOL, unit="mg/L"))
    assert vitals_of(bound.visit, bound.start, at=bound.now) == []


def test_a_device_on_the_patient_that_is_not_heard_is_said_to_be_silent(bound):
    [one] = on_patient(bound.visit, at=bound.now)
    assert not one.is_silent
    [one] = on_patient(bound.visit, at=bound.now + timedelta(seconds=10))
    assert one.is_silent
    reception.turn_away(visit=bound.visit, by=bound.nurse, at=bound.now)
    assert on_patient(bound.visit, at=bound.now) == []


def test_a_device_on_somebody_who_is_here_is_not_put_on_another(bound):
    other = bound.check_in(bound.patient())
    put = actions.put_on(
        visit=other, device=bound.device, by=bound.nurse, at=bound.now, request_id=uuid4()
    )
    assert (put.binding, put.is_on) == (None, bound.visit)
    reception.turn_away(visit=bound.visit, by=bound.nurse, at=bound.now)
    assert put_on(bound, other, bound.device).visit_id == other.pk
    bound.binding.refresh_from_db()
    assert bound.binding.ended_at == bound.now


def test_one_press_twice_is_one_and_with_other_content_an_error(bound):
    request_id, device = uuid4(), oximeter(bound)
    again = {"by": bound.nurse, "at": bound.now, "request_id": request_id}
    first = actions.put_on(visit=bound.visit, device=device, **again)
    assert actions.put_on(visit=bound.visit, device=device, **again) == first
    with pytest.raises(RequestReused):
        actions.put_on(visit=bound.visit, device=bound.device, **again)


def test_who_may_not_may_not(bound):
    desk = bound.staff["desk"]
    with pytest.raises(NotAllowed):
        actions.take_off(binding=bound.binding, by=desk, at=bound.now)
    with pytest.raises(actions.StillOn):
        actions.set_in_service(device=bound.device, in_service=False, by=bound.nurse)
    with pytest.raises(actions.NotHere):
        reception.turn_away(visit=bound.visit, by=bound.nurse, at=bound.now)
        put_on(bound, bound.visit, oximeter(bound))
