"""Vital signs as other rooms ask for them: whose, since when, and whether the device still speaks.

Only readings that are bound to the visit; what is nobody's is on the page of devices alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from vangnet.clinic.devices.belonging import PutOn
from vangnet.clinic.devices.frames.measured import Flag, Kind
from vangnet.clinic.devices.models import (
    Binding,
    Calibration,
    Device,
    DeviceState,
    Reading,
    Speaks,
)
from vangnet.clinic.reception.models import Visit

VITAL_KINDS = (Kind.SPO2, Kind.PULSE, Kind.RESPIRATORY_RATE)
# How soon a line that always speaks counts as silent. About wires, no clinical value: a device that
# sends each second has missed ten.
SILENT_AFTER = timedelta(seconds=10)
SPEAKS_ALWAYS = frozenset({Speaks.NONIN_ASCII, Speaks.NONIN_DF2, Speaks.PLX, Speaks.PCD01})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vital:
    """One sign of one patient. `unit` is UCUM; `at` the time of the sign, `received_at` ours."""

    at: datetime
    received_at: datetime
    kind: Kind  # spo2, pulse or respiratory_rate
    value: Decimal
    unit: str
    device: str
    is_stale: bool  # older than the device should be silent
    is_doubtful: bool  # the device doubts it: weak signal, artefact, sensor alarm
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPatient:
    """A device that is on this patient now, and whether it is heard."""

    binding: UUID
    device: str
    kind: str
    bound_at: datetime
    heard_at: datetime | None
    told: str  # "sensor_off" and the like
    is_silent: bool  # a device that always speaks, and does not


def vitals_of(visit: Visit, since: datetime, *, at: datetime) -> list[Vital]:
    """Every sign of this visit received from `since` on, oldest first; stale as seen at `at`."""
    return vitals_of_all([visit.pk], since, at=at).get(visit.pk, [])


def vitals_of_all(
    visits: Iterable[UUID], since: datetime, *, at: datetime
) -> dict[UUID, list[Vital]]:
    """The same for several visits in one question."""
    rows = (
        Reading.objects.filter(visit__in=list(visits), kind__in=VITAL_KINDS, received_at__gte=since)
        .select_related("device")
        .defer("raw")
        .order_by("received_at", "pk")
    )
    found: dict[UUID, list[Vital]] = {}
    for row in rows:
        if row.visit_id is not None:
            found.setdefault(row.visit_id, []).append(_vital(row, at))
    for vitals in found.values():
        vitals.sort(key=lambda one: one.at)
    return found


def latest_vitals(visit: Visit, *, at: datetime) -> dict[Kind, Vital]:
    """The newest sign of each kind; a kind that was never measured is not in it."""
    rows = (
        Reading.objects.filter(visit=visit, kind__in=VITAL_KINDS)
        .select_related("device")
        .defer("raw")
        .order_by("kind", "-received_at", "-pk")
        .distinct("kind")
    )
    return {Kind(row.kind): _vital(row, at) for row in rows}


def on_patient(visit: Visit, *, at: datetime) -> list[OnPatient]:
    """The devices that are on this patient now. One that should speak and does not is silent."""
    rows = Binding.objects.filter(
        visit=visit, ended_at__isnull=True, visit__closed_at__isnull=True
    ).select_related("device__heard")
    return [_on_patient(row, at) for row in rows.order_by("bound_at", "pk")]


def is_silent(device: Device, state: DeviceState | None, *, since: datetime, at: datetime) -> bool:
    """Whether a device that always speaks has been silent for too long since `since`."""
    if device.speaks not in SPEAKS_ALWAYS:
        return False
    heard = state.heard_at if state else None
    return at - max(since, heard or since) > SILENT_AFTER


def _on_patient(row: Binding, at: datetime) -> OnPatient:
    state = getattr(row.device, "heard", None)
    return OnPatient(
        binding=row.pk, device=row.device.name, kind=row.device.kind, bound_at=row.bound_at,
        heard_at=state.heard_at if state else None, told=state.told if state else "",
        is_silent=is_silent(row.device, state, since=row.bound_at, at=at),
    )  # fmt: skip


DOUBT = {Flag.QUESTIONABLE.value, Flag.LOW_SIGNAL.value, Flag.SENSOR_ALARM.value}


def _vital(row: Reading, at: datetime) -> Vital:
    return Vital(
        at=row.at, received_at=row.received_at, kind=Kind(row.kind), value=row.value,
        unit=row.ucum, device=row.device.name, is_stale=at - row.at > SILENT_AFTER,
        is_doubtful=bool(DOUBT & set(row.flags)), flags=tuple(row.flags),
    )  # fmt: skip


def put_on_now(
    devices: Iterable[UUID], *, since: datetime
) -> dict[UUID, list[tuple[Binding, PutOn]]]:
    """Who has each device on, or had it at some moment from `since` on; the latest first."""
    rows = (
        Binding.objects.filter(device__in=list(devices))
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since))
        .select_related("visit__patient")
        .prefetch_related("visit__patient__identifiers")
        .order_by("-bound_at")
    )
    found: dict[UUID, list[tuple[Binding, PutOn]]] = {}
    for row in rows:
        patient = row.visit.patient
        numbers = {patient.number, *(one.value for one in patient.identifiers.all())}
        on = PutOn(
            bound_at=row.bound_at, ended_at=row.ended_at, visit_closed_at=row.visit.closed_at,
            numbers=frozenset(numbers),
        )  # fmt: skip
        found.setdefault(row.device_id, []).append((row, on))
    return found


def calibrations_of(devices: Iterable[Device]) -> dict[UUID, Calibration]:
    """The latest calibration of each device that has one."""
    known = list(devices)
    testers = {one.tester_id: one.pk for one in known if one.tester_id}
    rows = Calibration.objects.filter(
        Q(device__in=[one.pk for one in known]) | Q(tester__in=list(testers))
    ).order_by("calibrated_on", "recorded_at")
    found = {}
    for row in rows:
        key = row.device_id or (testers[row.tester_id] if row.tester_id else None)
        if key is not None:
            found[key] = row
    return found
