"""Incidents that count, and how many there were in how many doses, by route and by month."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.registry.facts import clinic_day_of, end_of_day
from vangnet.clinic.registry.models import Unit
from vangnet.rules.incidents import IncidentKind, Rate, rate

A_DAY = timedelta(days=1)
ALL = ""  # every route together, and what was not about a dose

Counts = Counter[tuple[str, date]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Rates a route and month, and a route over all months. Routes as the protocol writes them."""

    months: tuple[date, ...]  # the first day of each, oldest first
    routes: tuple[str, ...]  # `ALL` first
    cells: dict[tuple[str, date], Rate]
    whole: dict[str, Rate]


def counting(unit: Unit) -> QuerySet[Incident]:
    """The rows that count: nothing corrects them, and they are not struck."""
    return Incident.objects.filter(unit=unit, corrected_by__isnull=True, is_void=False)


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first day of each month from one to the other, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    start = first.year * 12 + first.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(start, start + count + 1))


def in_months(
    unit: Unit, months: tuple[date, ...], *, kind: IncidentKind | None = None
) -> list[tuple[date, Incident]]:
    """Incidents that happened in those months, each with its month by the unit's clinic day."""
    begins_at = end_of_day(unit, day=months[0] - A_DAY)
    ends_at = end_of_day(unit, day=_next(months[-1]) - A_DAY)
    rows = counting(unit).filter(happened_at__gte=begins_at, happened_at__lt=ends_at)
    rows = rows.filter(kind=kind.value) if kind else rows
    known = rows.select_related("dose", "patient").order_by("happened_at", "pk")
    return [(month_of(clinic_day_of(unit, at=one.happened_at)), one) for one in known]


def rates(unit: Unit, *, months: tuple[date, ...], kind: IncidentKind | None = None) -> Rates:
    """Incidents per 1,000 doses handed over and used at least in part."""
    found = in_months(unit, months, kind=kind)
    counts: Counts = Counter((_route(one), month) for month, one in found)
    doses = _doses(unit, months)
    routes = (ALL, *sorted({route for route, _month in (*counts, *doses) if route != ALL}))
    happened, every = _a_month(counts), _a_month(doses)
    cells = {
        (route, month): rate(happened[month], every[month])
        if route == ALL
        else rate(counts[route, month], doses[route, month])
        for route in routes
        for month in months
    }
    whole = {route: _sum(cells[route, month] for month in months) for route in routes}
    return Rates(months=months, routes=routes, cells=cells, whole=whole)


def _sum(cells: Iterable[Rate]) -> Rate:
    listed = list(cells)
    return rate(sum(one.count for one in listed), sum(one.doses for one in listed))


def _a_month(counts: Counts) -> Counter[date]:
    """Every route together."""
    summed: Counter[date] = Counter()
    for (_route, month), count in counts.items():
        summed[month] += count
    return summed


def _route(incident: Incident) -> str:
    return incident.dose.route if incident.dose else ALL


def _doses(unit: Unit, months: tuple[date, ...]) -> Counts:
    """Doses handed over here. One of which nothing was used is none."""
    rows = HandOver.objects.filter(
        unit=unit, allowed=True, clinic_day__gte=months[0], clinic_day__lt=_next(months[-1])
    ).exclude(use__given_mg=0)
    days = rows.values_list("route", "clinic_day")
    return Counter((route, month_of(day)) for route, day in days)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def cell_fewest(unit: Unit, *, at: datetime) -> int | None:
    """From how many on incidents of a kind are told apart; None: nobody has signed it."""
    found = in_force(unit=unit, at=at)
    value = found[1].values.get("learning_cell_fewest") if found else None
    return int(value.value) if value else None
