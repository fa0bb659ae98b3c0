"""May this prescriber order this drug for these days at all?"""

from collections.abc import Iterator
from datetime import date, timedelta

from vangnet.rules.amounts import OF_HAT
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.dosing.facts import OrderingFacts
from vangnet.rules.dosing.steps import given
from vangnet.rules.facts import ApprovalFacts, HoldKind
from vangnet.rules.gate import anew
from vangnet.rules.gate.history import days_without
from vangnet.rules.gate.policy import limits_of
from vangnet.rules.limits import Limits, NoLimit
from vangnet.rules.months import months_after
from vangnet.rules.protocol import Protocol


def prescriber(facts: OrderingFacts) -> Iterator[Refusal]:
    if not facts.prescriber_may_prescribe:
        yield refuse(Reason.ORDERING_NOT_A_PRESCRIBER)


def alive(facts: OrderingFacts) -> Iterator[Refusal]:
    if facts.has_died:
        yield refuse(Reason.ORDERING_FOR_THE_DEAD)


def nobody_else(facts: OrderingFacts) -> Iterator[Refusal]:
    """A person enrolled at two units under two numbers would have two doses a day."""
    if facts.alike_at:
        yield refuse(Reason.ORDERING_ALIKE_ENROLLED, units=", ".join(facts.alike_at))


def protocol(facts: OrderingFacts, signed: Protocol | None) -> Iterator[Refusal]:
    if signed is None or not signed.complete or _over(signed, facts.clinic_day):
        yield refuse(Reason.ORDERING_WITHOUT_PROTOCOL)
    elif limits_of(facts, signed) is None:
        yield refuse(
            Reason.ORDERING_PRODUCT_NOT_IN_PROTOCOL,
            drug=facts.drug, salt_form=facts.salt_form, route=facts.route,
        )  # fmt: skip


def _over(signed: Protocol, today: date) -> bool:
    return signed.valid_until is not None and signed.valid_until < today


def dates(facts: OrderingFacts) -> Iterator[Refusal]:
    starts, ends = facts.valid_from, facts.valid_until
    if starts < facts.clinic_day:
        yield refuse(Reason.ORDERING_FROM_THE_PAST, from_on=starts, today_on=facts.clinic_day)
    if ends is None:
        yield refuse(Reason.ORDERING_END_NOT_KNOWN)
    elif ends < starts:
        yield refuse(Reason.ORDERING_ENDS_BEFORE_START, from_on=starts, until_on=ends)


def approval(facts: OrderingFacts, limits: Limits | None) -> Iterator[Refusal]:
    """One approval that holds on the first day, and on every day to the last; only for HAT."""
    if facts.drug not in OF_HAT:
        return
    months = limits.approval_months_longest if limits else NoLimit("not known yet")
    last_days = [
        last_on
        for one in facts.approvals
        if one.valid_from <= facts.valid_from
        and (last_on := _last_day(one, months)) is not None
        and last_on >= facts.valid_from
    ]
    if not last_days:
        yield refuse(Reason.ORDERING_WITHOUT_APPROVAL, from_on=facts.valid_from)
    elif facts.valid_until is not None and facts.valid_until > max(last_days):
        yield refuse(
            Reason.ORDERING_BEYOND_APPROVAL,
            until_on=facts.valid_until, approval_until_on=max(last_days),
        )  # fmt: skip


def _last_day(one: ApprovalFacts, months: int | NoLimit) -> date | None:
    """The last day on which it lets a dose through; None when it has no end, which is none."""
    if one.valid_until is None:
        return None
    ends = [one.valid_until]
    if one.ended_on is not None:
        ends.append(one.ended_on - timedelta(days=1))
    if not isinstance(months, NoLimit):
        ends.append(months_after(one.valid_from, months))
    return min(ends)


def gap(facts: OrderingFacts, limits: Limits) -> Iterator[Refusal]:
    """After too many days without, only a fresh start; and one that begins before it grows old."""
    last_on = facts.last_dose_day
    if last_on is None:
        return
    if not any(dose.clinic_day == last_on for dose in facts.doses):
        yield refuse(Reason.ORDERING_HISTORY_NOT_KNOWN, last_on=last_on)
    if days_without(facts.valid_from, last_on, _restarted_on(facts)) > limits.gap_days_max:
        yield refuse(
            Reason.ORDERING_AFTER_A_GAP,
            last_on=last_on, from_on=facts.valid_from, days=(facts.valid_from - last_on).days,
            days_max=limits.gap_days_max,
        )  # fmt: skip


def fresh_start(facts: OrderingFacts, limits: Limits) -> Iterator[Refusal]:
    """Only after a gap: it would lift the rule of growth from who had a dose just now."""
    had = given(facts)
    if not facts.is_restart or not had:
        return
    a_day = facts.steps[0].doses_per_day
    if not anew.missed_enough(had, on=facts.valid_from, a_day=a_day, limits=limits):
        last_on = max(one.clinic_day for one in had)
        yield refuse(
            Reason.ORDERING_FRESH_START_WITHOUT_GAP,
            last_on=last_on, from_on=facts.valid_from, days=(facts.valid_from - last_on).days,
            days_max=limits.gap_days_max,
        )  # fmt: skip


def _restarted_on(facts: OrderingFacts) -> date | None:
    """The unit's clinic day of the fresh start, which may be another than the calendar's."""
    if facts.is_restart:
        return facts.clinic_day
    signed_at = facts.restart_signed_at  # all that older kept facts have
    return facts.restart_day or (signed_at.date() if signed_at else None)


def holds(facts: OrderingFacts) -> Iterator[Refusal]:
    for hold in facts.holds:
        if hold.kind is not HoldKind.EMERGENCY:
            yield refuse(
                Reason.ORDERING_ON_HOLD, why=hold.reason, owner=hold.owner_name,
                placed_at=hold.placed_at,
            )  # fmt: skip
    if facts.opioids_locked_since is not None:
        yield refuse(Reason.ORDERING_LOCKED, locked_at=facts.opioids_locked_since)
