"""The record of an overdose: one press locks, each act is kept once, the end is not the release."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.factories.filling.emergency import end, log, naloxone, release, start

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.journal.actions import GuardRefused, RequestReused, acting
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery.emergency import actions, facts, review
from vangnet.clinic.recovery.emergency.actions import CorrectedAlready, Readings
from vangnet.clinic.recovery.emergency.leaving import leave_with_ambulance
from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct, Outcome
from vangnet.clinic.recovery.emergency.review import NextDose
from vangnet.clinic.recovery.emergency.stock import facts as stock
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.decision import Reason


@pytest.fixture
def visit(trial):
    return trial.at_the_hatch(trial.patient())


@pytest.fixture
def ran(trial, visit):
    return start(trial, visit.patient)


def test_one_press_starts_the_record_and_locks_every_opioid(trial, visit, ran):
    lock = Hold.objects.get(patient=visit.patient)
    assert (lock.kind, lock.reason, lock.placed_at) == ("emergency", "overdose", trial.now)
    assert (ran.visit_id, ran.unit, ran.hold) == (visit.pk, trial.unit, lock)
    refused = trial.hand_over(visit)
    assert not refused.allowed
    assert [one["reason"] for one in refused.reasons] == ["opioids_locked"]


def test_a_second_press_finds_the_first(trial, visit, ran):
    assert start(trial, visit.patient, name="second_nurse") == ran
    assert start(trial, visit.patient, request_id=ran.request_id) == ran
    assert Hold.objects.filter(patient=visit.patient).count() == 1
    other = trial.patient()
    with pytest.raises(RequestReused):
        start(trial, other, request_id=ran.request_id)


@pytest.mark.parametrize("name", ["desk", "nurse", "prescriber", "pharmacist", "manager"])
def test_everyone_who_works_here_may_press(trial, name):
    assert start(trial, trial.patient(), name=name)


def test_who_only_looks_may_not(trial):
    with pytest.raises(NotAllowed):
        start(trial, trial.patient(), name="auditor")


def test_without_a_visit_and_without_a_protocol_it_starts_all_the_same(trial):
    ran = start(trial, trial.patient(), at=trial.signed_at - timedelta(days=1))
    assert (ran.visit, ran.protocol) == (None, None)
    assert len(facts.ladder(ran.protocol).missing) == 8
    act = log(trial, ran, ActKind.NALOXONE)
    assert act.amount_mg is None


def test_a_dose_in_the_room_counts_as_begun_and_is_accounted_for_at_its_end(trial, visit):
    dose = trial.hand_over(visit)
    trial.later(minutes=1)
    start(trial, visit.patient)
    dose.use.refresh_from_db()
    visit.refresh_from_db()
    assert (dose.use.started_at, visit.stage) == (trial.now, "using")
    trial.use(dose, given_mg="80")
    dose.use.refresh_from_db()
    assert (dose.use.given_mg, dose.use.not_used_mg) == (Decimal(80), Decimal(120))


def test_each_touch_is_kept_once_with_its_time(trial, ran):
    request = uuid4()
    first = log(trial, ran, ActKind.OXYGEN, request_id=request)
    trial.later(seconds=20)
    assert log(trial, ran, ActKind.OXYGEN, request_id=request) == first
    with pytest.raises(RequestReused):
        log(trial, ran, ActKind.CPR, request_id=request)
    assert ran.acts.count() == 1
    late = log(trial, ran, ActKind.AIRWAY, happened_at=trial.now - timedelta(seconds=20))
    assert late.recorded_at - late.happened_at == timedelta(seconds=20)


def test_a_time_that_has_not_come_is_now(trial, ran):
    act = log(trial, ran, ActKind.AIRWAY, happened_at=trial.now + timedelta(minutes=5))
    assert act.happened_at == trial.now


def test_a_reading_is_kept_as_measured(trial, ran):
    act = log(trial, ran, ActKind.READING, readings=Readings(spo2_percent=84, pulse=112))
    assert (act.spo2_percent, act.breaths_per_minute, act.pulse) == (84, None, 112)


def test_a_time_is_corrected_in_sight(trial, ran):
    old = log(trial, ran, ActKind.CPR)
    trial.later(minutes=5)
    written = {"by": trial.nurse, "at": trial.now, "request_id": uuid4(), "words": "wall clock"}
    new = actions.correct(act=old, happened_at=trial.now - timedelta(minutes=6), **written)
    assert actions.correct(act=old, happened_at=trial.now, **written) == new
    with pytest.raises(CorrectedAlready):
        actions.correct(act=old, happened_at=trial.now, **{**written, "request_id": uuid4()})
    assert (new.corrects, EmergencyAct.objects.filter(emergency=ran).count()) == (old, 2)
    assert facts.standing(facts.acts(ran)) == [new]


def test_what_did_not_happen_is_taken_back_in_sight(trial, ran):
    old = log(trial, ran, ActKind.SHOCK)
    void = actions.correct(
        act=old, happened_at=None, words="pressed by mistake", by=trial.nurse, at=trial.now,
        request_id=uuid4(),
    )  # fmt: skip
    assert facts.acts(ran) == [old, void]
    assert facts.standing(facts.acts(ran)) == []


def test_ending_does_not_release_and_only_the_review_does(trial, visit, ran):
    trial.later(minutes=20)
    end(trial, ran, Outcome.NO_OVERDOSE, "asleep, woke at once")
    assert not trial.hand_over(visit).allowed
    prescriber = trial.staff["prescriber"]
    assert not consulting.may_lift(ran.hold, prescriber)
    assert consulting.lift_hold(hold=ran.hold, because="x", by=prescriber, at=trial.now) is None
    lifted = pytest.raises(GuardRefused, match="lock_is_lifted_by_its_review")
    with lifted, acting("system:test"):
        consulting.lift_lock(hold=ran.hold, because="x", by=prescriber, at=trial.now)
    assert release(trial, ran, NextDose.STAYS_LOCKED).releases is False
    assert not trial.hand_over(visit).allowed
    assert release(trial, ran).releases
    trial.check(trial.blow(visit))
    assert trial.hand_over(visit).allowed


def test_no_review_while_it_runs_and_none_by_a_nurse(trial, ran):
    assert release(trial, ran) is None
    end(trial, ran)
    with pytest.raises(NotAllowed):
        review.review(
            emergency=ran, next_dose=NextDose.AS_ORDERED, words="fine", by=trial.nurse,
            at=trial.now, request_id=uuid4(),
        )  # fmt: skip


def test_released_once_is_released(trial, ran):
    end(trial, ran)
    assert release(trial, ran) == release(trial, ran)


def test_a_release_may_stop_the_present_orders(trial, visit, ran):
    end(trial, ran)
    release(trial, ran, NextDose.NEW_ORDER_FIRST)
    assert visit.patient.orders.get().stop.reason == "overdose"
    refused = trial.hand_over(visit)
    assert "order_stopped" in [one["reason"] for one in refused.reasons]


def test_ended_once_is_ended(trial, ran):
    first = end(trial, ran, Outcome.OBSERVATION)
    trial.later(minutes=5)
    assert end(trial, ran, Outcome.AMBULANCE).outcome == first.outcome == "observation"


def test_two_overdoses_need_two_reviews(trial, visit, ran):
    end(trial, ran)
    trial.later(minutes=3)
    again = end(trial, start(trial, visit.patient), Outcome.OBSERVATION)
    release(trial, ran)
    assert not trial.hand_over(visit).allowed
    release(trial, again)
    assert trial.hand_over(visit).allowed


def test_nobody_leaves_before_the_longer_observation_is_over(trial, visit):
    trial.use(trial.hand_over(visit))
    ran = start(trial, visit.patient)
    stays = recovery.leave_against_advice(
        visit=visit, owner=trial.staff["prescriber"], by=trial.nurse, at=trial.now
    )
    assert stays.departure is None
    trial.later(minutes=40)
    trial.observe(visit, exit_check=True)
    assert recovery.may_go(visit=visit, at=trial.now).reasons == (Reason.EMERGENCY_RUNS,)
    end(trial, ran)
    refused = trial.leave(visit, after_minutes=119)
    assert refused.decision.reasons == (Reason.OVERDOSE_WATCH_NOT_OVER,)
    assert trial.leave(visit, after_minutes=1).departure


def test_with_the_ambulance_the_visit_ends_once_the_dose_is_accounted_for(trial, visit):
    dose = trial.hand_over(visit)
    ran = end(trial, start(trial, visit.patient), Outcome.AMBULANCE)
    leave = {"emergency": ran, "by": trial.nurse}
    assert leave_with_ambulance(at=trial.now, **leave) is False
    trial.use(dose, given_mg="100")
    assert leave_with_ambulance(at=trial.now, **leave)
    assert leave_with_ambulance(at=trial.now, **leave)
    visit.refresh_from_db()
    assert (visit.stage, visit.departure.kind) == ("left", "ambulance")


def test_with_the_ambulance_and_without_a_dose_the_visit_ends_as_well(trial, visit, ran):
    ran = end(trial, ran, Outcome.AMBULANCE)
    assert leave_with_ambulance(emergency=ran, by=trial.nurse, at=trial.now)
    visit.refresh_from_db()
    assert visit.stage == "turned_away"


def test_naloxone_without_stock_is_given_and_shown_as_a_difference(trial, ran):
    log(trial, ran, ActKind.NALOXONE)
    assert stock.difference(trial.unit) == -1
    naloxone(trial, 2)
    act = log(trial, ran, ActKind.NALOXONE)
    assert (act.amount_mg, facts.naloxone_in_date(trial.unit, trial.now.date())) == (
        Decimal("0.4"), 1,
    )  # fmt: skip
    assert Emergency.objects.filter(patient=ran.patient).count() == 1
