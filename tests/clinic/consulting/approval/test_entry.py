"""From referral to approval through the actions: nothing is skipped, nothing is kept twice."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from tests.clinic.consulting.approval.people import (
    HEROIN,
    another_prescriber,
    decide,
    keep,
    newcomer,
    on_methadone,
    paper,
    proven,
    refer,
    referred,
    state_of,
)
from tests.clinic.consulting.ladder.people import begun
from tests.clinic.consulting.ladder.people import facts as episode_facts
from tests.factories.world import NINE, demonstration_site, make_world

from vangnet.clinic.board.day import admission
from vangnet.clinic.consulting.approval import actions, facts
from vangnet.clinic.consulting.ladder.actions import end_episode
from vangnet.clinic.consulting.models import Approval, CriterionEvidence, EligibilityDecision
from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.protocols.facts import read
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility import State, assess
from vangnet.rules.eligibility.deciding import ObjectionCode as O  # noqa: N814
from vangnet.rules.eligibility.deciding import Outcome
from vangnet.rules.eligibility.facts_json import facts_from_json
from vangnet.rules.keys import KEYS
from vangnet.rules.ladder import EpisodeEndReason, Treatment
from vangnet.rules.months import months_after

TODAY = NINE.date()
DAY = timedelta(days=1)


def codes(answer):
    return [one.code for one in answer.objections]


def test_who_is_admitted_by_every_rung_can_be_dosed(world):
    dose = world.hand_over(world.at_the_hatch(world.patient()))
    assert dose.allowed, dose.reasons


def test_only_when_every_paper_was_seen_is_anyone_approved(world):
    referral = referred(world)
    for finding in facts.look(referral, at=world.now).assessment.findings:
        answer = decide(world, referral)
        assert codes(answer) == [O.NOT_ELIGIBLE]
        known = {"found_on": date(2000, 1, 1)} if finding.code == "dependence" else {}
        if finding.code == "contacts":
            known = {"found_number": 70, "per_week": 7}
        keep(world, referral, paper(world, finding.code, **known))
    approval = decide(world, referral).row.approval
    assert (approval.patient, approval.valid_from) == (referral.patient, TODAY)
    assert not EligibilityDecision.objects.exclude(outcome="approve").exists()


def test_a_later_paper_replaces_the_earlier(world):
    referral = proven(world)
    keep(world, referral, paper(world, "residence", State.NOT_MET))
    assert state_of(world, referral, "residence") == "not_met"
    assert codes(decide(world, referral)) == [O.NOT_ELIGIBLE]
    keep(world, referral, paper(world, "residence"))
    assert decide(world, referral).row
    assert CriterionEvidence.objects.filter(referral=referral, criterion="residence").count() == 3


def test_what_is_kept_of_a_decision_answers_the_same_again_and_holds_no_birth_date(world):
    referral = proven(world)
    decision = decide(world, referral).row
    kept = facts_from_json(decision.facts)
    assert kept.birth_date is None
    assert "1980" not in str(decision.facts) + str(decision.assessment)
    assert assess(kept, read(decision.protocol)).to_json() == decision.assessment


def test_a_young_persons_refusal_tells_no_birthday(world):
    referral = referred(world, born=date(2000, 7, 9))
    decision = decide(world, referral, outcome=Outcome.REFUSE, words="Too young").row
    assert "07-09" not in str(decision.facts) + str(decision.assessment)
    assert decision.not_met >= 1


@pytest.mark.parametrize(("changes", "code"), [
    ({"valid_until": months_after(TODAY, 12) + DAY}, O.ENDS_TOO_LATE),
    ({"valid_until": TODAY - DAY}, O.ENDS_BEFORE_IT_STARTS),
    ({"valid_until": None}, O.ENDS_BEFORE_IT_STARTS),
    ({"valid_from": TODAY - DAY}, O.STARTS_TOO_EARLY),
    ({"approved_by": ApprovedBy.AUTHORITY}, O.APPROVER_IS_ANOTHER),
    ({"outcome": Outcome.REFUSE, "words": ""}, O.NOTHING_AGAINST),
    ({"outcome": Outcome.DEFER, "words": "Wait"}, O.LOOK_AGAIN_MISSING),
    ({"outcome": Outcome.DEFER, "look_again_on": TODAY}, O.REASONS_MISSING),
])  # fmt: skip
def test_a_decision_with_one_thing_wrong_is_not_kept(trial, changes, code):
    assert code in codes(decide(trial, proven(trial), **changes))
    assert not EligibilityDecision.objects.filter(unit=trial.unit).exists()


def test_the_last_day_the_protocol_allows_is_allowed(trial):
    assert decide(trial, proven(trial), valid_until=months_after(TODAY, 12)).row


def test_only_a_prescriber_decides_and_a_desk_looks_at_no_paper(trial):
    referral = proven(trial)
    with pytest.raises(NotAllowed):
        decide(trial, referral, by="nurse")
    with pytest.raises(NotAllowed):
        actions.record_evidence(
            referral=referral, new=[paper(trial, "residence")], by=trial.staff["desk"],
            at=trial.now,
        )  # fmt: skip


def test_the_same_request_twice_is_one_and_for_somebody_else_it_is_an_error(trial):
    referral, request = proven(trial), uuid4()
    new = actions.NewDecision(
        outcome=Outcome.REFUSE, approved_by=ApprovedBy.OWN_PHYSICIAN, words="No"
    )
    given = {"new": new, "by": trial.staff["prescriber"], "second": None, "at": trial.now}
    first = actions.decide(referral=referral, request_id=request, **given).row
    assert actions.decide(referral=referral, request_id=request, **given).row == first
    with pytest.raises(RequestReused):
        actions.decide(referral=proven(trial), request_id=request, **given)


def test_a_decided_referral_is_closed_and_another_may_be_opened(trial):
    referral = proven(trial)
    assert codes(refer(trial, referral.patient)) == [O.REFERRAL_IS_OPEN]
    assert decide(trial, referral, outcome=Outcome.REFUSE, words="No").row
    late = actions.record_evidence(
        referral=referral, new=[paper(trial, "residence")], by=trial.nurse, at=trial.now
    )
    assert codes(late) == [O.ALREADY_DECIDED]
    assert O.ALREADY_DECIDED in codes(decide(trial, referral))
    again = refer(trial, referral.patient).row
    assert again
    assert state_of(trial, again, "residence") == "not_known", "papers are seen anew"


def test_put_off_the_referral_stays_open(trial):
    referral = proven(trial)
    assert decide(
        trial, referral, outcome=Outcome.DEFER, words="Wait", look_again_on=TODAY + DAY
    ).row
    assert facts.open_referral(referral.patient) == referral
    assert decide(trial, referral).row


def test_nobody_renews_what_does_not_run(trial):
    patient = newcomer(trial)
    assert codes(refer(trial, patient, stage=Stage.RENEWAL)) == [O.NOTHING_TO_RENEW]
    approved = trial.patient()
    assert refer(trial, approved, stage=Stage.RENEWAL).row.stage == "renewal"


def test_the_month_of_methadone_is_reached_by_time_alone(world):
    patient = newcomer(world)
    on_methadone(world, patient, since=TODAY - 10 * DAY)
    referral = refer(world, patient).row
    admission.prove(referral, by=world.nurse, at=world.now)
    assert state_of(world, referral, "methadone_at_dose") == "not_met"
    (open_one,) = facts.look(referral, at=world.now).assessment.open
    reached = date.fromisoformat(open_one.change.values["reached_on"])
    world.later(days=(reached - TODAY).days - 1)
    assert state_of(world, referral, "methadone_at_dose") == "not_met"
    world.later(days=1)
    assert state_of(world, referral, "methadone_at_dose") == "met"
    assert decide(world, referral).row


def test_a_count_on_paper_says_nothing_once_its_days_lie_outside_the_window(world):
    referral = proven(world)
    world.later(days=184)
    assert state_of(world, referral, "contacts") == "met"
    world.later(days=1)
    assert state_of(world, referral, "contacts") == "not_met"


def signed_with(world, **values):
    site = demonstration_site(world.unit.country)
    value = type(site.values[0])
    own = tuple(
        value(key=key, value=number, unit=KEYS[key].unit, standing="signed")
        for key, number in values.items()
    )
    kept = tuple(one for one in site.values if one.key not in values)
    world.later(minutes=1)
    signed = protocols.sign(
        unit=world.unit, site=site.model_copy(update={"values": kept + own}),
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip
    assert signed.version, signed.protocol.loosened


def test_where_the_protocol_asks_for_two_prescribers_two_sign(world):
    signed_with(world, approval_signatures_fewest=2)
    referral = proven(world)
    assert codes(decide(world, referral)) == [O.SECOND_SIGNATURE_MISSING]
    same = decide(world, referral, second=world.staff["prescriber"])
    assert codes(same) == [O.SECOND_IS_FIRST]
    second = another_prescriber(world)
    assert decide(world, referral, second=second).row.second_by == second


def test_a_swiss_permit_has_a_number_and_an_authority(db):
    world = make_world(code="bern", country="ch")
    referral = proven(world)
    permit = {"approved_by": ApprovedBy.AUTHORITY, "valid_until": months_after(TODAY, 24)}
    assert codes(decide(world, referral)) == [O.APPROVER_IS_ANOTHER]
    for lacks in ({}, {"authority": "BAG"}, {"permit_number": "P-1"}):
        assert codes(decide(world, referral, **permit, **lacks)) == [O.PERMIT_MISSING]
    full = {**permit, "authority": "BAG", "permit_number": "P-1"}
    too_long = {**full, "valid_until": months_after(TODAY, 24) + DAY}
    assert O.ENDS_TOO_LATE in codes(decide(world, referral, **too_long))
    approval = decide(world, referral, **full).row.approval
    assert (approval.authority, approval.reference) == ("BAG", "P-1")


def test_a_swiss_exception_is_the_authoritys_and_consent_is_never_waived(db):
    world = make_world(code="basel", country="ch")
    referral = proven(world, born=date(2010, 1, 1))
    assert state_of(world, referral, "age") == "not_met"
    waived = {"state": State.WAIVED, "authority": "BAG", "note": "Severe illness"}
    refused = actions.record_evidence(
        referral=referral, new=[paper(world, "consent", **waived)], by=world.nurse, at=world.now
    )
    assert codes(refused) == [O.NO_EXCEPTION_HERE]
    keep(world, referral, paper(world, "age", **waived))
    decision = decide(
        world, referral, approved_by=ApprovedBy.AUTHORITY, authority="BAG", permit_number="P-2"
    ).row
    assert (decision.waived, decision.not_met) == (1, 0)


def test_without_criteria_in_the_signed_protocol_nobody_is_approved(world, monkeypatch):
    referral = proven(world)
    looked = facts.look(referral, at=world.now)
    bare = facts.Looked(
        referral=referral, on=looked.on, version=looked.version, protocol=looked.protocol,
        facts=looked.facts, assessment=type(looked.assessment)(
            on=looked.on, stage=Stage.START, protocol="", findings=()),
    )  # fmt: skip
    monkeypatch.setattr(facts, "look", lambda *_, **__: bare)
    assert codes(decide(world, referral)) == [O.NO_CRITERIA]
    assert not Approval.objects.exists()


def test_what_is_wanted_is_the_product_whose_limits_count(world):
    referral = proven(world)
    assert (referral.drug, referral.salt_form, referral.route) == HEROIN
    assert facts.look(referral, at=world.now).facts.product == "intravenous"


def test_on_the_day_of_death_a_referral_is_refused_or_put_off_but_never_approved(world):
    referral = proven(world)
    morphine = begun(world, referral.patient, episode_facts(Treatment.SLOW_RELEASE_MORPHINE, TODAY))
    ended = end_episode(
        episode=morphine, ended_on=TODAY, reason=EpisodeEndReason.DECEASED,
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip
    assert ended.row, ended.reasons
    assert codes(decide(world, referral)) == [O.HAS_DIED]
    assert not Approval.objects.filter(patient=referral.patient).exists()
    assert decide(world, referral, outcome=Outcome.REFUSE, words="Died").row
