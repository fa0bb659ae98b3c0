"""Whose a reading is, tried as the application and as the owner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import APP, BOTH, insert, refusal
from tests.factories.devices import breath_tester, keep, measured, monitor, oximeter, put_on

from vangnet.clinic.devices import actions
from vangnet.clinic.devices.models import Reading
from vangnet.clinic.reception import actions as reception

STEP = timedelta(microseconds=1)


@pytest.fixture
def bound(trial):
    trial.visit = trial.check_in(trial.patient())
    trial.device = oximeter(trial)
    trial.binding = put_on(trial, trial.visit, trial.device)
    trial.later(seconds=10)
    return trial


def reading(world, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "device_id": world.device.pk,
        "binding_id": world.binding.pk, "visit_id": world.visit.pk, "unbound_because": "",
        "kind": "spo2", "value": "97", "ucum": "%", "measured_at": None,
        "received_at": world.now, "flags": [], "raw": "\\x00", "fingerprint": "", **changes,
    }  # fmt: skip


def binding(world, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "device_id": world.device.pk,
        "visit_id": world.visit.pk, "bound_at": world.now, "bound_by_id": world.nurse.pk,
        "request_id": uuid4(), **changes,
    }  # fmt: skip


@BOTH
def test_a_reading_while_bound_is_kept(bound, role):
    assert insert(role, "devices_reading", reading(bound)) is None


@BOTH
@pytest.mark.parametrize(("seconds", "guard"), [(-10, None), (-11, "reading_comes_while_bound")])
def test_nothing_before_the_device_was_put_on_is_of_this_patient(bound, seconds, guard, role):
    row = reading(bound, received_at=bound.now + timedelta(seconds=seconds))
    assert insert(role, "devices_reading", row) == guard


@BOTH
def test_nothing_after_the_device_was_taken_off_or_the_visit_closed(bound, role):
    later = reading(bound, received_at=bound.now + STEP)
    actions.take_off(binding=bound.binding, by=bound.nurse, at=bound.now)
    assert insert(role, "devices_reading", reading(bound)) is None
    assert insert(role, "devices_reading", later) == "reading_comes_while_bound"


@BOTH
def test_nothing_is_of_a_visit_that_is_over(bound, role):
    reception.turn_away(visit=bound.visit, by=bound.nurse, at=bound.now)
    later = reading(bound, received_at=bound.now + STEP)
    assert insert(role, "devices_reading", later) == "reading_comes_while_bound"
    nobodys = {**later, "visit_id": None, "binding_id": None, "unbound_because": "visit_closed"}
    assert insert(role, "devices_reading", nobodys) is None


@BOTH
def test_a_binding_of_another_device_or_visit_does_not_serve(bound, role):
    other = bound.check_in(bound.patient())
    row = reading(bound, visit_id=other.pk)
    assert insert(role, "devices_reading", row) == "reading_is_of_who_has_the_device"
    row = reading(bound, device_id=oximeter(bound).pk)
    assert insert(role, "devices_reading", row) == "reading_is_of_who_has_the_device"


SAYS = "reading_is_bound_or_says_why_not"


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"visit_id": None}, SAYS), ({"unbound_because": "no_binding"}, SAYS),
        ({"visit_id": None, "binding_id": None}, SAYS),
        ({"visit_id": None, "binding_id": None, "unbound_because": "because"}, SAYS),
        ({"binding_id": None}, "reading_is_of_who_has_the_device"),
    ],
)  # fmt: skip
def test_a_reading_is_bound_or_says_why_not(bound, changes, guard, role):
    assert insert(role, "devices_reading", reading(bound, **changes)) == guard


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"value": "101"}, "reading_can_be"), ({"value": "-1"}, "reading_can_be"),
        ({"ucum": "/min"}, "reading_can_be"), ({"kind": "mood"}, "reading_can_be"),
        ({"flags": ["trial"]}, "reading_is_of_a_patient"),
        ({"flags": ["from_memory"]}, "reading_is_of_a_patient"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_not_kept(bound, changes, guard, role):
    assert insert(role, "devices_reading", reading(bound, **changes)) == guard


@BOTH
@pytest.mark.parametrize(
    ("off", "guard"),
    [
        (lambda _skew: 0, None), (lambda _skew: -10, None),
        (lambda _skew: -11, "reading_was_measured_while_bound"), (lambda skew: skew, None),
        (lambda skew: skew + 1, "reading_was_measured_while_bound"),
    ],
)  # fmt: skip
def test_the_devices_own_clock_decides_where_the_unit_goes_by_it(bound, off, guard, role):
    seconds = off(bound.unit.clock_skew_max.total_seconds())
    bound.device = monitor(bound)
    bound.later(seconds=-10)
    bound.binding = put_on(bound, bound.visit, bound.device)
    bound.later(seconds=10)
    row = reading(bound, measured_at=bound.now + timedelta(seconds=seconds))
    assert insert(role, "devices_reading", row) == guard


@BOTH
def test_no_time_is_not_our_time_where_the_unit_goes_by_the_devices(bound, role):
    bound.device = monitor(bound)
    bound.binding = put_on(bound, bound.visit, bound.device)
    guard = "reading_was_measured_while_bound"
    assert insert(role, "devices_reading", reading(bound)) == guard
    ignored = reading(bound, measured_at=bound.now, flags=["clock_ignored"])
    assert insert(role, "devices_reading", ignored) == guard


@BOTH
def test_one_patient_a_device_and_only_who_is_here(bound, role):
    row = binding(bound)
    assert insert(role, "devices_binding", row) == "binding_one_patient_a_device"
    actions.take_off(binding=bound.binding, by=bound.nurse, at=bound.now)
    assert insert(role, "devices_binding", row) is None
    desk = binding(bound, bound_by_id=bound.staff["desk"].pk)
    assert insert(role, "devices_binding", desk) == "binding_is_by_who_may"
    reception.turn_away(visit=bound.visit, by=bound.nurse, at=bound.now)
    assert insert(role, "devices_binding", row) == "binding_is_of_an_open_visit"


@BOTH
def test_a_device_out_of_service_is_on_nobody_and_says_nothing(bound, role):
    actions.take_off(binding=bound.binding, by=bound.nurse, at=bound.now)
    actions.set_in_service(device=bound.device, in_service=False, by=bound.nurse)
    row = binding(bound)
    assert insert(role, "devices_binding", row) == "binding_is_of_a_device_in_service"
    assert insert(role, "devices_reading", reading(bound)) == "reading_is_of_a_device_in_service"


@BOTH
def test_a_binding_ends_once_and_after_it_began(bound, role):
    end = "update devices_binding set ended_at = %s, ended_by_id = %s where id = %s"
    early = bound.binding.bound_at - STEP
    key = bound.binding.pk
    assert refusal(role, end, early, bound.nurse.pk, key) == "binding_ends_after_it_began"
    desk = bound.staff["desk"].pk
    assert refusal(role, end, bound.now, desk, key) == "binding_is_by_who_may"
    actions.take_off(binding=bound.binding, by=bound.nurse, at=bound.now)
    again = refusal(role, end, bound.now + STEP, bound.nurse.pk, key)
    assert again == "record_moves_forward"


@BOTH
def test_a_calibration_is_of_the_device_that_measured(bound, role):
    row = reading(bound, calibrated_on="2026-01-05", calibration_due_on="2027-12-31")
    assert insert(role, "devices_reading", row) == "reading_has_its_own_calibration"
    tester = breath_tester(bound)
    nobodys = {"visit_id": None, "binding_id": None, "unbound_because": "no_binding"}
    row |= {"device_id": tester.pk, "kind": "breath_alcohol", "ucum": "ug/L", **nobodys}
    assert insert(role, "devices_reading", row) is None


def test_the_same_reading_is_kept_once_and_never_changed(bound):
    bound.device = monitor(bound)
    put_on(bound, bound.visit, bound.device)
    one = measured(at=bound.now, number="m-1/1")
    kept = keep(bound, bound.device, one)
    row = reading(bound, device_id=bound.device.pk, fingerprint=kept.fingerprint)
    row |= {"visit_id": None, "binding_id": None, "unbound_because": "no_binding"}
    assert insert(APP, "devices_reading", row) == "reading_is_kept_once"
    assert Reading.objects.filter(device=bound.device).count() == 1
    lower = "update devices_reading set value = 80 where id = %s"
    assert refusal("vangnet_owner", lower, kept.pk) == "record_is_final"


@BOTH
def test_a_real_units_devices_are_added_by_staff(trial, role):
    device = oximeter(trial)
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "name": "x", "serial": "S-9", "baud": 9600,
        "kind": "pulse_oximeter", "speaks": "nonin_df2", "address": "/dev/x", "pattern": "",
        "goes_by_own_clock": False, "in_service": True, "added_at": trial.now,
        "added_by_id": trial.staff["desk"].pk,
    }  # fmt: skip
    assert insert(role, "devices_device", row) == "device_is_added_by_who_may"
    same = {**row, "added_by_id": trial.nurse.pk, "address": device.address}
    assert insert(role, "devices_device", same) == "device_one_an_address"
    assert insert(
        role, "devices_device", {**same, "address": "/dev/y", "kind": "breath_tester"}
    ) == ("device_names_its_breath_tester")
    assert insert(role, "devices_device", {**row, "added_by_id": None}) is None  # a demonstration
