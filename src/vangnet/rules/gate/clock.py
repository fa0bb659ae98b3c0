"""Can the clock be trusted, and does no fact claim to be from later than now?"""

from collections.abc import Iterator
from datetime import datetime

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.limits import Limits


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    skew = facts.clock_skew_seconds
    if skew is None:
        yield refuse(Reason.CLOCK_NOT_COMPARED)
    elif limits is not None and abs(skew) > limits.clock_skew_seconds_max:
        yield refuse(Reason.CLOCK_OFF, seconds=skew, seconds_max=limits.clock_skew_seconds_max)
    late = [(what, at) for what, at in _instants(facts) if at is not None and at > facts.now]
    if late:
        what, at = max(late, key=lambda one: one[1])
        yield refuse(Reason.FACT_IN_THE_FUTURE, what=what, fact_at=at, now_at=facts.now)
    elif _day_in_the_future(facts):
        yield refuse(Reason.FACT_IN_THE_FUTURE, what="dose", fact_at=facts.now, now_at=facts.now)


def _instants(facts: Facts) -> Iterator[tuple[str, datetime | None]]:
    if facts.visit:
        yield "visit", facts.visit.opened_at
    if facts.order:
        yield "order", facts.order.signed_at
    if facts.breath_test:
        yield "breath_test", facts.breath_test.taken_at
    if facts.check:
        yield "check", facts.check.checked_at
    for at in facts.breath_tests_over_limit_at:
        yield "breath_test", at
    for dose in facts.doses:
        yield "dose", dose.handed_over_at
        yield "dose", dose.ended_at
    for hold in facts.holds:
        yield "hold", hold.placed_at
    yield "restart", facts.restart_signed_at
    yield "lock", facts.opioids_locked_since


def _day_in_the_future(facts: Facts) -> bool:
    days = [dose.clinic_day for dose in facts.doses]
    if facts.last_dose_day is not None:
        days.append(facts.last_dose_day)
    return any(day > facts.clinic_day for day in days)
