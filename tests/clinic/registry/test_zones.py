"""The rules and the database take their time zones from two copies; a difference is said."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry import zones
from vangnet.clinic.registry.models import Unit

TODAY = date(2026, 3, 2)


def test_zones_are_those_of_the_lock_and_not_of_the_machine():
    assert zoneinfo.TZPATH == ()
    november = datetime(2026, 11, 1, 9, tzinfo=UTC).astimezone(ZoneInfo("America/Vancouver"))
    assert november.hour == 2  # British Columbia no longer puts its clocks back


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/Vancouver", "Europe/Copenhagen"])
def test_the_embedded_database_agrees(db, zone):
    with acting("system:test"):
        Unit.objects.create(
            code="zone", name="x", country="nl", time_zone=zone, day_starts_at=time(2),
            clock_skew_max=timedelta(0),
        )  # fmt: skip
    assert zones.disagreements(today=TODAY) == []


def test_a_unit_whose_day_begins_at_two_moments_is_named_with_the_first_such_day(
    world, monkeypatch
):
    monkeypatch.setattr(zones, "zone_of", lambda unit: ZoneInfo("Africa/Algiers"))
    (said,) = zones.disagreements(today=TODAY)
    assert "2026-03-29" in said  # Algiers keeps winter time when Amsterdam does not
    assert world.unit.time_zone in said
    assert world.unit.code in said
