"""What other rooms and pages ask the registry."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from vangnet.clinic.registry.models import Unit
from vangnet.rules.clinic_day import clinic_day, day_bounds


def zone_of(unit: Unit) -> ZoneInfo:
    return ZoneInfo(unit.time_zone)


def clinic_day_of(unit: Unit, *, at: datetime) -> date:
    """The clinic day of `unit` that the instant `at` belongs to."""
    return clinic_day(at, zone_of(unit), unit.day_starts_at)


def end_of_day(unit: Unit, *, day: date) -> datetime:
    """The first instant after that clinic day, in UTC."""
    return day_bounds(day, zone_of(unit), unit.day_starts_at)[1]
