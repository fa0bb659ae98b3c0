"""From referral to decision. Each action asks the rules first; the tables say the same once more.

An approval is only ever written here, together with the decision that it comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vangnet.clinic.consulting.approval import facts
from vangnet.clinic.consulting.approval.rows import (
    Answer,
    against,
    before_birth,
    died_before,
    later_than,
    lock,
    works_elsewhere,
)
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.models import (
    Approval,
    CriterionEvidence,
    EligibilityDecision,
    Referral,
)
from vangnet.clinic.consulting.moving.facts import open_transfers
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.criteria import ApprovedBy, Stage
from vangnet.rules.eligibility import State, assess, for_the_record
from vangnet.rules.eligibility.deciding import ObjectionCode, Outcome, Wish, objections
from vangnet.rules.eligibility.facts_json import facts_to_json

O = ObjectionCode  # noqa: E741


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """Who asks, and for what."""

    stage: Stage
    referred_on: date
    referrer: str
    drug: Drug
    salt_form: SaltForm
    route: Route
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """What a paper shows of one criterion. A waiver names the authority, and why in the note."""

    criterion: str
    state: State
    document: str
    verified_on: date
    found_on: date | None = None
    found_number: int | None = None
    per_week: int | None = None
    authority: str = ""
    note: str = ""
    request_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What somebody wants to decide. Both dates of an approval are valid days."""

    outcome: Outcome
    approved_by: ApprovedBy
    words: str = ""
    authority: str = ""
    permit_number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    look_again_on: date | None = None


def refer(
    *, patient: Patient, new: NewReferral, by: User, at: datetime, request_id: UUID
) -> Answer[Referral]:
    """Open a referral: to start, or to go on. One at a time; the same request twice is one."""
    by.must(Task.ASSESS)
    with acting(str(by.pk)):
        person = lock(patient)
        if earlier := Referral.objects.filter(request_id=request_id).first():
            if earlier.patient_id != person.pk:
                raise RequestReused(request_id)
            return Answer(row=earlier)
        today = clinic_day_of(person.unit, at=at)
        renews = new.stage is Stage.RENEWAL
        reasons = against(
            (works_elsewhere(by, person.unit), O.OF_ANOTHER_UNIT),
            (later_than(new.referred_on, today), O.IN_THE_FUTURE),
            (before_birth(person, new.referred_on), O.BEFORE_BIRTH),
            (died_before(person, today), O.HAS_DIED),
            (facts.open_referral(person) is not None, O.REFERRAL_IS_OPEN),
            (open_transfers(patient=person).exists(), O.IS_MOVING),
            (renews and facts.running_approval(person, on=today) is None, O.NOTHING_TO_RENEW),
        )
        if reasons:
            return Answer(objections=reasons)
        return Answer(row=Referral.objects.create(
            unit=person.unit, patient=person, stage=new.stage, referred_on=new.referred_on,
            referrer=new.referrer, drug=new.drug, salt_form=new.salt_form, route=new.route,
            words=new.words, request_id=request_id, recorded_at=at, recorded_by=by,
        ))  # fmt: skip


def record_evidence(
    *, referral: Referral, new: Sequence[NewEvidence], by: User, at: datetime
) -> Answer[list[CriterionEvidence]]:
    """Keep what papers show of one criterion or several; the last word on each counts."""
    by.must(Task.ASSESS)
    with acting(str(by.pk)):
        lock(referral.patient)
        looked = facts.look(referral, at=at)
        asked = {one.code: one for one in looked.assessment.findings} if looked.assessment else {}
        reasons = against(
            (works_elsewhere(by, referral.unit), O.OF_ANOTHER_UNIT),
            (facts.is_decided(referral), O.ALREADY_DECIDED),
            (any(later_than(one.verified_on, looked.on) for one in new), O.IN_THE_FUTURE),
            (before_birth(referral.patient, *_days(new)), O.BEFORE_BIRTH),
            (died_before(referral.patient, looked.on), O.HAS_DIED),
            (any(one.criterion not in asked for one in new), O.NO_SUCH_CRITERION),
            (any(one.state is State.WAIVED and one.criterion in asked
                 and not asked[one.criterion].waivable for one in new), O.NO_EXCEPTION_HERE),
        )  # fmt: skip
        if reasons:
            return Answer(objections=reasons)
        return Answer(row=[_evidence(referral, one, by=by, at=at) for one in new])


