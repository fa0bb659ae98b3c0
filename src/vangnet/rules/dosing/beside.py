"""What is taken beside: the cap on methadone next to HAT, the line of all opioids, and what

comes from elsewhere. A medicine of elsewhere has no factor: it is named, never counted.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from vangnet.rules.amounts import OF_HAT, Drug
from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.dosing.facts import OrderingFacts
from vangnet.rules.dosing.steps import last_dose_mg
from vangnet.rules.limits import Limits, NoLimit
from vangnet.rules.medicines import ASK_REASON
from vangnet.rules.protocol import Protocol
from vangnet.rules.tables import Amount, Line, line


def highest_day_mg(facts: OrderingFacts) -> Decimal:
    return max(step.day_mg for step in facts.steps)


def methadone(facts: OrderingFacts, limits: Limits) -> Iterator[Refusal]:
    """Whichever of the two is written last is held against the cap."""
    days = {other.drug: other.day_mg for other in facts.other_orders}
    days[facts.drug] = highest_day_mg(facts)
    if Drug.METHADONE not in days or not OF_HAT & days.keys():
        return
    most = limits.co_methadone_day_mg_max
    if most is None:
        yield refuse(Reason.ORDERING_CO_METHADONE_NOT_SET)
    elif not isinstance(most, NoLimit) and days[Drug.METHADONE] > most:
        yield refuse(
            Reason.ORDERING_CO_METHADONE_ABOVE_MAX, day_mg=days[Drug.METHADONE], max_mg=most
        )


def other_of_hat(facts: OrderingFacts) -> Iterator[Refusal]:
    """One drug of HAT at a time: to change it, the order of the other is stopped first."""
    if facts.drug in OF_HAT:
        for other in facts.other_orders:
            if other.drug in OF_HAT:
                yield refuse(Reason.ORDERING_BESIDE_OTHER_HAT_DRUG, drug=other.drug)


def exposure(facts: OrderingFacts, protocol: Protocol, limits: Limits) -> Line:
    """All that is ordered for one day, at its highest."""
    amounts = [
        Amount(product=(one.drug, one.salt_form, one.route), day_mg=one.day_mg)
        for one in facts.other_orders
    ]
    own = Amount(product=facts.product, day_mg=highest_day_mg(facts))
    return line([own, *amounts], protocol.exposures, limits.exposure_alarm_day_mg)


def alarm(facts: OrderingFacts, protocol: Protocol, limits: Limits) -> Iterator[Refusal]:
    """Over the line it is written why, or it is not signed."""
    found = exposure(facts, protocol, limits)
    if found.over and not facts.reason_given:
        yield refuse(
            Reason.ORDERING_EXPOSURE_ASKS_REASON, total_mg=found.total_mg, line_mg=found.alarm_mg
        )


def sedating(facts: OrderingFacts) -> Iterator[Refusal]:
    """Beside a sedative or an opioid of elsewhere, a rise has its reason in writing."""
    names = [one.name for one in facts.other_medicines if one.kind in ASK_REASON]
    on = raised_on(facts)
    if names and on and not facts.reason_given:
        yield refuse(
            Reason.ORDERING_SEDATIVE_ASKS_REASON, step_on=on, names=", ".join(sorted(names))
        )


def raised_on(facts: OrderingFacts) -> date | None:
    """The first day on which a dose, or the day, is more than before; None: on no day.

    Before is the lowest that is known. What begins, or begins anew after a gap, rises from nothing.
    """
    known = [mg for mg in (last_dose_mg(facts), facts.last_ordered_mg) if mg is not None]
    dose_mg = min(known) if known and not facts.is_restart else None
    day_mg = facts.last_ordered_day_mg
    for step in facts.steps:
        if (
            dose_mg is None
            or step.dose_mg > dose_mg
            or (day_mg is not None and step.day_mg > day_mg)
        ):
            return step.from_on
        dose_mg, day_mg = step.dose_mg, step.day_mg
    return None
