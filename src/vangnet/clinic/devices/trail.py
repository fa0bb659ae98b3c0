"""The signs of several people as they went: every change of every device, and its last word.

An oximeter sends each second; between two changes it says nothing new. So a run of equal values
is told by where it begins and where it ends or stands now.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from vangnet.clinic.devices.facts import DOUBT, SPEAKS_ALWAYS, VITAL_KINDS
from vangnet.clinic.devices.frames.measured import Flag, Kind
from vangnet.clinic.devices.models import Binding

QUESTION = """
with sent as (
  select r.visit_id, r.device_id, r.kind, r.value,
         case when r.measured_at is null or %(ignored)s = any (r.flags) then r.received_at
              else least(r.measured_at, r.received_at) end as at
    from devices_reading r
   where r.visit_id = any (%(visits)s) and r.kind = any (%(kinds)s)
     and not r.flags && %(doubt)s::varchar[]),
marked as (
  select s.*, lag(s.value) over run as before, lead(s.value) over run as after
    from sent s window run as (partition by s.visit_id, s.device_id, s.kind order by s.at))
select m.visit_id, d.name, m.kind, m.at, m.value
  from marked m join devices_device d on d.id = m.device_id
 where m.before is distinct from m.value or m.after is distinct from m.value
 order by m.at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One value that a device was sure of. SpO2 in per cent, pulse and breaths a minute."""

    visit: UUID
    device: str
    kind: Kind
    at: datetime
    value: Decimal


def of_visits(visits: Iterable[UUID]) -> list[Sent]:
    """Of all these visits in one question, oldest first."""
    asked = list(visits)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            QUESTION,
            {
                "visits": asked, "kinds": [kind.value for kind in VITAL_KINDS],
                "doubt": sorted(DOUBT), "ignored": Flag.CLOCK_IGNORED.value,
            },
        )  # fmt: skip
        return [
            Sent(visit=visit, device=name, kind=Kind(kind), at=at, value=value)
            for visit, name, kind, at, value in cursor.fetchall()
        ]


def awaited(visits: Iterable[UUID]) -> Iterator[tuple[UUID, str, datetime]]:
    """Visit, device and since when it is on: those that always speak, and were not taken off."""
    rows = Binding.objects.filter(
        visit__in=list(visits), ended_at__isnull=True,
        device__speaks__in=[one.value for one in SPEAKS_ALWAYS],
    ).order_by("bound_at", "pk")  # fmt: skip
    yield from rows.values_list("visit_id", "device__name", "bound_at")
