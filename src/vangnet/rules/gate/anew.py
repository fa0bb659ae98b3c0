"""Whether a fresh start begins anew: only after as much was missed as suspends an order.

Otherwise a signature alone would lift the rule of growth from somebody who had a dose yesterday.
Asked on the day of the dose, at the hatch and when it is ordered.
"""

from collections.abc import Sequence
from datetime import date, datetime

from vangnet.rules import gaps
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import earlier
from vangnet.rules.limits import Limits


def since(
    doses: Sequence[DoseFacts], restart_at: datetime | None, *, on: date, limits: Limits
) -> datetime | None:
    """From when doses count for growth: the fresh start, or None where all of them count.

    `doses`: of the drug, of which something was given. Only days without count here: how many
    sessions were missed depends on what is ordered a day, which whoever orders may choose.
    """
    if restart_at is None:
        return None
    before = [one for one in doses if one.handed_over_at < restart_at]
    last_on = max((one.clinic_day for one in before), default=None)
    if last_on is None or (on - last_on).days > limits.gap_days_max:
        return restart_at
    return None


def missed_enough(
    doses: Sequence[DoseFacts], *, on: date, a_day: int | None, limits: Limits
) -> bool:
    """Whether these doses lie so far back on that day that the protocol asks for a fresh start."""
    last_on = max(one.clinic_day for one in doses)
    if (on - last_on).days > limits.gap_days_max:
        return True
    if a_day is None or not gaps.missed_days(last_on, on):
        return False  # a session left out on a day with a dose needs no fresh start
    of_it = [earlier.counted_mg(one) for one in doses if one.clinic_day == last_on]
    last = gaps.DayDosed(
        on=last_on, doses=len(of_it), last_mg=of_it[-1], day_mg=sum(of_it, earlier.ZERO)
    )
    missed = gaps.missed_sessions(last, on=on, a_day=a_day, restarted_on=None)
    return gaps.too_many_sessions(missed, limits)


def same_product(facts: Facts, limits: Limits) -> list[DoseFacts]:
    """Doses of the very product asked for since the last (re)start, oldest first."""
    from_at = since(
        earlier.of_drug(facts), facts.restart_signed_at, on=facts.clinic_day, limits=limits
    )
    return earlier.of_product(
        facts.doses, (facts.drug, facts.salt_form, facts.route), since=from_at
    )
