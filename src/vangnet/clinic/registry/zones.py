"""Does the database know the same time zones as the rules? Countries change them, copies age.

The guards refuse a visit whose clinic day the two read differently; this says so beforehand.
"""

from datetime import date, datetime, timedelta

from django.db import connection

from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Unit
from vangnet.rules.clinic_day import day_bounds

AHEAD = timedelta(days=400)  # far enough to see the next change of the clocks, both ways


def disagreements(*, today: date) -> list[str]:
    """A sentence for each unit with a day that begins at two different instants; the first such."""
    return [
        f"The database has other time zone data for {unit.time_zone}: from {day:%Y-%m-%d} on it "
        f"begins the day of unit {unit.code} at another moment, and refuses visits around it. "
        "Update tzdata on the database's server, or Vangnet."
        for unit in Unit.objects.order_by("code")
        if (day := _first_parting(unit, today=today))
    ]


def _first_parting(unit: Unit, *, today: date) -> date | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select day::date, clinic_day_start(day::date, %s::time, %s)"
            " from generate_series(%s::date, %s::date, interval '1 day') as day order by day",
            [unit.day_starts_at.isoformat(), unit.time_zone, today, today + AHEAD],
        )
        read: list[tuple[date, datetime]] = cursor.fetchall()
    starts_at, zone = unit.day_starts_at, zone_of(unit)
    return next((day for day, at in read if at != day_bounds(day, zone, starts_at)[0]), None)
