"""What an oximeter sends is asked what a look is asked, and a device that falls silent rings."""

from datetime import timedelta

import pytest
from tests.factories.devices import keep, oximeter, put_on

from vangnet.clinic.devices import actions as devices
from vangnet.clinic.devices.frames.measured import Flag
from vangnet.clinic.recovery import known, vitals
from vangnet.rules.alarms import AlarmKind, alarm_of

SECOND = timedelta(seconds=1)


@pytest.fixture
def worn(trial):
    """Twenty minutes after the dose, looked at just now, with an oximeter on."""
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(trial.visit))
    trial.later(minutes=20).observe(trial.visit, spo2_percent=97)
    trial.device = oximeter(trial)
    trial.binding = put_on(trial, trial.visit, trial.device)
    return trial


def send(world, *values, **changes):
    for value in values:
        keep(world.later(seconds=1), world.device, value=value, **changes)
    return world


def alarm(world):
    return alarm_of(known.of_visit(world.visit, at=world.now))


def test_a_value_that_asks_for_a_call_is_the_alarm_of_the_room_at_once(worn):
    assert alarm(send(worn, 96, 95)) is None
    found = alarm(send(worn, 76))
    assert (found.kind, found.value, found.since) == (AlarmKind.CALL_SIGN, 76, worn.now)


def test_an_alarm_has_begun_where_its_run_began_however_often_it_is_sent_since(worn):
    began = send(worn, 95, 76).now
    assert alarm(send(worn, 76, 76, 75, 75, 75)).since == began
    assert (
        len(vitals.of_visits([worn.visit.pk]).readings[worn.visit.pk]) < 9
    )  # equal ones are told once


def test_what_the_device_doubts_is_no_value_and_then_it_is_silent(worn):
    send(worn, 95)
    assert alarm(send(worn, 40, flags=(Flag.LOW_SIGNAL,))) is None
    silent = alarm(worn.later(minutes=5))
    assert (silent.kind, silent.what) == (AlarmKind.SIGNAL_LOST, worn.device.name)


def test_one_that_is_taken_off_is_awaited_no_more_and_its_last_value_stays(worn):
    send(worn, 76)
    devices.take_off(binding=worn.binding, by=worn.nurse, at=worn.now)
    assert alarm(worn).kind is AlarmKind.CALL_SIGN
    worn.later(minutes=1).observe(worn.visit, spo2_percent=97)
    assert alarm(worn) is None
