"""May this decision be taken? An approval only on a full assessment, by whom the country says.

A decision is refused with every objection at once; the guards of the tables say the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from vangnet.rules.country import TO_ACCEPT
from vangnet.rules.criteria import ApprovedBy
from vangnet.rules.eligibility.assessment import Assessment, State
from vangnet.rules.months import MONTHS_IN_A_YEAR, months_after
from vangnet.rules.protocol import Protocol


class Outcome(StrEnum):
    """What was decided. Stored by value."""

    APPROVE = auto()
    REFUSE = auto()
    DEFER = auto()


class ObjectionCode(StrEnum):
    """Why a decision cannot be taken so."""

    NOT_ELIGIBLE = auto()
    NO_CRITERIA = auto()
    NO_PROTOCOL = auto()
    NO_APPROVER = auto()
    APPROVER_IS_ANOTHER = auto()
    PERMIT_MISSING = auto()
    NOT_A_PRESCRIBER = auto()
    SECOND_SIGNATURE_MISSING = auto()
    SECOND_IS_FIRST = auto()
    ALREADY_DECIDED = auto()
    MONTHS_NOT_SET = auto()
    ENDS_TOO_LATE = auto()
    ENDS_BEFORE_IT_STARTS = auto()
    STARTS_TOO_EARLY = auto()
    REVIEW_NOT_NAMED = auto()
    REVIEW_TOO_LATE = auto()
    REASONS_MISSING = auto()
    LOOK_AGAIN_MISSING = auto()
    LOOK_AGAIN_TOO_SOON = auto()
    LOOK_AGAIN_TOO_LATE = auto()
    NOTHING_AGAINST = auto()
    # What else stands in the way of writing something down on the way to a decision
    OF_ANOTHER_UNIT = auto()
    IN_THE_FUTURE = auto()
    BEFORE_BIRTH = auto()
    HAS_DIED = auto()
    REFERRAL_IS_OPEN = auto()
    IS_MOVING = auto()
    NOTHING_TO_RENEW = auto()
    NO_SUCH_CRITERION = auto()
    NO_EXCEPTION_HERE = auto()
    OUTSIDE_NEEDED = auto()
    WORKS_HERE = auto()
    NOTHING_REFUSED = auto()
    DECIDED_IT_THEMSELVES = auto()
    ALREADY_ANSWERED = auto()


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing in the way, with the raw values its sentence needs."""

    code: ObjectionCode
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The decision somebody wants to take. Both dates of an approval are valid days."""

    outcome: Outcome
    decided_on: date
    approved_by: ApprovedBy
    by_prescriber: bool
    second_prescriber: bool  # a second one has signed as well
    second_is_first: bool
    already_decided: bool
    words: str
    authority: str = ""
    permit_number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    look_again_on: date | None = None


LATER_MONTHS_LONGEST = MONTHS_IN_A_YEAR  # `consulting_guard_look_again` in the database
WARNINGS = ("first", "second", "last")
APPROVER = "approver"  # as a unit accepts who approves
O = ObjectionCode  # noqa: E741


def objections(
    wish: Wish, assessment: Assessment | None, protocol: Protocol | None
) -> tuple[Objection, ...]:
    """Every reason why this cannot be decided so; none when it can."""
    return tuple(_objections(wish, assessment, protocol))


def months_longest(protocol: Protocol, key: str) -> int | None:
    """A number of months of the protocol; None when there is no limit, or nobody has set it."""
    months = protocol.value(key)
    return None if months is None else int(months)


def signatures_fewest(protocol: Protocol) -> int:
    """One prescriber always signs; the unit's protocol may ask for more."""
    return max(1, int(protocol.value("approval_signatures_fewest") or 1))


def warning_days(protocol: Protocol) -> tuple[int, ...]:
    """How many days before an approval ends its prescriber is told; none where nobody set any."""
    days = (protocol.value(f"approval_warning_days_{one}") for one in WARNINGS)
    return tuple(int(one) for one in days if one is not None)


def outside_review(protocol: Protocol) -> bool:
    """Whether who reviews must come from outside the unit."""
    return protocol.value("review_outside_physician") is True


