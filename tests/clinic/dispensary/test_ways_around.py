"""Ways around the gate that staff or patients could find, each closed."""

from decimal import Decimal
from uuid import uuid4

import pytest

from vangnet.clinic.dispensary import testing
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception.actions import turn_away
from vangnet.clinic.recovery import actions as recovery


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
    testing.record_breath_test(tester=world.tester, reading=Decimal(0), **sent)
    with pytest.raises(RequestReused):
        testing.record_breath_test(tester=world.tester, reading=Decimal(1), **sent)
    assert visit.breath_tests.count() == 1