def _days(new: Sequence[NewEvidence]) -> list[date | None]:
    return [day for one in new for day in (one.verified_on, one.found_on)]


def _evidence(referral: Referral, new: NewEvidence, *, by: User, at: datetime) -> CriterionEvidence:
    if earlier := CriterionEvidence.objects.filter(request_id=new.request_id).first():
        if (earlier.referral_id, earlier.criterion) != (referral.pk, new.criterion):
            raise RequestReused(new.request_id)
        return earlier
    return CriterionEvidence.objects.create(
        referral=referral, criterion=new.criterion, state=new.state, document=new.document,
        verified_on=new.verified_on, verified_by=by, found_on=new.found_on,
        found_number=new.found_number, per_week=new.per_week, authority=new.authority,
        note=new.note, request_id=new.request_id, recorded_at=at,
    )  # fmt: skip


def decide(
    *, referral: Referral, new: NewDecision, by: User, second: Signature | None, at: datetime,
    request_id: UUID,
) -> Answer[EligibilityDecision]:  # fmt: skip
    """Approve, refuse or put off, on all that is known at this moment, which is kept with it."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        lock(referral.patient)
        if earlier := EligibilityDecision.objects.filter(request_id=request_id).first():
            if earlier.referral_id != referral.pk:
                raise RequestReused(request_id)
            return Answer(row=earlier)
        looked = facts.look(referral, at=at)
        wish = _wish(looked, new, by=by, second=second)
        reasons = objections(wish, looked.assessment, looked.protocol)
        if works_elsewhere(by, referral.unit):
            reasons += against((True, O.OF_ANOTHER_UNIT))
        if new.outcome is Outcome.APPROVE and life_of(referral.patient).died_on is not None:
            reasons += against((True, O.HAS_DIED))
        if reasons:
            return Answer(objections=reasons)
        decision = _keep(looked, new, by=by, second=second, at=at, request_id=request_id)
        if new.outcome is Outcome.APPROVE:
            _approve(decision, new, by=by, at=at)
        return Answer(row=decision)


def _wish(looked: facts.Looked, new: NewDecision, *, by: User, second: Signature | None) -> Wish:
    return Wish(
        outcome=new.outcome, decided_on=looked.on, approved_by=new.approved_by,
        by_prescriber=by.may(Task.PRESCRIBE),
        second_prescriber=second is not None and second.user.may(Task.PRESCRIBE),
        second_is_first=second is not None and second.user.pk == by.pk,
        already_decided=facts.is_decided(looked.referral), words=new.words,
        authority=new.authority, permit_number=new.permit_number, valid_from=new.valid_from,
        valid_until=new.valid_until, review_on=new.review_on, look_again_on=new.look_again_on,
    )  # fmt: skip


def _keep(
    looked: facts.Looked, new: NewDecision, *, by: User, second: Signature | None, at: datetime,
    request_id: UUID,
) -> EligibilityDecision:  # fmt: skip
    """The birth date stays out: what is kept is asked again from the years alone."""
    kept = for_the_record(looked.facts)
    answer = assess(kept, looked.protocol) if looked.protocol else None
    count = answer.count if answer else lambda state: 0
    return EligibilityDecision.objects.create(
        referral=looked.referral, unit=looked.referral.unit, patient=looked.referral.patient,
        outcome=new.outcome, approved_by=new.approved_by, authority=new.authority,
        permit_number=new.permit_number, words=new.words, protocol=looked.version,
        facts=facts_to_json(kept), assessment=answer.to_json() if answer else {},
        criteria=len(answer.findings) if answer else 0, met=count(State.MET),
        waived=count(State.WAIVED), not_met=count(State.NOT_MET),
        not_known=count(State.NOT_KNOWN), look_again_on=new.look_again_on,
        request_id=request_id, decided_at=at, decided_by=by,
        second_by=second.user if second else None,
    )  # fmt: skip


def _approve(
    decision: EligibilityDecision, new: NewDecision, *, by: User, at: datetime
) -> Approval:
    assert new.valid_from is not None, "the rule lets no approval through without its days"
    return Approval.objects.create(
        unit=decision.unit, patient=decision.patient, decision=decision,
        authority=new.authority or by.display_name, reference=new.permit_number,
        valid_from=new.valid_from, valid_until=new.valid_until, review_on=new.review_on,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
