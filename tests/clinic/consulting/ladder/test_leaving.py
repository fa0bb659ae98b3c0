"""Leaving HAT: what stops in the same moment, who follows, and that no dose comes after it."""

from datetime import timedelta

import pytest
from tests.clinic.consulting.ladder.people import (
    TODAY,
    in_hat,
    leave,
)

from vangnet.clinic.consulting.ladder.facts import episodes_of, exit_of, open_approvals, open_orders
from vangnet.rules.ladder import EpisodeEndReason, Follows, Treatment

DAY = timedelta(days=1)
REASONS = [one for one in EpisodeEndReason if one is not EpisodeEndReason.DECEASED]
ELSEWHERE = [Follows.OTHER_PROVIDER, Follows.PRISON_MEDICAL_SERVICE]


def running(patient, treatment=None):
    return [
        one
        for one in episodes_of(patient)
        if one.ended_on is None and treatment in (None, one.treatment)
    ]


@pytest.mark.parametrize("reason", REASONS)
def test_leaving_ends_hat_its_order_and_its_approval_and_goes_back_to_methadone(world, reason):
    patient = in_hat(world)
    answer = leave(world, patient, reason=reason)
    assert answer.reasons == ()
    hat = next(one for one in episodes_of(patient) if one.treatment is Treatment.HAT)
    assert (hat.ended_on, hat.end_reason) == (TODAY, reason)
    assert not open_orders(patient, on=TODAY, only_hat=True).exists()
    assert not open_approvals(patient, on=TODAY).exists()
    methadone = running(patient, Treatment.METHADONE)
    assert [(one.started_on, one.provider) for one in methadone] == [(TODAY, "")]
    assert exit_of(patient).follows is Follows.METHADONE_HERE


@pytest.mark.parametrize("follows", [Follows.METHADONE_HERE, *ELSEWHERE])
def test_after_an_exit_the_gate_gives_no_dose(world, follows):
    patient = in_hat(world)
    visit = world.at_the_hatch(patient)
    assert world.hand_over(visit).allowed
    world.use(visit.hand_overs.get() if hasattr(visit, "hand_overs") else None) if False else None
    leave(world, patient, follows=follows, provider="" if follows.endswith("here") else "North")
    later = world.patient()
    del later
