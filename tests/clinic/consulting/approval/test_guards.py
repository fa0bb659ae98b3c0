"""The way in, tried on the tables themselves: as the application and as their owner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, row_of
from tests.clinic.consulting.approval.people import (
    another_prescriber,
    decide,
    newcomer,
    proven,
    refer,
    referred,
)
from tests.factories.world import NINE

from vangnet.clinic.consulting.models import EligibilityDecision
from vangnet.rules.criteria import Stage
from vangnet.rules.eligibility.deciding import Outcome

TODAY = NINE.date()
DAY = timedelta(days=1)


@pytest.fixture
def approved(trial):
    """An approving decision that no approval was written of yet, as a row, and its approval."""
    decision = decide(trial, proven(trial)).row
    approval = row_of("consulting_approval", decision.approval.pk)
    return {**row_of("consulting_eligibilitydecision", decision.pk)}, approval


def again(row, **changes):
    return {**row, "id": uuid4(), "request_id": uuid4(), **changes}


@BOTH
def test_an_approval_comes_from_a_decision_that_approved_the_same_person(trial, approved, role):
    _, approval = approved
    alone = {**approval, "id": uuid4(), "decision_id": None}
    assert insert(role, "consulting_approval", alone) == "approval_comes_from_a_decision"
    other = {**alone, "decision_id": approval["decision_id"], "patient_id": newcomer(trial).pk}
    assert insert(role, "consulting_approval", other) == "approval_comes_from_a_decision"
    refused = decide(trial, proven(trial), outcome=Outcome.REFUSE, words="No").row
    from_no = {**alone, "decision_id": refused.pk, "patient_id": refused.patient_id}
    assert insert(role, "consulting_approval", from_no) == "approval_comes_from_a_decision"
    twice = {**alone, "decision_id": approval["decision_id"]}
    assert insert(role, "consulting_approval", twice) == "consulting_approval_decision_id_key"


@pytest.fixture
def open_decision(trial):
    """A whole approving decision whose row was never written: each test changes one thing."""
    referral = proven(trial)
    decided = decide(trial, proven(trial)).row
    row = row_of("consulting_eligibilitydecision", decided.pk)
    return again(row, referral_id=referral.pk, patient_id=referral.patient_id)


@BOTH
def test_a_whole_decision_is_kept_and_with_one_thing_wrong_it_stays_out(trial, open_decision, role):
    row = open_decision
    table = "consulting_eligibilitydecision"
    assert insert(role, table, row) is None
    findings = row["assessment"]["findings"]
    short = {**row["assessment"], "findings": findings[1:]}
    doubtful = [{**findings[0], "state": "not_known"}, *findings[1:]]
    fewer = len(findings) - 1
    wrong = [
        ({"not_met": 1}, "decision_approves_only_when_all_is_met"),
        ({"outcome": "refuse", "words": "No", "not_met": 1}, "decision_counts_every_criterion"),
        ({"met": row["met"] - 1, "not_known": 1}, "decision_counts_what_it_found"),
        ({"criteria": 0, "met": 0}, "decision_counts_what_it_found"),
        ({"assessment": {**short, "findings": doubtful}}, "decision_counts_what_it_found"),
        ({"assessment": short}, "decision_counts_what_it_found"),
        ({"assessment": short, "criteria": fewer, "met": fewer}, "decision_asks_every_criterion"),
        ({"protocol_id": None}, "decision_is_by_whom_the_country_says"),
        ({"approved_by": "committee"}, "decision_is_by_whom_the_country_says"),
        ({"decided_by_id": trial.nurse.pk}, "decision_is_taken_by_a_prescriber"),
        ({"second_by_id": trial.nurse.pk}, "decision_second_is_a_prescriber"),
        ({"second_by_id": row["decided_by_id"]}, "decision_second_is_another_person"),
        ({"patient_id": newcomer(trial).pk}, "decision_is_of_its_referral"),
        ({"outcome": "perhaps", "words": "?"}, "decision_outcome_is_known"),
        ({"outcome": "defer", "words": "Wait"}, "decision_later_says_when"),
        ({"outcome": "refuse", "words": ""}, "decision_against_says_why"),
    ]
    found = {(str(changes)[:60], insert(role, table, {**row, **changes})) for changes, _ in wrong}
    assert found == {(str(changes)[:60], guard) for changes, guard in wrong}


@BOTH
def test_a_referral_is_decided_once(trial, approved, role):
    row, _ = approved
    assert insert(role, "consulting_eligibilitydecision", again(row)) == "decision_is_taken_once"


@BOTH
def test_a_renewal_is_of_an_approval_that_runs_and_one_referral_is_open_at_a_time(trial, role):
    referral = referred(trial)
    row = row_of("consulting_referral", referral.pk)
    assert insert(role, "consulting_referral", again(row)) == "referral_is_one_at_a_time"
    fresh = again(row, patient_id=newcomer(trial).pk)
    assert insert(role, "consulting_referral", fresh) is None
    renewal = {**fresh, "stage": "renewal"}
    assert insert(role, "consulting_referral", renewal) == "renewal_is_of_an_approval_that_runs"
    runs = {**renewal, "patient_id": trial.patient().pk}
    assert insert(role, "consulting_referral", runs) is None
    by_the_desk = {**fresh, "recorded_by_id": trial.staff["desk"].pk}
    assert insert(role, "consulting_referral", by_the_desk) == "referral_is_written_by_who_may"


@BOTH
def test_evidence_is_seen_by_who_may_for_a_referral_that_is_open(trial, role):
    referral = proven(trial)
    kept = row_of("consulting_criterionevidence", referral.evidence.first().pk)
    table = "consulting_criterionevidence"
    assert insert(role, table, again(kept)) is None
    wrong = [
        ({"verified_by_id": trial.staff["pharmacist"].pk}, "evidence_is_seen_by_who_may"),
        ({"verified_on": TODAY + DAY}, "evidence_has_been_seen"),
        ({"document": ""}, "evidence_names_its_paper"),
        ({"state": "waived"}, "evidence_of_an_exception_says_whose_and_why"),
        ({"state": "perhaps"}, "evidence_state_is_known"),
    ]
    found = [insert(role, table, again(kept, **changes)) for changes, _ in wrong]
    assert found == [guard for _, guard in wrong]
    assert decide(trial, referral, outcome=Outcome.REFUSE, words="No").row
    assert insert(role, table, again(kept)) == "evidence_is_for_an_open_referral"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"valid_until": TODAY.replace(year=2027) + DAY}, "approval_is_as_long_as_it_may_be"),
    ({"valid_until": None}, "approval_is_as_long_as_it_may_be"),
    ({"valid_from": TODAY - DAY, "valid_until": TODAY}, "approval_starts_when_decided"),
])  # fmt: skip
def test_an_approval_is_no_longer_than_its_protocol_lets_it_be(
    trial, approved, changes, guard, role
):
    _, approval = approved
    assert insert(role, "consulting_approval", {**approval, "id": uuid4(), **changes}) == guard


@BOTH
def test_an_appeal_is_answered_by_a_prescriber_who_did_not_decide(trial, role):
    decision = decide(trial, proven(trial), outcome=Outcome.REFUSE, words="No").row
    appeal = {
        "id": uuid4(), "decision_id": decision.pk, "made_on": TODAY, "words": "No",
        "request_id": uuid4(), "recorded_at": trial.now, "recorded_by_id": trial.nurse.pk,
    }  # fmt: skip
    assert insert(role, "consulting_appeal", appeal) is None
    approved = decide(trial, proven(trial)).row
    yes = {**appeal, "decision_id": approved.pk}
    assert insert(role, "consulting_appeal", yes) == "appeal_is_against_a_refusal"


def test_the_second_of_two_is_another_prescriber_of_the_unit(trial):
    second = another_prescriber(trial)
    decision = decide(trial, proven(trial), second=second).row
    assert EligibilityDecision.objects.get(pk=decision.pk).second_by == second
    assert refer(trial, decision.patient, stage=Stage.RENEWAL).row
