"""Around a decision something waits for a prescriber, until it is done."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.consulting.approval.people import HEROIN, newcomer
from tests.factories.world import NINE

from vangnet.clinic.board.day.admission import admit, climb, protocol_of
from vangnet.clinic.consulting.approval import actions, afterwards
from vangnet.clinic.consulting.approval.deciding_due import due
from vangnet.clinic.staff.roles import Role
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility.deciding import Outcome

TODAY, DAY = NINE.date(), timedelta(days=1)


def told(world, *, days=0):
    return [(one.kind, one.due_on) for one in due(world.unit, on=TODAY + days * DAY)]


def referred(world):
    patient, prescriber = newcomer(world), world.staff["prescriber"]
    drug, salt_form, route = HEROIN
    referral = actions.refer(
        patient=patient, by=world.nurse, at=world.now, request_id=uuid4(),
        new=actions.NewReferral(
            stage=Stage.START, referred_on=TODAY, referrer="Elsewhere", drug=drug,
            salt_form=salt_form, route=route,
        ),
    ).row  # fmt: skip
    climb(patient, protocol_of(referral, at=world.now), by=prescriber, at=world.now)
    return referral


def decided(world, referral, outcome, **more):
    answer = actions.decide(
        referral=referral, by=world.staff["prescriber"], second=None, at=world.now,
        request_id=uuid4(),
        new=actions.NewDecision(
            outcome=outcome, approved_by=ApprovedBy.OWN_PHYSICIAN, words="not yet", **more
        ),
    )  # fmt: skip
    assert answer.row, answer.objections
    return answer.row


def test_an_appeal_waits_until_somebody_answers_it(trial):
    decision = decided(trial, referred(trial), Outcome.REFUSE)
    assert told(trial) == []
    made = afterwards.appeal(
        decision=decision, made_on=TODAY, words="I tried", by=trial.nurse, at=trial.now,
        request_id=uuid4(),
    ).row  # fmt: skip
    assert told(trial) == [("appeal_open", TODAY)]
    other = trial.staff["second_nurse"]
    other.role = Role.PRESCRIBER
    other.save()
    answer = afterwards.answer_appeal(appeal=made, upheld=False, words="no", by=other, at=trial.now)
    assert answer.row
    assert told(trial) == []


@pytest.mark.parametrize(("days", "tasks"), [(29, 0), (30, 1), (90, 1)])
def test_what_was_put_off_is_looked_at_on_its_day(trial, days, tasks):
    decided(trial, referred(trial), Outcome.DEFER, look_again_on=TODAY + 30 * DAY)
    assert told(trial, days=days) == [("look_again", TODAY + 30 * DAY)] * tasks


def test_who_is_approved_waits_for_the_first_order(trial):
    patient = newcomer(trial)
    admit(patient=patient, product=HEROIN, by=trial.staff["prescriber"], at=trial.now)
    assert told(trial) == [("first_order", TODAY)]
    assert told(trial, days=900) == []
    trial.order(patient)
    assert told(trial) == []
