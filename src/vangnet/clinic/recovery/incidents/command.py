"""`vangnet incidents rates`: how often, per 1,000 doses by route and month, for the terminal.

Prints counts and rates only: no name, no number of a patient, no day.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click
from django.utils import timezone

from vangnet.clinic.recovery.incidents import facts
from vangnet.clinic.recovery.incidents.reading import last_months
from vangnet.clinic.registry.choosing import unit_of
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.keeping.trouble import TroubleError
from vangnet.rules.incidents import IncidentKind, Rate

MONTH = "%Y-%m"
EVERY_ROUTE = "all"
LONGEST_MONTHS = 120


@click.group()
def incidents() -> None:
    """What the register of incidents says, without saying about whom."""


@incidents.command()
@click.option("--unit", "code", metavar="CODE", help="The unit, when there is more than one.")
@click.option("--kind", type=click.Choice(list(IncidentKind)), help="Only this kind.")
@click.option("--from", "first", metavar="YYYY-MM", help="First month; else twelve months back.")
@click.option("--to", "last", metavar="YYYY-MM", help="Last month; else this one.")
@click.option("--json", "as_json", is_flag=True, help="Print the same as JSON.")
def rates(
    code: str | None, kind: str | None, first: str | None, last: str | None, as_json: bool
) -> None:
    """Incidents per 1,000 doses by route and month, with the exact 95 % Poisson interval."""
    unit = unit_of(code)
    months = _months(unit, first, last)
    found = facts.rates(unit, months=months, kind=IncidentKind(kind) if kind else None)
    if as_json:
        click.echo(json.dumps(to_json(found), indent=2))
        return
    for line in lines(found):
        click.echo(line)


def lines(found: facts.Rates) -> list[str]:
    """A table: a line a route and month, then the route over all months."""
    head = f"{'route':<16}{'month':<9}{'incidents':>10}{'doses':>9}{'per 1,000':>11}  95 % interval"
    rows = [head]
    for route in found.routes:
        name = route or EVERY_ROUTE
        rows += [
            _line(name, f"{month:{MONTH}}", found.cells[route, month]) for month in found.months
        ]
        rows.append(_line(name, "whole", found.whole[route]))
    return rows


def _line(route: str, month: str, one: Rate) -> str:
    told = "no doses" if one.per_1000 is None else f"{one.per_1000}"
    between = "" if one.per_1000 is None else f"{one.low} to {one.high}"
    return f"{route:<16}{month:<9}{one.count:>10}{one.doses:>9}{told:>11}  {between}".rstrip()


def to_json(found: facts.Rates) -> list[dict[str, Any]]:
    cells = [
        (route, f"{month:{MONTH}}", found.cells[route, month])
        for route in found.routes
        for month in found.months
    ]
    cells += [(route, "whole", found.whole[route]) for route in found.routes]
    return [
        {"route": route or EVERY_ROUTE, "month": month, "incidents": one.count, "doses": one.doses,
         "per_1000": _text(one.per_1000), "low": _text(one.low), "high": _text(one.high)}
        for route, month, one in cells
    ]  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _months(unit: Unit, first: str | None, last: str | None) -> tuple[date, ...]:
    today = clinic_day_of(unit, at=timezone.now())
    ends = _month("--to", last) if last else facts.month_of(today)
    begins = _month("--from", first) if first else last_months(ends)[0]
    months = facts.months_between(begins, ends) if begins <= ends else ()
    if not 0 < len(months) <= LONGEST_MONTHS:
        raise TroubleError(
            "These months do not follow each other.",
            way_out=f"--from comes before --to, at most {LONGEST_MONTHS} months apart.",
        )
    return months


def _month(option: str, text: str) -> date:
    try:
        return datetime.strptime(text, MONTH).date()  # noqa: DTZ007  # a month, not an instant
    except ValueError:
        raise TroubleError(
            f"{option} {text!r} is not a month.", way_out="Write it as year-month: 2026-03."
        ) from None
