"""The signs of several people as they went: every change of every device, and its last word.

An oximeter sends each second; between two changes it says nothing new. So a run of equal values
is told by where it begins and where it stands now, and where it ended if that is asked.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection

from vangnet.clinic.devices.facts import DOUBT, SPEAKS_ALWAYS, VITAL_KINDS
from vangnet.clinic.devices.frames.measured import Flag, Kind
from vangnet.clinic.devices.models import Binding

# One text for all: a person in recovery has sent hundreds of values, and many columns of many rows
# would take most of the time that a board has.
QUESTION = """
with sent as (
  select r.visit_id, r.device_id, r.kind, r.value, r.received_at, r.id,
         case when r.measured_at is null or %(ignored)s = any (r.flags) then r.received_at
              else least(r.measured_at, r.received_at) end as at
    from (select distinct b.visit_id, b.device_id, k.kind
            from devices_binding b, unnest(%(kinds)s::varchar[]) k (kind)
           where b.visit_id = any (%(visits)s)) b
    cross join lateral (
      select * from devices_reading r
       where r.visit_id = b.visit_id and r.device_id = b.device_id and r.kind = b.kind
         and not r.flags && %(doubt)s::varchar[]
       order by r.received_at desc limit %(newest)s) r),
marked as (
  select s.*, lag(s.value) over run as before, lead(s.value) over run as after
    from sent s
  window run as (partition by s.visit_id, s.device_id, s.kind order by s.at, s.received_at, s.id))
select json_agg(json_build_array(
         m.visit_id, d.name, m.kind, (extract(epoch from m.at) * 1000000)::bigint, m.value::text)
         order by m.at, m.received_at, m.id)::text,
       (select json_agg(c) from (
          select s.visit_id, (extract(epoch from min(s.received_at)) * 1000000)::bigint as at
            from sent s group by s.visit_id, s.device_id, s.kind
          having count(*) = %(newest)s) c)::text
  from marked m join devices_device d on d.id = m.device_id
 where m.before is distinct from m.value or m.after is null
    or (%(ends)s and m.after is distinct from m.value)
"""
KINDS = {kind.value: kind for kind in Kind}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One value that a device was sure of. SpO2 in per cent, pulse and breaths a minute."""

    visit: UUID
    device: str
    kind: Kind
    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What was sent, oldest first. `whole_after`: of these visits only what is later is all."""

    sent: list[Sent]
    whole_after: dict[UUID, datetime]


def of_visits(visits: Iterable[UUID], *, newest: int | None = None, ends: bool = False) -> Trail:
    """Of all these visits in one question. `newest`: no more of each device and sign than the

    last so many that arrived; one that came late may then be missing where it was measured.
    `ends`: also the last value of each run, which says until when a person had it.
    """
    asked = {str(visit): visit for visit in visits}
    if not asked:
        return Trail(sent=[], whole_after={})
    with connection.cursor() as cursor:
        cursor.execute(
            QUESTION,
            {
                "visits": list(asked.values()), "kinds": [kind.value for kind in VITAL_KINDS],
                "doubt": sorted(DOUBT), "ignored": Flag.CLOCK_IGNORED.value, "newest": newest,
                "ends": ends,
            },
        )  # fmt: skip
        rows, cuts = (json.loads(text or "[]") for text in cursor.fetchone())
    whole_after: dict[UUID, datetime] = {}
    for cut in cuts:  # whatever arrived before was measured before
        visit, at = asked[cut["visit_id"]], _moment(cut["at"])
        whole_after[visit] = max(at, whole_after.get(visit, at))
    return Trail(
        sent=[
            Sent(visit=asked[visit], device=name, kind=KINDS[kind], value=Decimal(value),
                 at=_moment(at))
            for visit, name, kind, at, value in rows
        ],
        whole_after=whole_after,
    )  # fmt: skip


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def awaited(visits: Iterable[UUID]) -> Iterator[tuple[UUID, str, datetime]]:
    """Visit, device and since when it is on: those that always speak, and were not taken off."""
    rows = Binding.objects.filter(
        visit__in=list(visits), ended_at__isnull=True,
        device__speaks__in=[one.value for one in SPEAKS_ALWAYS],
    ).order_by("bound_at", "pk")  # fmt: skip
    yield from rows.values_list("visit_id", "device__name", "bound_at")
