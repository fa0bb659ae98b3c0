"""Missed sessions and the step-down table, where the unit's signed protocol has them.

The days themselves are in history.py. Both end with a prescriber's restart, and neither is asked
again once the first dose of the day was given.
"""

from collections.abc import Iterator
from datetime import date

from vangnet.rules import gaps
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import anew, earlier, history
from vangnet.rules.limits import Limits


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    had = [d for d in earlier.of_drug(facts) if d.clinic_day < facts.clinic_day]
    if limits is None or not had:
        return
    last = _day(had)
    restart = history.restarted_on(facts)
    restarted_on = restart if restart is not None and restart > last.on else None
    if not earlier.today(facts):
        yield from _sessions(facts, limits, last, restarted_on)
    a_day = facts.order.doses_per_day if facts.order else None
    # A fresh start that was signed before enough was missed sets no table aside.
    if restarted_on is None or not anew.missed_enough(
        had, on=facts.clinic_day, a_day=a_day, limits=limits
    ):
        yield from _step_down(facts, limits, gaps.missed_days(last.on, facts.clinic_day))


def _day(had: list[DoseFacts]) -> gaps.DayDosed:
    """The last day of these doses, oldest first."""
    on = max(dose.clinic_day for dose in had)
    of_it = [earlier.counted_mg(dose) for dose in had if dose.clinic_day == on]
    return gaps.DayDosed(
        on=on, doses=len(of_it), last_mg=of_it[-1], day_mg=sum(of_it, earlier.ZERO)
    )


def _sessions(
    facts: Facts, limits: Limits, last: gaps.DayDosed, restarted_on: date | None
) -> Iterator[Refusal]:
    if facts.order is None:
        return  # said already, and there is nothing to count sessions by
    missed = gaps.missed_sessions(
        last, on=facts.clinic_day, a_day=facts.order.doses_per_day, restarted_on=restarted_on
    )
    if gaps.too_many_sessions(missed, limits):
        yield refuse(
            Reason.SESSIONS_MISSED_WITHOUT_RESTART,
            last_on=last.on,
            sessions=missed,
            sessions_max=limits.gap_sessions_max,
        )


def _step_down(facts: Facts, limits: Limits, missed: int) -> Iterator[Refusal]:
    """Every dose of the day of return, not only its first. Another product begins anew anyway."""
    before = [d for d in anew.same_product(facts, limits) if d.clinic_day < facts.clinic_day]
    share = gaps.share_after(missed, limits.gap_step_down)
    if share is None or not before:
        return
    last_mg = earlier.counted_mg(before[-1])
    max_mg = gaps.share_of(last_mg, share)
    if facts.dose_mg > max_mg:
        yield refuse(
            Reason.DOSE_ABOVE_STEP_DOWN,
            dose_mg=facts.dose_mg,
            max_mg=max_mg,
            last_mg=last_mg,
            days=missed,
        )
