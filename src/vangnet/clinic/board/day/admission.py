"""Lets a made-up person in, by every rung: methadone, referral, evidence, decision.

The same actions as the pages use, with made-up papers; so no other way in has to be kept open.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from vangnet.clinic.consulting.approval import actions
from vangnet.clinic.consulting.ladder.actions import begin_episode
from vangnet.clinic.consulting.ladder.facts import episodes_of
from vangnet.clinic.consulting.models import Approval, Referral
from vangnet.clinic.keyed import new_key
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.criteria import ApprovedBy, Criterion, CriterionKind, Stage
from vangnet.rules.eligibility import State
from vangnet.rules.eligibility.deciding import Outcome, months_longest
from vangnet.rules.ladder import (
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Treatment,
    overlap,
)
from vangnet.rules.months import months_after
from vangnet.rules.protocol import Protocol

ELSEWHERE = "Made-up clinic"
PAPER = "Made-up paper"
DAYS = timedelta(days=1)
Product = tuple[Drug, SaltForm, Route]


def admit(
    *, patient: Patient, product: Product, by: User, at: datetime, valid_until: date | None = None
) -> Approval:
    """Approved from today on; without a last day for as long as the protocol lets it."""
    today = clinic_day_of(patient.unit, at=at)
    drug, salt_form, route = product
    referred = actions.refer(
        patient=patient, by=by, at=at, request_id=new_key(),
        new=actions.NewReferral(
            stage=Stage.START, referred_on=today, referrer=ELSEWHERE, drug=drug,
            salt_form=salt_form, route=route,
        ),
    )  # fmt: skip
    assert referred.row is not None, referred.objections
    climb(patient, protocol_of(referred.row, at=at), by=by, at=at)
    prove(referred.row, by=by, at=at)
    return approve(referred.row, by=by, at=at, valid_until=valid_until)


def protocol_of(referral: Referral, *, at: datetime) -> Protocol:
    found = in_force(unit=referral.unit, at=at)
    assert found is not None, "a made-up unit has signed its protocol"
    return found[1]


def climb(patient: Patient, protocol: Protocol, *, by: User, at: datetime) -> None:
    """What the country wants tried before: methadone now, and what failed. What is there stays."""
    today = clinic_day_of(patient.unit, at=at)
    kinds = {one.kind for one in protocol.criteria}
    known = episodes_of(patient)
    have = {one.treatment for one in known}
    tried = []
    if kinds & {CriterionKind.FAILED_TREATMENTS, CriterionKind.SUBSTITUTION}:
        tried = [
            _episode(Treatment.BUPRENORPHINE, today - 1200 * DAYS, today - 900 * DAYS),
            _episode(Treatment.ABSTINENCE, today - 800 * DAYS, today - 700 * DAYS),
        ]
    before = [one for one in known if one.treatment is Treatment.METHADONE]
    on_it = any(one.is_open_on(today) for one in before)
    asks = kinds & {CriterionKind.SUBSTITUTION_AT_DOSE, CriterionKind.IN_TREATMENT}
    if asks and not on_it:
        since = max([today - 40 * DAYS, *(one.ended_on for one in before if one.ended_on)])
        tried.append(_episode(Treatment.METHADONE, since, today))
    elif asks:  # somebody handed back to methadone: its dose was reached before
        tried.append(_episode(Treatment.METHADONE, today - 400 * DAYS, today - 300 * DAYS))
    tried = [one for one in tried if not any(overlap(one, other) for other in known)]
    for one in tried:
        if one.treatment is Treatment.METHADONE or one.treatment not in have:
            begun = begin_episode(patient=patient, new=one, by=by, at=at, request_id=new_key())
            assert begun.row is not None, begun.reasons


def prove(referral: Referral, *, by: User, at: datetime, each: int = 1) -> None:
    """A made-up paper for each criterion, or for every second, third, ..."""
    today, stage = clinic_day_of(referral.unit, at=at), Stage(referral.stage)
    asked = [one for one in protocol_of(referral, at=at).criteria if stage in one.stages]
    kept = actions.record_evidence(
        referral=referral, by=by, at=at, new=[_paper(one, today) for one in asked[::each]]
    )
    assert kept.row is not None, kept.objections


def approve(
    referral: Referral, *, by: User, at: datetime, valid_until: date | None = None
) -> Approval:
    today, protocol = clinic_day_of(referral.unit, at=at), protocol_of(referral, at=at)
    assert protocol.approver is not None, "a made-up unit's country says who approves"
    by_whom = protocol.approver.by
    outside = by_whom is not ApprovedBy.OWN_PHYSICIAN
    months = months_longest(protocol, "approval_months_longest") or 12
    review = months_longest(protocol, "review_months_longest")
    decided = actions.decide(
        referral=referral, by=by, second=None, at=at, request_id=new_key(),
        new=actions.NewDecision(
            outcome=Outcome.APPROVE, approved_by=by_whom,
            authority="Made-up authority" if outside else "",
            permit_number=f"MADE-UP-{referral.patient.number}" if outside else "",
            valid_from=today, valid_until=valid_until or months_after(today, months),
            review_on=months_after(today, review) if review else None,
        ),
    )  # fmt: skip
    assert decided.row is not None, decided.objections
    return Approval.objects.get(decision=decided.row)


def _episode(treatment: Treatment, first: date, last: date) -> EpisodeFacts:
    end = EpisodeEndReason.CHANGED_TREATMENT
    if treatment is not Treatment.METHADONE:
        end = EpisodeEndReason.NOT_EFFECTIVE
    doses: tuple[DoseSpan, ...] = ()
    if treatment is not Treatment.ABSTINENCE:
        doses = (DoseSpan(from_on=first, mg_per_day=Decimal(80), supervised_days_per_week=7),)
    return EpisodeFacts(
        treatment=treatment, started_on=first, ended_on=last, end_reason=end, doses=doses,
        provider=ELSEWHERE, evidence=PAPER,
    )  # fmt: skip


def _paper(asked: Criterion, today: date) -> actions.NewEvidence:
    counted = asked.kind is CriterionKind.CONTACTS
    return actions.NewEvidence(
        criterion=asked.code, state=State.MET, document=PAPER, verified_on=today,
        found_on=months_after(today, -144) if asked.kind is CriterionKind.DEPENDENCE else None,
        found_number=100 if counted else None, per_week=7 if counted else None,
        request_id=new_key(),
    )  # fmt: skip
