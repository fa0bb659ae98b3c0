"""Who is at the hatch, is their visit open, and may they be treated at all today?"""

from collections.abc import Iterator
from datetime import date

from vangnet.rules.amounts import OF_HAT
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import ApprovalFacts, Facts
from vangnet.rules.limits import Limits, NoLimit
from vangnet.rules.months import months_after

IDENTIFIERS_FEWEST = 2  # of different kinds: the house's rule, no country's number


def identity(facts: Facts) -> Iterator[Refusal]:
    confirmed = set(facts.visit.identifiers) if facts.visit else set()
    if len(confirmed) < IDENTIFIERS_FEWEST:
        yield refuse(
            Reason.IDENTITY_NOT_CONFIRMED, confirmed=len(confirmed), needed=IDENTIFIERS_FEWEST
        )


def visit(facts: Facts) -> Iterator[Refusal]:
    if facts.visit is None:
        yield refuse(Reason.NO_OPEN_VISIT)


def approval(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    """Only for the drugs of HAT: methadone alone is treatment before it, and needs an order."""
    if facts.drug not in OF_HAT:
        return
    approval = facts.approval
    today = facts.clinic_day
    if approval is None:
        yield refuse(Reason.NO_APPROVAL)
        return
    if today < approval.valid_from:
        yield refuse(Reason.APPROVAL_NOT_YET_VALID, from_on=approval.valid_from)
    if approval.valid_until is None:
        yield refuse(Reason.APPROVAL_END_NOT_KNOWN)
    elif approval.valid_until < today:
        yield refuse(Reason.APPROVAL_EXPIRED, until_on=approval.valid_until)
    if approval.ended_on is not None and approval.ended_on <= today:
        yield refuse(Reason.APPROVAL_ENDED, ended_on=approval.ended_on)
    if limits is not None:
        yield from _too_old(approval, today, limits.approval_months_longest)
    if approval.review_due_on is not None and approval.review_due_on < today:
        yield refuse(Reason.APPROVAL_REVIEW_OVERDUE, review_on=approval.review_due_on)


def _too_old(approval: ApprovalFacts, today: date, months: int | NoLimit) -> Iterator[Refusal]:
    if isinstance(months, NoLimit):
        return
    last_on = months_after(approval.valid_from, months)
    if last_on < today:
        yield refuse(Reason.APPROVAL_TOO_OLD, months=months, last_on=last_on)
