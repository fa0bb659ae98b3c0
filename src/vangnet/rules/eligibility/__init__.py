"""May this person enter, or stay in, the treatment? Every criterion of the country, none left out.

A criterion that nobody has verified is not known, never met, also when it was worked out as met.
Only when all are met, or waived where the country lets its authority waive them, is anyone let in.
"""

from datetime import date

from vangnet.rules.criteria import ApprovedBy, Criterion, CriterionKind, Stage
from vangnet.rules.eligibility.answers import Worked
from vangnet.rules.eligibility.assessment import (
    HARDEST_FIRST,
    Assessment,
    Change,
    ChangeCode,
    Finding,
    Needed,
    State,
)
from vangnet.rules.eligibility.facts import (
    EligibilityFacts,
    Evidence,
    Judged,
    Opinion,
    Waiver,
    for_the_record,
)
from vangnet.rules.eligibility.kinds import WORKS_OUT
from vangnet.rules.eligibility.needed import Compared, compared, open_values, to_accept
from vangnet.rules.protocol import Protocol

__all__ = [
    "HARDEST_FIRST", "Assessment", "Change", "ChangeCode", "EligibilityFacts", "Evidence",
    "Finding", "Judged", "Needed", "Opinion", "Stage", "State", "Waiver", "assess",
    "for_the_record", "open_values", "to_accept",
]  # fmt: skip


def assess(facts: EligibilityFacts, protocol: Protocol) -> Assessment:
    """All criteria asked at this stage, in the order of the country's file."""
    asked = (one for one in protocol.criteria if facts.stage in one.stages)
    return Assessment(
        on=facts.on, stage=facts.stage, protocol=protocol.version,
        findings=tuple(_finding(one, facts, protocol) for one in asked),
    )  # fmt: skip


def _finding(criterion: Criterion, facts: EligibilityFacts, protocol: Protocol) -> Finding:
    values = compared(criterion, facts, protocol)
    worked = None if values.fault else WORKS_OUT[criterion.kind](criterion, facts, values.amounts)
    seen = _seen(criterion, facts)
    waiver = _waiver(criterion, facts, protocol)
    if waiver:
        state, change = State.WAIVED, None
        seen = Evidence(
            criterion=criterion.code, judged=Judged.NOT_MET, document=waiver.document,
            verified_by=waiver.verified_by, verified_on=waiver.granted_on,
        )  # fmt: skip
    else:
        state, change = _state(criterion, values, worked, seen)
    return Finding(
        code=criterion.code, kind=criterion.kind, state=state, needed=values.needed,
        found=worked.found if worked else {}, standing=criterion.standing.value,
        source=criterion.source, papers=criterion.papers,
        waivable=criterion.waivable and _exceptions(protocol),
        document=seen.document if seen else "", verified_by=seen.verified_by if seen else "",
        verified_on=seen.verified_on if seen else None, change=change,
    )  # fmt: skip


def _state(
    criterion: Criterion, values: Compared, worked: Worked | None, seen: Evidence | None
) -> tuple[State, Change | None]:
    """What cannot be compared is not known; what is worked out as not met, no signature mends."""
    if worked is None:
        return State.NOT_KNOWN, values.fault
    if worked.state is State.NOT_MET:
        return State.NOT_MET, worked.change
    if seen is not None and seen.judged is Judged.NOT_MET:
        return State.NOT_MET, Change(ChangeCode.JUDGE_AGAIN)
    if worked.state is State.NOT_KNOWN:
        return State.NOT_KNOWN, worked.change
    if seen is None or seen.judged is Judged.NOT_KNOWN:
        return State.NOT_KNOWN, Change(ChangeCode.VERIFY)
    return State.MET, None


def _seen(criterion: Criterion, facts: EligibilityFacts) -> Evidence | None:
    """The last word on a criterion up to that day, when it names its paper."""
    rows = [one for one in facts.evidence if one.criterion == criterion.code]
    known = [one for one in rows if one.verified_on <= facts.on]
    if known:
        return known[-1] if known[-1].document.strip() else None
    if criterion.kind is CriterionKind.SECOND_OPINION:
        return _opinion(facts)
    return None


def _opinion(facts: EligibilityFacts) -> Evidence | None:
    """An opinion from outside is its own paper."""
    given = [one for one in facts.opinions if one.given_on <= facts.on and one.document.strip()]
    if not given:
        return None
    last = max(given, key=lambda one: one.given_on)
    return Evidence(
        criterion="", judged=Judged.MET if last.continues else Judged.NOT_MET,
        document=last.document, verified_by=last.physician, verified_on=last.given_on,
    )  # fmt: skip


def _waiver(criterion: Criterion, facts: EligibilityFacts, protocol: Protocol) -> Waiver | None:
    """An exception counts only where the country has them, from its authority, with a reason."""
    if not (criterion.waivable and _exceptions(protocol)):
        return None
    rows = [
        one
        for one in facts.waivers
        if one.criterion == criterion.code and _granted(one, on=facts.on)
    ]
    return rows[-1] if rows else None


def _granted(one: Waiver, *, on: date) -> bool:
    said = one.authority.strip() and one.reason.strip() and one.document.strip()
    return bool(said) and one.granted_on <= on


def _exceptions(protocol: Protocol) -> bool:
    approver = protocol.approver
    return (
        protocol.value("exceptions_allowed") is True
        and approver is not None
        and approver.by is ApprovedBy.AUTHORITY
    )
