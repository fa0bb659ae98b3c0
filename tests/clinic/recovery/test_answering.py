"""Alarms are answered by a named person; who is not in the room is one until seen back."""

from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal

from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery import answering, known
from vangnet.clinic.recovery.models import Absence, AlarmAnswer
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.alarms import AlarmKind, alarm_of
from vangnet.rules.decision import Reason


@pytest.fixture
def low(trial):
    """Twenty minutes after the dose, with a saturation that asks for a call."""
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(trial.visit))
    trial.later(minutes=20).observe(trial.visit, spo2_percent=76)
    return trial


def alarm(world):
    return alarm_of(known.of_visit(world.visit, at=world.now))


def answered(world, *, kind=AlarmKind.CALL_SIGN, what="oxygen", by="nurse"):
    return answering.answer(
        visit=world.visit, kind=kind, what=what, by=world.staff[by], at=world.now
    )


def row(world, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "visit_id": world.visit.pk,
        "patient_id": world.visit.patient_id, "kind": "call_sign", "what": "oxygen",
        "since": world.now, "escalated": False, "at": world.now, "by_id": world.nurse.pk,
        **changes,
    }  # fmt: skip


def test_an_answer_is_kept_in_the_name_of_who_gave_it_and_makes_it_silent(low):
    assert alarm(low).sounds
    kept = answered(low.later(seconds=10)).answer
    assert (kept.by, kept.escalated) == (low.nurse, False)
    assert (alarm(low).sounds, alarm(low).answered_by) == (False, "Nurse")


def test_two_who_answer_at_once_are_one_answer(low):
    first = answered(low).answer
    assert answered(low, by="second_nurse").answer == first
    assert AlarmAnswer.objects.filter(visit=low.visit).count() == 1


def test_an_alarm_that_changed_since_it_was_read_is_not_answered(low):
    low.later(seconds=30).observe(low.visit, spo2_percent=60)
    found = answered(low)
    assert (found.answer, found.alarm.kind) == (None, AlarmKind.OVERDOSE_SIGN)
    assert not AlarmAnswer.objects.filter(visit=low.visit).exists()


def test_what_nobody_answers_escalates_and_the_late_answer_says_so(low):
    assert alarm(low.later(seconds=61)).escalated
    assert answered(low).answer.escalated


def test_what_gets_worse_after_an_answer_rings_again(low):
    answered(low)
    low.later(minutes=1).observe(low.visit, spo2_percent=60)
    assert alarm(low).sounds


def test_nothing_rings_after_leaving(low):
    recovery.leave_against_advice(
        visit=low.visit, owner=low.staff["prescriber"], by=low.nurse, at=low.now
    )
    low.visit.refresh_from_db()
    assert known.of_visit(low.visit, at=low.now) is None


@pytest.mark.parametrize("name", ["desk", "pharmacist", "manager", "auditor"])
def test_only_who_cares_for_the_patient_answers(low, name):
    with pytest.raises(NotAllowed):
        answered(low, by=name)


@BOTH
@pytest.mark.parametrize(("change", "guard"), [
    ({}, None), ({"kind": "made_up"}, "alarm_answer_is_of_a_known_kind"),
    ({"by": "desk"}, "entry_is_by_who_may"), ({"by": "manager"}, "entry_is_by_who_may"),
    ({"patient": "other"}, "entry_is_of_an_open_visit"),
])  # fmt: skip
def test_the_database_keeps_who_may_answer_what(low, role, change, guard):
    changes = dict(change)
    if "by" in changes:
        changes["by_id"] = low.staff[changes.pop("by")].pk
    if changes.pop("patient", None):
        changes["patient_id"] = low.patient().pk
    assert insert(role, "recovery_alarmanswer", row(low, **changes)) == guard


@BOTH
def test_an_answer_is_never_taken_back(low, role):
    kept = answered(low).answer
    for statement in ("update recovery_alarmanswer set what = '' where id = %s",
                      "delete from recovery_alarmanswer where id = %s"):  # fmt: skip
        assert refusal(role, statement, kept.pk) in {"record_is_final", "42501"}


def test_who_is_not_in_the_room_rings_first_and_is_not_released(low):
    answered(low)
    answering.see_gone(visit=low.visit, by=low.staff["desk"], at=low.now)
    assert (alarm(low).kind, alarm(low).sounds) == (AlarmKind.LEFT_EARLY, True)
    low.later(minutes=15).observe(low.visit, exit_check=True)
    answer = recovery.release(visit=low.visit, by=low.nurse, at=low.now)
    assert answer.decision.reasons == (Reason.EXIT_NOT_IN_ROOM,)
    answering.see_back(visit=low.visit, by=low.nurse, at=low.now)
    assert recovery.release(visit=low.visit, by=low.nurse, at=low.now).departure


def test_the_same_said_twice_is_one_row(low):
    for _ in range(2):
        answering.see_gone(visit=low.visit, by=low.nurse, at=low.now)
    answering.see_back(visit=low.visit, by=low.nurse, at=low.later(seconds=1).now)
    answering.see_back(visit=low.visit, by=low.nurse, at=low.now)
    assert Absence.objects.filter(visit=low.visit).count() == 2


@BOTH
def test_the_database_releases_nobody_who_is_not_there(low, role):
    low.later(minutes=15).observe(low.visit, exit_check=True)
    check = low.visit.observations.get(is_exit_check=True)
    leaving = {
        "id": uuid4(), "unit_id": low.unit.pk, "visit_id": low.visit.pk,
        "patient_id": low.visit.patient_id, "kind": "released", "at": low.now,
        "by_id": low.nurse.pk, "exit_check_id": check.pk, "reasons": [],
    }  # fmt: skip
    assert insert(role, "recovery_departure", leaving) is None
    answering.see_gone(visit=low.visit, by=low.nurse, at=low.now)
    assert insert(role, "recovery_departure", leaving) == "release_is_of_who_is_there"


def test_a_late_look_rings_and_a_look_ends_it(low):
    low.observe(low.visit, spo2_percent=95)
    assert alarm(low) is None
    assert alarm(low.later(minutes=13)).kind is AlarmKind.LOOK_LATE
    low.observe(low.visit, spo2_percent=95)
    assert alarm(low) is None
