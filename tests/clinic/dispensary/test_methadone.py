"""Methadone at the same hatch: which order, its step of the day, both drugs in one visit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.factories.methadone import (
    ask_methadone,
    methadone_dose,
    only_methadone,
    order_in_steps,
    order_methadone,
)

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.dispensary import actions as dispensary
from vangnet.clinic.dispensary import ordered, testing
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.vault import facts as vault
from vangnet.rules.amounts import Drug
from vangnet.rules.decision import Reason
from vangnet.rules.visit import Stage

pytestmark = pytest.mark.django_db


def reasons(dose: HandOver) -> set[str]:
    return {one["reason"] for one in dose.reasons}


def test_a_supervised_dose_of_methadone_takes_no_room_no_kit_and_no_approval(world):
    patient = only_methadone(world)
    consulting.end_approval(
        approval=patient.approvals.get(), ended_on=world.now.date(), reason="test",
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip
    visit = world.check(world.blow(world.check_in(patient)))
    dose = methadone_dose(world, visit)
    assert dose.allowed, dose.reasons
    assert (dose.kit, dose.use.room, dose.witness) == (None, None, world.staff["second_nurse"])
    visit.refresh_from_db()
    assert visit.stage == Stage.RECOVERING
    assert vault.totals(world.unit)["administered"] == 60


def test_the_longest_clock_of_two_drugs_begins_again_with_the_last_dose(world):
    patient = world.patient()
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    dose = world.use(world.hand_over(visit))
    ended_at = world.now
    world.later(minutes=1)
    assert [one.drug for one in ordered.further(visit)] == [Drug.METHADONE]
    world.check(visit)
    assert visit.stage == Stage.CHECKED
    assert methadone_dose(world, visit).allowed
    again_at = world.now
    assert again_at > ended_at
    world.later(minutes=16)  # the clock of the methadone is over, that of the diamorphine is not
    world.observe(visit, exit_check=True)
    leaving = recovery.release(visit=visit, by=world.nurse, at=world.now)
    assert leaving.decision.reasons == (Reason.OBSERVATION_NOT_OVER,)
    assert (
        leaving.decision.refusals[0]
        .values["leave_at"]
        .startswith(f"{again_at + timedelta(minutes=30):%Y-%m-%dT%H:%M}")
    )
    assert world.leave(visit, after_minutes=20).departure
    assert dose.visit_id == visit.pk


def test_a_dose_asks_for_a_check_after_the_other_drug(world):
    patient = world.patient()
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    methadone_dose(world, visit)
    dose = world.hand_over(visit)
    assert reasons(dose) >= {Reason.CHECK_BEFORE_LAST_DOSE}


def test_one_dose_is_open_at_a_time_whatever_the_drug(world):
    patient = world.patient()
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    assert world.hand_over(visit).allowed
    assert Reason.DOSE_STILL_OPEN in reasons(ask_methadone(world, visit))


def test_a_check_in_recovery_is_only_for_a_dose_of_another_drug(world):
    patient = world.patient()
    visit = world.at_the_hatch(patient)
    world.use(world.hand_over(visit))
    with pytest.raises(testing.VisitNotWaiting):
        world.check(visit)


def test_a_check_that_does_not_pass_leaves_the_patient_in_recovery(world):
    patient = world.patient()
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    world.use(world.hand_over(visit))
    world.later(minutes=1)
    world.check(visit, score=2)
    assert visit.stage == Stage.RECOVERING
    world.later(minutes=1)
    world.check(visit)
    world.later(minutes=1)
    world.blow(visit, "400")
    assert visit.stage == Stage.RECOVERING


def test_who_goes_without_the_further_dose_leaves_by_recovery(world):
    patient = world.patient()
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    world.use(world.hand_over(visit))
    world.check(world.later(minutes=1) and visit)
    with pytest.raises(reception.HadDose):
        reception.turn_away(visit=visit, by=world.nurse, at=world.now)
    assert world.leave(visit, after_minutes=31).departure


def test_an_order_says_what_its_step_of_the_day_says(world):
    patient = world.patient()
    order_in_steps(world, patient, "120")
    visit = world.at_the_hatch(patient)
    assert reasons(world.hand_over(visit, dose_mg=Decimal("120.001"))) == {Reason.DOSE_ABOVE_ORDER}
    world.use(world.hand_over(visit, dose_mg=Decimal(120)))
    assert world.leave(visit).departure
    world.later(hours=24)
    world.clean_rooms()
    visit = world.at_the_hatch(patient)
    assert world.hand_over(visit, dose_mg=Decimal("130.001")).allowed is False
    dose = world.hand_over(visit, dose_mg=Decimal(130))
    assert dose.allowed, dose.reasons
    assert [one["ordered_mg"] for one in dose.facts["doses"]] == ["120.000"]
    assert dose.facts["order"]["doses_per_day"] == 2


def test_an_order_of_another_or_replaced_since_is_none(world):
    patient, other = world.patient(), world.patient()
    visit = world.at_the_hatch(patient)
    replaced = ordered.current_order(patient)
    world.order(patient, dose_mg="150")
    for order in (replaced, ordered.current_order(other), None):
        assert reasons(world.hand_over(visit, order=order)) == {Reason.NO_ORDER}


def test_the_same_request_for_the_other_drug_is_an_error(world):
    patient = world.patient(dose_mg="60")
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    request = world.request(
        visit, dose_mg=Decimal(60), order=ordered.current_order(patient, Drug.METHADONE),
        container=None, kit=None,
    )  # fmt: skip
    dispensary.hand_over(request)
    with pytest.raises(RequestReused):
        world.hand_over(
            visit, dose_mg=Decimal(60), container=None, kit=None, request_id=request.request_id
        )


def test_a_restart_of_methadone_is_no_restart_of_diamorphine(world):
    patient = world.patient()
    order_methadone(world, patient)
    visit = world.at_the_hatch(patient)
    methadone_dose(world, visit)
    world.check(world.later(minutes=1) and visit)
    world.use(world.hand_over(visit))
    assert world.leave(visit).departure
    world.later(days=5)
    world.clean_rooms()
    order_methadone(world, patient, is_restart=True)
    visit = world.at_the_hatch(patient)
    assert methadone_dose(world, visit).allowed
    world.check(world.later(minutes=1) and visit)
    assert reasons(world.hand_over(visit)) == {
        Reason.GAP_WITHOUT_RESTART, Reason.SESSIONS_MISSED_WITHOUT_RESTART,
    }  # fmt: skip
