"""The values of people in recovery, whoever or whatever measured them, oldest first.

A device's values are readings with its name: the rules ask of them what they ask of a look, and
ring when the device falls silent. What the device itself doubts is no value.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vangnet.clinic.devices import trail
from vangnet.clinic.devices.frames.measured import Kind
from vangnet.clinic.recovery.models import Observation
from vangnet.rules.alarms import DeviceOn, Reading
from vangnet.rules.watching import Sign

COLUMNS = {
    "spo2_percent": Sign.OXYGEN,
    "breaths_per_minute": Sign.BREATHS,
    "pulse_per_minute": Sign.PULSE,
    "sedation_score": Sign.SEDATION,
}
SIGNS = {
    Kind.SPO2: Sign.OXYGEN, Kind.RESPIRATORY_RATE: Sign.BREATHS, Kind.PULSE: Sign.PULSE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Each visit's, oldest first. `whole_after`: as `trail.Trail` says it."""

    readings: dict[UUID, tuple[Reading, ...]]
    whole_after: dict[UUID, datetime]


def of_visits(visits: Iterable[UUID], *, newest: int | None = None) -> Values:
    """One question to the looks and one to the devices, for all these visits."""
    asked = list(visits)
    found: dict[UUID, list[Reading]] = defaultdict(list)
    rows = (
        Observation.objects.filter(visit__in=asked, corrected_by__isnull=True)
        .order_by("at", "pk")
        .values("visit_id", "at", *COLUMNS)
    )
    for row in rows:
        found[row["visit_id"]] += [
            Reading(at=row["at"], sign=sign, value=row[column])
            for column, sign in COLUMNS.items()
            if row[column] is not None
        ]
    trails = trail.of_visits(asked, newest=newest)
    for sent in trails.sent:
        found[sent.visit].append(_said(sent))
    readings = {visit: tuple(sorted(known, key=_when)) for visit, known in found.items()}
    return Values(readings=readings, whole_after=trails.whole_after)


def by_devices(visit: UUID) -> tuple[Reading, ...]:
    """What devices alone measured in this visit, oldest first."""
    return tuple(_said(sent) for sent in trail.of_visits([visit], ends=True).sent)


def _said(sent: trail.Sent) -> Reading:
    # Rounded down: a saturation of 89.6 per cent is not yet 90.
    return Reading(at=sent.at, sign=SIGNS[sent.kind], value=int(sent.value), device=sent.device)


def devices_on(visits: Iterable[UUID]) -> dict[UUID, tuple[DeviceOn, ...]]:
    """The devices that should be heard of these visits."""
    found: dict[UUID, list[DeviceOn]] = defaultdict(list)
    for visit, name, since in trail.awaited(list(visits)):
        found[visit].append(DeviceOn(name=name, on_since=since))
    return {visit: tuple(known) for visit, known in found.items()}


def _when(reading: Reading) -> datetime:
    return reading.at
