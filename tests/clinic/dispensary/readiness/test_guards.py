"""What the database refuses of a unit that is not ready, whoever asks past the gate."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.gaps import sign_values
from tests.factories.methadone import order_methadone, take_home
from tests.factories.world import make_world

from vangnet.clinic.devices.models import BreathTester
from vangnet.clinic.dispensary import hatch
from vangnet.clinic.dispensary.models import UnitCheck
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols.facts import in_force
from vangnet.rules.keys import READINESS

TABLE = "dispensary_unitcheck"
KEEP = "select dispensary_keep_answer(%s::jsonb)"
UNITS = {key.name: key.unit for key in READINESS}


@pytest.fixture
def right(trial, monkeypatch):
    """A hand-over in which everything is right, kept back before it is written."""
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    visit = trial.at_the_hatch(trial.patient())
    dose = trial.later(minutes=1).hand_over(visit)
    assert dose.allowed, dose.reasons
    return kept[-1]


def keep(role, answer):
    return refusal(role, KEEP, json.dumps(answer, default=str))


def a_moment_ago(world):
    """The unit's next check is the last before the hand-over that is written after it."""
    return world.later(microseconds=-1)


@BOTH
def test_a_dose_from_a_ready_unit_goes_in(right, role):
    assert keep(role, right) is None


@BOTH
@pytest.mark.parametrize(("found", "guard"), [
    ({"naloxone": ()}, "dose_needs_naloxone"),
    ({"naloxone": (("N-1", "2028-01-01", 3),)}, "dose_needs_naloxone"),
    ({"naloxone": (("N-1", "2026-03-01", 9), ("N-2", "2028-01-01", 3))}, "dose_needs_naloxone"),
    ({"naloxone": (("N-1", "2026-03-02", 4),)}, None),
    ({"oxygen": False}, "dose_needs_oxygen"),
    ({"kit": False}, "dose_needs_a_resuscitation_kit"),
    ({"on_duty": ("nurse", "prescriber")}, "dose_needs_staff_on_duty"),
    ({"on_duty": ("nurse", "second_nurse")}, "dose_needs_staff_on_duty"),
    ({"on_duty": ()}, "dose_needs_staff_on_duty"),
    ({}, None),
])  # fmt: skip
def test_the_last_check_counts_whatever_the_one_before_said(trial, right, found, guard, role):
    a_moment_ago(trial).check_unit(**found)
    assert keep(role, right) == guard


@BOTH
@pytest.mark.parametrize("name", [key.name for key in READINESS])
def test_a_value_that_nobody_signed_stops_the_dose(trial, right, name, role, monkeypatch):
    monkeypatch.setattr("vangnet.clinic.protocols.actions.not_set", lambda protocol: ())
    sign_values(a_moment_ago(trial), UNITS, **{name: None})
    version, _protocol = in_force(unit=trial.unit, at=trial.now)
    assert keep(role, {**right, "protocol_id": version.pk}) == "dose_needs_signed_readiness"


@BOTH
def test_each_shift_needs_its_check(trial, right, role):
    """The world's check was signed at nine; the unit now signs a shift from five past."""
    sign_values(a_moment_ago(trial), UNITS, readiness_shift_starts=["09:00", "23:00"])
    version, _protocol = in_force(unit=trial.unit, at=trial.now)
    known = UnitCheck.objects.filter(unit=trial.unit).order_by("checked_at").last()
    assert keep(role, {**right, "protocol_id": version.pk}) is None
    sign_values(trial.later(microseconds=1), UNITS, readiness_shift_starts=["09:01", "23:00"])
    later, _protocol = in_force(unit=trial.unit, at=trial.now)
    answer = {**right, "protocol_id": later.pk, "at": known.checked_at + timedelta(minutes=1)}
    assert keep(role, answer) == "dose_needs_a_checked_unit"


@BOTH
def test_a_tester_out_of_calibration_makes_no_unit_ready(trial, right, role):
    tester = BreathTester.objects.get(pk=trial.tester.pk)  # the world's own stays as it is
    tester.in_service = False
    with acting("system:test"):
        tester.save(update_fields=["in_service"])
    assert keep(role, right) == "dose_needs_a_calibrated_tester"


@BOTH
def test_a_supply_to_take_home_waits_for_the_unit(trial, role):
    patient = trial.patient()
    order_methadone(trial, patient, "60")
    visit = trial.check(trial.blow(trial.check_in(patient)))
    kept = take_home(trial, visit)
    assert kept.allowed, kept.reasons
    row = {**row_of("dispensary_supply", kept.pk), "id": uuid4(), "request_id": uuid4()}
    trial.check_unit(oxygen=False)
    assert insert(role, "dispensary_supply", row) == "dose_needs_oxygen"
    again = take_home(trial, visit)
    assert not again.allowed
    assert "oxygen_not_ready" in {one["reason"] for one in again.reasons}


# -- The check itself --------------------------------------------------------------------------


def a_check(world, **changes):
    row = row_of(TABLE, UnitCheck.objects.filter(unit=world.ready().unit).first().pk)
    return {**row, "id": uuid4(), "request_id": uuid4(), **changes}


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"naloxone": []}, None),
    ({"naloxone": [["", "2028-01-01", 2]]}, "unit_check_counts_its_naloxone"),
    ({"naloxone": [["N", "2028", 2]]}, "unit_check_counts_its_naloxone"),
    ({"naloxone": [["N", "2028-01-01", 0]]}, "unit_check_counts_its_naloxone"),
    ({"naloxone": [["N", "2028-01-01", -2]]}, "unit_check_counts_its_naloxone"),
    ({"naloxone": [["N", "2028-01-01", "2"]]}, "unit_check_counts_its_naloxone"),
    ({"naloxone": [["N", "2028-01-01"]]}, "unit_check_counts_its_naloxone"),
    ({"naloxone": {"N": 2}}, "unit_check_counts_its_naloxone"),
])  # fmt: skip
def test_a_check_with_one_thing_wrong_stays_out(trial, changes, guard, role):
    assert insert(role, TABLE, a_check(trial, **changes)) == guard


@BOTH
@pytest.mark.parametrize(("name", "guard"), [
    ("nurse", None), ("prescriber", None), ("pharmacist", None),
    ("desk", "unit_check_is_by_who_may"), ("manager", "unit_check_is_by_who_may"),
    ("auditor", "unit_check_is_by_who_may"),
])  # fmt: skip
def test_who_treats_checks_the_unit(trial, name, guard, role):
    assert insert(role, TABLE, a_check(trial, checked_by_id=trial.staff[name].pk)) == guard


@BOTH
def test_only_staff_of_the_unit_are_on_duty_there(trial, role):
    other = make_world(code="elsewhere")
    wrong = {"on_duty": [str(other.nurse.pk)]}
    assert insert(role, TABLE, a_check(trial, **wrong)) == "unit_check_is_of_its_own_staff"
    wrong = {"checked_by_id": other.nurse.pk}
    assert insert(role, TABLE, a_check(trial, **wrong)) == "unit_check_is_of_its_own_staff"


@BOTH
@pytest.mark.parametrize("statement", [
    "update dispensary_unitcheck set oxygen_ready = true",
    "delete from dispensary_unitcheck", "truncate dispensary_unitcheck",
])  # fmt: skip
def test_a_check_is_never_changed_or_removed(trial, statement, role):
    trial.ready()
    assert refusal(role, statement) is not None
