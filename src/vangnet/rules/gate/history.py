"""Earlier doses of this drug: is the last one long ago, are they known at all? And of any drug:

is one still open?
"""

from collections.abc import Iterator
from datetime import date, timedelta

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import earlier
from vangnet.rules.gate.growth import look_back
from vangnet.rules.limits import Limits


def gap(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    """A restart counts like a dose, so it too grows old when nobody comes."""
    last_on = _last_counted_day(facts)
    if limits is None or last_on is None:
        return
    if days_without(facts.clinic_day, last_on, restarted_on(facts)) > limits.gap_days_max:
        yield refuse(
            Reason.GAP_WITHOUT_RESTART,
            last_on=last_on,
            days=(facts.clinic_day - last_on).days,
            days_max=limits.gap_days_max,
        )


def restarted_on(facts: Facts) -> date | None:
    """The clinic day of the last restart. Decisions of before it was kept have only the instant."""
    signed_at = facts.restart_signed_at
    return facts.restart_day or (signed_at.date() if signed_at else None)


def days_without(day: date, last_on: date, restarted_on: date | None) -> int:
    """How many days lie between `day` and the last dose or restart, whichever is later."""
    return (day - max(last_on, restarted_on or last_on)).days


def _last_counted_day(facts: Facts) -> date | None:
    """The last clinic day on which any of this drug was given, as far as it is known."""
    counted = [d.clinic_day for d in earlier.of_drug(facts)]
    if counted:
        return max(counted)
    if facts.last_dose_day is None or facts.doses_since == date.min:
        return None  # the whole history is here, and nothing was ever given
    # Only doses of nothing since `doses_since`: the last real one lies before it.
    return min(facts.last_dose_day, facts.doses_since - timedelta(days=1))


def known(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    """Never dosed is an answer; not knowing is none."""
    if _too_short(facts, limits) or _contradicts_itself(facts):
        yield refuse(Reason.DOSE_HISTORY_NOT_KNOWN, since_on=facts.doses_since)


def _too_short(facts: Facts, limits: Limits | None) -> bool:
    if facts.last_dose_day is None or limits is None:
        return False
    # The last day with a dose before today is all these rules look at. Known is known.
    if any(d.clinic_day < facts.clinic_day for d in earlier.of_drug(facts)):
        return False
    return facts.doses_since > facts.clinic_day - look_back(limits)


def _contradicts_itself(facts: Facts) -> bool:
    last_on = facts.last_dose_day
    counted = earlier.of_drug(facts)
    if last_on is None:
        return bool(counted)
    days = {dose.clinic_day for dose in facts.doses if dose.drug is facts.drug}
    return (
        (last_on >= facts.doses_since and last_on not in days)
        or any(d.clinic_day > last_on for d in counted)
        or any(map(_impossible, facts.doses))
    )


def _impossible(dose: DoseFacts) -> bool:
    given_mg = dose.given_mg if dose.given_mg is not None else earlier.ZERO
    return not earlier.ZERO <= given_mg <= dose.handed_mg or (
        dose.ended_at is not None and dose.ended_at < dose.handed_over_at
    )


def taken_home(facts: Facts) -> Iterator[Refusal]:
    """Who took this day's dose home has it there, and gets none of that drug here."""
    for dose in earlier.today(facts):
        if dose.taken_home:
            yield refuse(
                Reason.TAKEN_HOME_TODAY, handed_mg=dose.handed_mg, handed_at=dose.handed_over_at
            )


def open_doses(facts: Facts) -> Iterator[Refusal]:
    for dose in facts.doses:
        if dose.ended_at is None:
            yield refuse(
                Reason.DOSE_STILL_OPEN, handed_mg=dose.handed_mg, handed_at=dose.handed_over_at
            )
