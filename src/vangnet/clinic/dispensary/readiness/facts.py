"""Rows in, the rule's facts out. The hatch reads the same in one call (0030_readiness.sql)."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import connection

from vangnet.clinic.devices.models import BreathTester
from vangnet.clinic.dispensary.readiness.models import UnitCheck
from vangnet.clinic.protocols import facts as protocols
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.rules import readiness as rule
from vangnet.rules.readiness_facts import (
    DutyFacts,
    NaloxoneFacts,
    ReadinessFacts,
    UnitCheckFacts,
)


def last_check(unit: Unit, *, at: datetime) -> UnitCheck | None:
    """The unit's last check by that moment, of whatever day."""
    known = UnitCheck.objects.filter(unit=unit, checked_at__lte=at).select_related("checked_by")
    return known.order_by("checked_at", "pk").last()


def unit_readiness(unit: Unit, *, at: datetime) -> ReadinessFacts:
    """What the rule of readiness is told, one question a query."""
    day, found = clinic_day_of(unit, at=at), last_check(unit, at=at)
    return ReadinessFacts(
        zone=unit.time_zone, day_starts_at=unit.day_starts_at,
        check=_check(found) if found else None,
        breath_testers_calibrated=_testers(unit, day),
    )  # fmt: skip


def shifts_of(unit: Unit, *, at: datetime) -> tuple[datetime, ...] | None:
    """The instants of this clinic day from which a new check is needed; None: not signed."""
    found = protocols.in_force(unit=unit, at=at)
    asks = rule.signed(found[1]) if found else None
    if asks is None:
        return None
    place = ReadinessFacts(
        zone=unit.time_zone, day_starts_at=unit.day_starts_at, check=None,
        breath_testers_calibrated=0,
    )  # fmt: skip
    return rule.shift_starts(place, asks.shift_starts, clinic_day_of(unit, at=at))


def _check(row: UnitCheck) -> UnitCheckFacts:
    staff = User.objects.filter(pk__in=row.on_duty, is_active=True)
    roles = Counter(staff.values_list("role", flat=True))
    return UnitCheckFacts(
        checked_at=row.checked_at,
        naloxone=tuple(_naloxone(one) for one in row.naloxone),
        oxygen_ready=row.oxygen_ready,
        resuscitation_kit_ready=row.resuscitation_kit_ready,
        on_duty=tuple(DutyFacts(role=role, count=n) for role, n in sorted(roles.items())),
    )


def _naloxone(row: list[Any]) -> NaloxoneFacts:
    return NaloxoneFacts(lot=row[0], expires_on=date.fromisoformat(row[1]), count=row[2])


def _testers(unit: Unit, day: date) -> int:
    """Testers in service whose last calibration covers that day."""
    testers = BreathTester.objects.filter(unit=unit, in_service=True)
    last = [
        tester.calibrations.order_by("calibrated_on", "recorded_at", "pk").last()
        for tester in testers
    ]
    return sum(1 for one in last if one and one.calibrated_on <= day <= one.due_on)


def read(unit: Unit, *, at: datetime) -> ReadinessFacts:
    """The same in one question, for pages that ask again every two seconds."""
    with connection.cursor() as cursor:
        cursor.execute("select dispensary_readiness(%s, %s)::text", [unit.pk, at])
        return readiness_of(json.loads(cursor.fetchone()[0]))


def readiness_of(row: Mapping[str, Any]) -> ReadinessFacts:
    """The same from what the database's own function brought."""
    check = row["check"]
    return ReadinessFacts(
        zone=row["zone"], day_starts_at=time.fromisoformat(row["day_starts_at"]),
        check=check and UnitCheckFacts(
            checked_at=datetime.fromisoformat(check[0]),
            naloxone=tuple(_naloxone(one) for one in check[1]),
            oxygen_ready=check[2], resuscitation_kit_ready=check[3],
            on_duty=tuple(DutyFacts(role=one[0], count=one[1]) for one in check[4] or ()),
        ),
        breath_testers_calibrated=row["testers"],
    )  # fmt: skip