def _objections(
    wish: Wish, assessment: Assessment | None, protocol: Protocol | None
) -> Iterator[Objection]:
    if wish.already_decided:
        yield Objection(O.ALREADY_DECIDED)
    if not wish.by_prescriber:
        yield Objection(O.NOT_A_PRESCRIBER)
    if wish.outcome is Outcome.APPROVE:
        if assessment is None or protocol is None:
            yield Objection(O.NO_PROTOCOL)
        else:
            yield from _to_approve(wish, assessment, protocol)
        return
    if not wish.words.strip():
        full = wish.outcome is Outcome.REFUSE and assessment is not None and assessment.eligible
        yield Objection(O.NOTHING_AGAINST if full else O.REASONS_MISSING)
    if wish.outcome is Outcome.DEFER:
        yield from _until(wish)


def _until(wish: Wish) -> Iterator[Objection]:
    """Put off until a day that comes: no protocol names one, so a year is the end of it."""
    last = months_after(wish.decided_on, LATER_MONTHS_LONGEST)
    if wish.look_again_on is None:
        yield Objection(O.LOOK_AGAIN_MISSING)
    elif wish.look_again_on <= wish.decided_on:
        yield Objection(O.LOOK_AGAIN_TOO_SOON)
    elif wish.look_again_on > last:
        yield Objection(O.LOOK_AGAIN_TOO_LATE, {"last_on": str(last)})


def _to_approve(wish: Wish, assessment: Assessment, protocol: Protocol) -> Iterator[Objection]:
    if not assessment.findings:
        yield Objection(O.NO_CRITERIA)
    elif not assessment.eligible:
        counts = {
            "not_met": str(assessment.count(State.NOT_MET)),
            "not_known": str(assessment.count(State.NOT_KNOWN)),
        }
        yield Objection(O.NOT_ELIGIBLE, counts)
    yield from _by_whom(wish, protocol)
    yield from _for_how_long(wish, protocol)
    yield from _review(wish, protocol)


def _by_whom(wish: Wish, protocol: Protocol) -> Iterator[Objection]:
    approver = protocol.approver
    if approver is None or (approver.standing in TO_ACCEPT and APPROVER not in protocol.accepted):
        yield Objection(O.NO_APPROVER)
    elif approver.by is not wish.approved_by:
        yield Objection(O.APPROVER_IS_ANOTHER, {"approver": approver.by.value})
    elif _lacks_a_permit(wish):
        yield Objection(O.PERMIT_MISSING)
    fewest = signatures_fewest(protocol)
    if wish.second_prescriber and wish.second_is_first:
        yield Objection(O.SECOND_IS_FIRST)
    elif fewest > 1 and not wish.second_prescriber:
        yield Objection(O.SECOND_SIGNATURE_MISSING, {"signatures": str(fewest)})


def _lacks_a_permit(wish: Wish) -> bool:
    """Whoever decides outside the unit is named; an authority's permit has its number."""
    if wish.approved_by is ApprovedBy.OWN_PHYSICIAN:
        return False
    unnumbered = wish.approved_by is ApprovedBy.AUTHORITY and not wish.permit_number.strip()
    return unnumbered or not wish.authority.strip()


def _for_how_long(wish: Wish, protocol: Protocol) -> Iterator[Objection]:
    starts, ends = wish.valid_from, wish.valid_until
    if starts is None or ends is None or ends < starts:
        yield Objection(O.ENDS_BEFORE_IT_STARTS)
        return
    if starts < wish.decided_on:
        yield Objection(O.STARTS_TOO_EARLY)
    value = protocol.values.get("approval_months_longest")
    if value is None:
        yield Objection(O.MONTHS_NOT_SET)
    elif value.value is not None and ends > (last := months_after(starts, int(value.value))):
        yield Objection(O.ENDS_TOO_LATE, {"months": str(value.value), "last_on": str(last)})


def _review(wish: Wish, protocol: Protocol) -> Iterator[Objection]:
    """Where the protocol asks for a review, its day is named; a sooner end needs none."""
    months = months_longest(protocol, "review_months_longest")
    if months is None or wish.valid_from is None or wish.valid_until is None:
        return
    last = months_after(wish.valid_from, months)
    if wish.review_on is None:
        if wish.valid_until > last:
            yield Objection(O.REVIEW_NOT_NAMED, {"last_on": str(last)})
    elif wish.review_on > last:
        yield Objection(O.REVIEW_TOO_LATE, {"last_on": str(last)})
