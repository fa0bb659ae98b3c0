"""Leaving HAT: what stops in the same moment, who follows, and that no dose comes after it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.consulting.ladder.people import (
    HAT_SINCE,
    METHADONE_ORDER,
    TODAY,
    begin,
    begun,
    facts,
    in_hat,
    leave,
    settle,
    written,
)
from tests.clinic.consulting.orders.wanting import wanted
from tests.factories.history import dose

from vangnet.clinic.consulting.ladder import actions, leaving
from vangnet.clinic.consulting.ladder.facts import (
    episodes_of,
    exit_of,
    has_died,
    open_approvals,
    open_orders,
)
from vangnet.clinic.consulting.models import ExitTakenBack, TreatmentExit
from vangnet.clinic.consulting.orders.facts import ordering
from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.decision import Reason
from vangnet.rules.dosing import may_order
from vangnet.rules.ladder import EpisodeEndReason, Follows, LadderReason, Treatment

DAY = timedelta(days=1)
LIVING = [one for one in EpisodeEndReason if one is not EpisodeEndReason.DECEASED]
ELSEWHERE = [Follows.OTHER_PROVIDER, Follows.PRISON_MEDICAL_SERVICE]
DIED = {"reason": EpisodeEndReason.DECEASED, "follows": Follows.NOTHING}


def running(patient):
    return {
        (one.treatment, one.provider): one.started_on
        for one in episodes_of(patient)
        if one.ended_on is None
    }


def nothing_changed(patient):
    return (
        open_orders(patient, on=TODAY, only_hat=True).count() == 1
        and open_approvals(patient, on=TODAY).count() == 1
        and running(patient) == {(Treatment.HAT, ""): HAT_SINCE}
        and not TreatmentExit.objects.filter(patient=patient).exists()
    )


@pytest.mark.parametrize("reason", LIVING)
def test_leaving_ends_hat_its_order_and_its_approval_and_goes_back_to_methadone(trial, reason):
    patient = in_hat(trial)
    assert leave(trial, patient, reason=reason).reasons == ()
    hat = next(one for one in episodes_of(patient) if one.treatment is Treatment.HAT)
    assert (hat.ended_on, hat.end_reason) == (TODAY, reason)
    assert not open_orders(patient, on=TODAY, only_hat=False).exists()
    assert not open_approvals(patient, on=TODAY).exists()
    assert running(patient) == {(Treatment.METHADONE, ""): TODAY}
    assert exit_of(patient).follows is Follows.METHADONE_HERE


def test_hat_does_not_end_before_its_last_dose(trial):
    patient = in_hat(trial)
    dose(trial, patient, "200")
    early = leave(trial, patient, ended_on=TODAY - DAY)
    assert early.reasons == (LadderReason.DOSE_GIVEN_AFTER_THE_END,)
    assert leave(trial, patient, ended_on=TODAY - DAY, **DIED).reasons == early.reasons
    assert leave(trial, patient).reasons == ()


def test_methadone_given_here_goes_on_as_it_was(trial):
    patient = in_hat(trial)
    begun(trial, patient, facts(Treatment.METHADONE, HAT_SINCE))
    order = trial.order(patient, **METHADONE_ORDER)
    leave(trial, patient)
    assert running(patient) == {(Treatment.METHADONE, ""): HAT_SINCE}
    assert list(open_orders(patient, on=TODAY, only_hat=False)) == [order]


@pytest.mark.parametrize("follows", ELSEWHERE)
def test_methadone_given_elsewhere_ends_what_was_given_here(trial, follows):
    patient = in_hat(trial)
    begun(trial, patient, facts(Treatment.METHADONE, HAT_SINCE))
    trial.order(patient, **METHADONE_ORDER)
    leave(trial, patient, follows=follows, provider="North", reason=EpisodeEndReason.MOVED)
    assert running(patient) == {(Treatment.METHADONE, "North"): TODAY}
    assert not open_orders(patient, on=TODAY, only_hat=False).exists()
    ends = {one.treatment: one.end_reason for one in episodes_of(patient) if one.ended_on}
    assert ends[Treatment.METHADONE] is EpisodeEndReason.MOVED


def test_methadone_that_changes_hands_has_not_failed(trial):
    patient = in_hat(trial)
    begun(trial, patient, facts(Treatment.METHADONE, HAT_SINCE))
    leave(
        trial, patient, follows=Follows.OTHER_PROVIDER, provider="North",
        reason=EpisodeEndReason.EXCLUDED,
    )  # fmt: skip
    ends = {one.treatment: one.end_reason for one in episodes_of(patient) if one.ended_on}
    assert ends == {
        Treatment.HAT: EpisodeEndReason.EXCLUDED,
        Treatment.METHADONE: EpisodeEndReason.CHANGED_TREATMENT,
    }


def test_after_a_death_no_order_and_no_episode_is_left(trial):
    patient = in_hat(trial)
    begun(trial, patient, facts(Treatment.METHADONE, HAT_SINCE, provider="North"))
    trial.order(patient, **METHADONE_ORDER)
    visit = trial.check_in(patient)
    assert leave(trial, patient, **DIED).reasons == ()
    assert not open_orders(patient, on=TODAY, only_hat=False).exists()
    assert not open_approvals(patient, on=TODAY).exists()
    assert running(patient) == {}
    assert has_died(episodes_of(patient))
    visit.refresh_from_db()
    assert visit.closed_at is None  # the desk closes the visit: it is not the ladder's


def test_whoever_died_gets_no_order_no_approval_and_no_new_rung(trial):
    patient = in_hat(trial)
    leave(trial, patient, **DIED)
    known = ordering(
        patient=patient, wanted=wanted(trial, (0, 50)), by=trial.staff["prescriber"], at=trial.now
    )
    assert Reason.ORDERING_FOR_THE_DEAD in may_order(known, None).reasons
    with pytest.raises(GuardRefused, match="the_dead_have_no_order"):
        trial.order(patient, **METHADONE_ORDER)
    with pytest.raises(AssertionError, match="has_died"):  # nobody says yes
        trial.approve(patient)
    new = begin(trial, patient, facts(Treatment.METHADONE, TODAY))
    assert new.reasons == (LadderReason.HAS_DIED,)


def test_a_death_on_another_rung_stops_every_order_as_well(trial):
    patient = trial.patient()
    methadone = begun(trial, patient, facts(Treatment.METHADONE, HAT_SINCE))
    died = {"ended_on": TODAY, "reason": EpisodeEndReason.DECEASED, **written(trial)}
    assert actions.end_episode(episode=methadone, **died).reasons == ()
    settle()
    assert not open_orders(patient, on=TODAY, only_hat=False).exists()


def test_a_death_in_hat_is_an_exit_and_nothing_less(trial):
    patient = in_hat(trial)
    methadone = begun(trial, patient, facts(Treatment.METHADONE, HAT_SINCE))
    died = {"ended_on": TODAY, "reason": EpisodeEndReason.DECEASED, **written(trial)}
    answer = actions.end_episode(episode=methadone, **died)
    assert answer.reasons == (LadderReason.HAT_ENDS_BY_LEAVING,)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"reason": EpisodeEndReason.DECEASED}, {LadderReason.FOLLOWS_NOTHING}),
        ({"follows": Follows.NOTHING}, {LadderReason.FOLLOWS_NOTHING}),
        ({"follows": Follows.OTHER_PROVIDER}, {LadderReason.FOLLOWS_NOT_NAMED}),
        (
            {"follows": Follows.PRISON_MEDICAL_SERVICE, "provider": " "},
            {LadderReason.FOLLOWS_NOT_NAMED},
        ),
        (
            {"ended_on": TODAY + DAY},
            {LadderReason.ENDS_IN_THE_FUTURE, LadderReason.STARTS_IN_THE_FUTURE},
        ),
        (
            {"ended_on": HAT_SINCE - DAY},
            {LadderReason.ENDS_BEFORE_ITS_START, LadderReason.DOSE_AFTER_THE_END},
        ),
    ],
)
def test_an_exit_that_cannot_be_changes_nothing_and_says_every_reason(trial, changes, reasons):
    patient = in_hat(trial)
    answer = leave(trial, patient, **changes)
    assert (answer.row, set(answer.reasons)) == (None, reasons)
    assert nothing_changed(patient)


def test_nobody_leaves_what_they_are_not_in(trial):
    patient = trial.patient()
    assert LadderReason.NO_HAT_TO_LEAVE in leave(trial, patient).reasons
    begun(trial, patient, facts(Treatment.HAT, HAT_SINCE, provider="North"))
    assert LadderReason.NO_HAT_TO_LEAVE in leave(trial, patient).reasons


def test_only_a_prescriber_ends_hat(trial):
    patient = in_hat(trial)
    with pytest.raises(NotAllowed):
        leave(trial, patient, by=trial.nurse)
    assert nothing_changed(patient)


def test_the_same_request_twice_is_one_exit(trial):
    patient, key = in_hat(trial), uuid4()
    first = leave(trial, patient, request_id=key)
    assert leave(trial, patient, request_id=key).row == first.row
    with pytest.raises(RequestReused):
        leave(trial, in_hat(trial), request_id=key)


def test_after_an_exit_the_gate_gives_no_dose(trial):
    stays, patient = in_hat(trial), in_hat(trial)
    allowed = trial.hand_over(trial.at_the_hatch(stays))
    assert allowed.allowed, allowed.reasons
    visit = trial.at_the_hatch(patient)
    leave(trial, patient)
    refused = trial.hand_over(visit)
    assert {one["reason"] for one in refused.reasons} == {
        Reason.ORDER_STOPPED, Reason.APPROVAL_ENDED
    }  # fmt: skip
    tomorrow = trial.later(days=1)
    assert not tomorrow.hand_over(visit).allowed


def test_no_order_brings_someone_back_before_a_new_approval(trial):
    patient = in_hat(trial)
    leave(trial, patient)
    with pytest.raises(GuardRefused, match="hat_after_an_exit_needs_an_approval"):
        trial.order(patient)
    again = begin(trial, patient, facts(Treatment.HAT, TODAY))
    assert again.reasons == (LadderReason.LEFT_AND_NO_NEW_APPROVAL,)
    trial.order(patient, **METHADONE_ORDER)  # methadone asks for no approval
    trial.approve(patient)
    trial.order(patient, is_restart=True)
    begun(trial, patient, facts(Treatment.HAT, TODAY))
    assert exit_of(patient) is None


def test_an_exit_taken_back_lets_hat_run_on_but_brings_back_no_dose(trial):
    patient = in_hat(trial)
    kept = leave(trial, patient).row
    back = {"why": "wrong person", "request_id": uuid4(), **written(trial)}
    answer = leaving.take_back_exit(kept=kept, **back)
    settle()
    assert leaving.take_back_exit(kept=kept, **back).row == answer.row
    assert ExitTakenBack.objects.filter(exit=kept).count() == 1
    assert running(patient)[(Treatment.HAT, "")] == HAT_SINCE
    assert exit_of(patient) is None
    assert not open_orders(patient, on=TODAY, only_hat=True).exists()
    assert not open_approvals(patient, on=TODAY).exists()
    assert leave(trial, patient).reasons == ()


def test_an_exit_is_not_taken_back_once_the_person_is_in_hat_again(trial):
    patient = in_hat(trial)
    kept = leave(trial, patient).row
    trial.approve(patient)
    begun(trial, patient, facts(Treatment.HAT, TODAY))
    answer = leaving.take_back_exit(kept=kept, why="late", request_id=uuid4(), **written(trial))
    assert answer.reasons == (LadderReason.SAME_TREATMENT_TWICE,)


def test_an_episode_that_ended_by_an_exit_is_not_rewritten_beside_it(trial):
    patient = in_hat(trial)
    kept = leave(trial, patient).row
    answer = actions.correct_episode(
        episode=kept.end.episode, new=None, why="never", request_id=uuid4(), **written(trial)
    )
    assert answer.reasons == (LadderReason.EXIT_STANDS,)
