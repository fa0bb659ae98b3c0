"""What earlier doses count for. What was given counts; while a dose is open, all of it does.

A dose of which nothing was given is no dose. Every route, salt form and unit counts, drug by drug:
methadone beside diamorphine has limits of its own.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from vangnet.rules.amounts import OF_HAT, Drug, Route, SaltForm
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.limits import Limits

ZERO = Decimal(0)


def counted_mg(dose: DoseFacts) -> Decimal:
    """What counts toward every limit."""
    if dose.ended_at is None or dose.given_mg is None:
        return dose.handed_mg
    return dose.given_mg


def of_drug(facts: Facts, drug: Drug | None = None) -> list[DoseFacts]:
    """Doses of one drug, else of the drug asked for, by any route and salt form, oldest first."""
    wanted = drug or facts.drug
    return [d for d in facts.doses if d.drug is wanted and counted_mg(d) > 0]


def today(facts: Facts) -> list[DoseFacts]:
    """The doses of the drug asked for on this clinic day, oldest first."""
    return [d for d in of_drug(facts) if d.clinic_day == facts.clinic_day]


def day_mg(facts: Facts, limits: Limits | None) -> Decimal | None:
    """What was had of this drug today, in mg of the salt form asked for; None: cannot be told."""
    total = ZERO
    for dose in today(facts):
        mg = counted_mg(dose)
        if dose.salt_form is not facts.salt_form:
            factor = limits.day_total_factors.get(dose.salt_form) if limits else None
            if factor is None:
                return None
            mg *= factor
        total += mg
    return total


def day_mg_of(facts: Facts, drug: Drug) -> Decimal:
    """What was had of `drug` today, as its milligrams were written down."""
    had = of_drug(facts, drug)
    return sum((counted_mg(d) for d in had if d.clinic_day == facts.clinic_day), ZERO)


def last_ended_at(facts: Facts) -> datetime | None:
    """When the latest dose of this drug, or of any of HAT before one of HAT, ended.

    Doses still open are another reason.
    """
    # When a bottle at home was drunk nobody saw: it counts on its day, not by the hour.
    kin = OF_HAT if facts.drug in OF_HAT else {facts.drug}
    had = [d for d in facts.doses if d.drug in kin and counted_mg(d) > 0 and not d.taken_home]
    ends = [d.ended_at for d in had if d.ended_at is not None]
    return max(ends, default=None)


def of_product(
    doses: Iterable[DoseFacts],
    product: tuple[Drug, SaltForm, Route],
    *,
    since: datetime | None = None,
) -> list[DoseFacts]:
    """Those of this product of which something was given, since that moment."""
    return [
        d
        for d in doses
        if (d.drug, d.salt_form, d.route) == product
        and (since is None or d.handed_over_at >= since)
        and counted_mg(d) > 0
    ]
