"""What follows a decision: the review of an approval, and the appeal against a refusal."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vangnet.clinic.consulting.approval.rows import (
    Answer,
    against,
    before_birth,
    died_before,
    later_than,
    lock,
    works_elsewhere,
    works_here,
)
from vangnet.clinic.consulting.models import (
    Appeal,
    AppealAnswer,
    Approval,
    EligibilityDecision,
    Review,
)
from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.eligibility.deciding import (
    Objection,
    ObjectionCode,
    Outcome,
    months_longest,
    outside_review,
)
from vangnet.rules.months import months_after
from vangnet.rules.protocol import Protocol

O = ObjectionCode  # noqa: E741


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """What was found on looking again. `next_on` only when treatment goes on."""

    is_outside: bool
    physician: str
    institution: str
    given_on: date
    continues: bool
    next_on: date | None
    document: str
    words: str = ""


def review(
    *, approval: Approval, new: NewReview, by: User, at: datetime, request_id: UUID
) -> Answer[Review]:
    """Keep a review. One against ends nothing by itself: who prescribes decides what follows."""
    by.must(Task.PRESCRIBE)
    with acting(str(by.pk)):
        lock(approval.patient)
        if earlier := Review.objects.filter(request_id=request_id).first():
            if earlier.approval_id != approval.pk:
                raise RequestReused(request_id)
            return Answer(row=earlier)
        found = in_force(unit=approval.unit, at=at)
        today = clinic_day_of(approval.unit, at=at)
        staff = works_here(new.physician, approval.unit)
        reasons = against(
            (works_elsewhere(by, approval.unit), O.OF_ANOTHER_UNIT),
            (later_than(new.given_on, today), O.IN_THE_FUTURE),
            (before_birth(approval.patient, new.given_on), O.BEFORE_BIRTH),
            (found is None, O.NO_PROTOCOL),
            (found is not None and outside_review(found[1]) and not new.is_outside,
             O.OUTSIDE_NEEDED),
            (new.is_outside and staff, O.WORKS_HERE),
        )  # fmt: skip
        reasons += _until(new, found[1] if found else None)
        if reasons:
            return Answer(objections=reasons)
        return Answer(row=Review.objects.create(
            approval=approval, is_outside=new.is_outside, physician=new.physician,
            institution=new.institution, given_on=new.given_on, continues=new.continues,
            next_on=new.next_on if new.continues else None, document=new.document,
            words=new.words, request_id=request_id, recorded_at=at, recorded_by=by,
        ))  # fmt: skip


def _until(new: NewReview, protocol: Protocol | None) -> tuple[Objection, ...]:
    """Where treatment goes on, somebody looks again, and in time."""
    if not new.continues:
        return ()
    months = months_longest(protocol, "review_months_longest") if protocol else None
    last = months_after(new.given_on, months) if months else None
    if new.next_on is None or new.next_on <= new.given_on:
        return (Objection(O.REVIEW_NOT_NAMED, {"last_on": str(last or new.given_on)}),)
    if last is not None and new.next_on > last:
        return (Objection(O.REVIEW_TOO_LATE, {"last_on": str(last)}),)
    return ()


def appeal(
    *, decision: EligibilityDecision, made_on: date, words: str, by: User, at: datetime,
    request_id: UUID,
) -> Answer[Appeal]:  # fmt: skip
    """Keep that the person does not agree, in their own words. Once for each refusal."""
    by.must(Task.ASSESS)
    with acting(str(by.pk)):
        lock(decision.patient)
        if earlier := Appeal.objects.filter(request_id=request_id).first():
            if earlier.decision_id != decision.pk:
                raise RequestReused(request_id)
            return Answer(row=earlier)
        reasons = against(
            (works_elsewhere(by, decision.unit), O.OF_ANOTHER_UNIT),
            (later_than(made_on, clinic_day_of(decision.unit, at=at)), O.IN_THE_FUTURE),
            (before_birth(decision.patient, made_on), O.BEFORE_BIRTH),
            (died_before(decision.patient, made_on), O.HAS_DIED),
            (decision.outcome != Outcome.REFUSE, O.NOTHING_REFUSED),
            (Appeal.objects.filter(decision=decision).exists(), O.ALREADY_ANSWERED),
        )
        if reasons:
            return Answer(objections=reasons)
        return Answer(row=Appeal.objects.create(
            decision=decision, made_on=made_on, words=words, request_id=request_id,
            recorded_at=at, recorded_by=by,
        ))  # fmt: skip


def answer_appeal(
    *, appeal: Appeal, upheld: bool, words: str, by: User, at: datetime
) -> Answer[AppealAnswer]:
    """Somebody else looks again. Upheld, the person is referred anew; nobody is let in by this."""
    by.must(Task.PRESCRIBE)
    decision = appeal.decision
    with acting(str(by.pk)):
        lock(decision.patient)
        reasons = against(
            (works_elsewhere(by, decision.unit), O.OF_ANOTHER_UNIT),
            (by.pk in (decision.decided_by_id, decision.second_by_id), O.DECIDED_IT_THEMSELVES),
            (AppealAnswer.objects.filter(appeal=appeal).exists(), O.ALREADY_ANSWERED),
        )
        if reasons:
            return Answer(objections=reasons)
        return Answer(row=AppealAnswer.objects.create(
            appeal=appeal, upheld=upheld, words=words, answered_at=at, answered_by=by
        ))  # fmt: skip
