"""Ways around the gate that staff or patients could find, each closed."""

from decimal import Decimal
from uuid import uuid4

import pytest
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary import testing
from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.reception.actions import turn_away
from vangnet.clinic.recovery import actions as recovery
from vangnet.rules.amounts import Route, SaltForm
from vangnet.rules.decision import Decision


def test_going_out_and_coming_in_again_does_not_end_the_wait_for_a_retest(world):
    patient = world.patient()
    first = world.blow(world.check_in(patient), "900")
    turn_away(visit=first, by=world.nurse, at=world.now)
    world.later(minutes=1)
    visit = world.at_the_hatch(patient)
    answer = world.hand_over(visit)
    assert [one["reason"] for one in answer.reasons] == ["breath_retest_too_early"]


def test_a_restart_is_remembered_when_another_order_follows_it(world):
    patient = world.patient()
    restart = world.order(patient, dose_mg="15", is_restart=True)
    world.later(minutes=1)
    world.order(patient, dose_mg="200")
    answer = world.hand_over(world.at_the_hatch(patient))
    assert answer.facts["restart_signed_at"] == restart.signed_at.isoformat(timespec="microseconds")


def test_the_same_check_sent_again_with_other_signs_is_an_error(world):
    visit, same = world.blow(world.check_in(world.patient())), uuid4()
    quiet = testing.Signs(sedation_score=0, asleep=False, intoxication_signs=())
    asleep = testing.Signs(sedation_score=2, asleep=True, intoxication_signs=("slurred_speech",))
    sent = {"visit": visit, "by": world.nurse, "at": world.now, "request_id": same}
    testing.record_check(signs=quiet, **sent)
    testing.record_check(signs=quiet, **sent)
    with pytest.raises(RequestReused):
        testing.record_check(signs=asleep, **sent)
    assert visit.checks.count() == 1


def test_the_same_signs_sent_again_with_other_numbers_are_an_error(world):
    visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(visit))
    sent = {"visit": visit, "by": world.nurse, "at": world.now, "request_id": uuid4()}
    recovery.observe(signs=recovery.Signs(sedation_score=0, spo2_percent=98), **sent)
    with pytest.raises(RequestReused):
        recovery.observe(signs=recovery.Signs(sedation_score=3, spo2_percent=60), **sent)
    assert visit.observations.count() == 1


def test_the_same_reading_from_another_device_is_an_error(world):
    visit, same = world.check_in(world.patient()), uuid4()
    sent = {"visit": visit, "by": world.nurse, "at": world.now, "request_id": same}
    zero, one = Decimal(0), Decimal(1)
    testing.record_breath_test(tester=world.tester, reading=zero, read_back=zero, **sent)
    with pytest.raises(RequestReused):
        testing.record_breath_test(tester=world.tester, reading=one, read_back=one, **sent)
    assert visit.breath_tests.count() == 1


def test_the_small_second_dose_of_the_first_swiss_day_need_not_wait(db):
    unit = make_world(country="ch", code="first")
    patient = unit.patient(dose_mg="15", doses_per_day=4, day_mg=Decimal(60))
    first = unit.at_the_hatch(patient)
    unit.use(unit.hand_over(first, dose_mg=Decimal(15)), minutes=1)
    recovery.leave_against_advice(
        visit=first, owner=unit.staff["prescriber"], by=unit.nurse, at=unit.now
    )
    for hold in patient.holds.filter(lifted_at=None):
        consulting.lift_hold(hold=hold, because="seen", by=unit.staff["prescriber"], at=unit.now)
    unit.later(minutes=2)
    second = unit.hand_over(unit.at_the_hatch(patient), dose_mg=Decimal(15))
    assert second.allowed, second.reasons


def test_another_salt_form_counts_toward_the_day_in_the_database_too(world, monkeypatch):
    patient = world.patient(dose_mg="400", day_mg=Decimal(1000))
    for _ in range(2):
        visit = world.at_the_hatch(patient)
        world.use(world.hand_over(visit, dose_mg=Decimal(400)))
        world.leave(visit)
        world.clean_rooms()
        world.later(minutes=240)
    world.order(
        patient, dose_mg="400", day_mg=Decimal(1000), salt_form=SaltForm.BASE, route=Route.INHALED
    )
    monkeypatch.setattr(dispensary, "may_dispense", lambda facts, protocol: Decision(()))
    visit = world.at_the_hatch(patient)
    with pytest.raises(GuardRefused, match="day_is_at_most_the_order"):
        world.hand_over(visit, dose_mg=Decimal(400), container=None, kit=None)


def test_the_database_makes_a_retest_wait_too(world, monkeypatch):
    visit = world.blow(world.check_in(world.patient()), "900")
    world.later(minutes=1)
    world.room(world.check(world.blow(visit)))
    monkeypatch.setattr(dispensary, "may_dispense", lambda facts, protocol: Decision(()))
    with pytest.raises(GuardRefused, match="retest_waits"):
        world.hand_over(visit)
