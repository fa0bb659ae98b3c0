"""A good exit check is not the last word when worse was seen after it."""

from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert
from tests.clinic.recovery.test_guards import departure

from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery.models import Departure, Observation

WORSE = [
    ({"sedation_score": 3}, "exit_too_sedated"),
    ({"asleep": True}, "exit_asleep"),
    ({"signs": ("slurred_speech",)}, "exit_signs"),
]


@pytest.fixture
def checked(trial):
    """Observed long enough, with an exit check that was good a minute ago."""
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(trial.visit))
    trial.later(minutes=30)
    trial.observe(trial.visit, exit_check=True)
    trial.check_at = trial.now
    return trial.later(minutes=1)


@pytest.mark.parametrize(("worse", "reason"), WORSE)
def test_worse_signs_after_the_check_keep_the_patient(checked, worse, reason):
    checked.observe(checked.visit, **worse)
    answer = recovery.release(visit=checked.visit, by=checked.nurse, at=checked.now)
    assert answer.departure is None
    assert [one.value for one in answer.decision.reasons] == [reason]


def test_the_old_check_sent_again_lets_nobody_go(checked):
    sent = {"visit": checked.visit, "by": checked.nurse, "request_id": uuid4()}
    good = recovery.Signs(sedation_score=0, spo2_percent=97, is_exit_check=True)
    recovery.observe(signs=good, at=checked.now, **sent)
    checked.later(minutes=1).observe(checked.visit, sedation_score=3, spo2_percent=60)
    recovery.observe(signs=good, at=checked.later(minutes=1).now, **sent)
    answer = recovery.release(visit=checked.visit, by=checked.nurse, at=checked.now)
    assert answer.departure is None


def test_good_signs_after_the_check_take_nothing_away(checked):
    checked.observe(checked.visit, spo2_percent=None)
    assert recovery.release(visit=checked.visit, by=checked.nurse, at=checked.now).departure


def test_a_new_good_check_after_worse_signs_is_the_one_that_counts(checked):
    checked.observe(checked.visit, sedation_score=3)
    checked.later(minutes=5).observe(checked.visit, exit_check=True)
    assert recovery.release(visit=checked.visit, by=checked.nurse, at=checked.now).departure


@BOTH
@pytest.mark.parametrize(("worse", "reason"), WORSE)
def test_the_database_weighs_what_came_after_the_check(checked, worse, reason, role):
    check = Observation.objects.get(visit=checked.visit, at=checked.check_at)
    assert insert(role, "recovery_departure", departure(checked, check)) is None
    checked.observe(checked.visit, **worse)
    answer = insert(role, "recovery_departure", departure(checked, check))
    assert answer == "release_weighs_what_came_after_the_check"
    assert not Departure.objects.filter(visit=checked.visit).exists()
