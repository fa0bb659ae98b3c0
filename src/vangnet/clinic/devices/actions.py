"""Devices of the unit: added, calibrated, put on a patient and taken off; and readings, kept.

The gateway writes readings and nothing else; who has a device on is written by staff only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vangnet.clinic.devices.belonging import PutOn, why_unbound
from vangnet.clinic.devices.facts import calibrations_of, put_on_now
from vangnet.clinic.devices.frames.session import Keep
from vangnet.clinic.devices.models import (
    Binding,
    BreathTester,
    Calibration,
    Device,
    DeviceKind,
    Reading,
    Speaks,
)
from vangnet.clinic.journal.actions import GuardRefused, RequestReused, acting
from vangnet.clinic.reception.models import RoomStay, Visit
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task

GATEWAY = "system:devices"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """What is typed of a device. `reading_unit` is of a breath tester that prints no unit."""

    name: str
    serial: str
    kind: DeviceKind
    speaks: Speaks
    address: str
    baud: int = 9600
    pattern: str = ""
    goes_by_own_clock: bool = False
    tester: BreathTester | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """The answer: the device is on this patient, or it is on another one, who is named."""

    binding: Binding | None
    is_on: Visit | None = None


class StillOn(Exception):
    """The device is on a patient who is here: it is taken off first."""


class NotHere(Exception):
    """The device or the visit is of another unit, out of service, or closed."""


def add_device(*, unit: Unit, new: NewDevice, by: User | None, at: datetime) -> Device:
    """Add a device. `by` is None only for simulated ones of a demonstration unit."""
    if by is not None:
        by.must(Task.KEEP_DEVICES)
    with acting(str(by.pk) if by else GATEWAY):
        return Device.objects.create(
            unit=unit, name=new.name, serial=new.serial, kind=new.kind, speaks=new.speaks,
            address=new.address, baud=new.baud, pattern=new.pattern,
            goes_by_own_clock=new.goes_by_own_clock, tester=new.tester, added_at=at, added_by=by,
        )  # fmt: skip


def set_in_service(*, device: Device, in_service: bool, by: User) -> None:
    """Take a device out of service, or back. One that is on a patient is taken off first."""
    by.must(Task.KEEP_DEVICES)
    with acting(str(by.pk)):
        Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        on = Binding.objects.filter(device=device, ended_at__isnull=True)
        if not in_service and on.filter(visit__closed_at__isnull=True).exists():
            raise StillOn(device.pk)
        device.in_service = in_service
        device.save(update_fields=["in_service"])


def record_calibration(
    *, device: Device, calibrated_on: date, due_on: date, by: User, at: datetime
) -> Calibration:
    """Write down that a device was calibrated. That of a breath tester is the hatch's as well."""
    by.must(Task.KEEP_DEVICES)
    with acting(str(by.pk)):
        return Calibration.objects.create(
            device=None if device.tester_id else device, tester=device.tester,
            calibrated_on=calibrated_on, due_on=due_on, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def put_on(*, visit: Visit, device: Device, by: User, at: datetime, request_id: UUID) -> Put:
    """Put a device on the patient of an open visit. On another open visit it stays where it is.

    A binding to a visit that is over ends here: nobody has to remember to take devices off.
    """
    by.must(Task.OBSERVE)
    with acting(str(by.pk)):
        locked = Device.objects.select_for_update(no_key=True).get(pk=device.pk)
        if earlier := Binding.objects.filter(request_id=request_id).first():
            if (earlier.visit_id, earlier.device_id) != (visit.pk, device.pk):
                raise RequestReused(request_id)
            return Put(binding=earlier)
        here = Visit.objects.get(pk=visit.pk)
        if not locked.in_service or locked.unit_id != here.unit_id or here.closed_at is not None:
            raise NotHere(device.pk)
        standing = Binding.objects.filter(device=locked, ended_at__isnull=True)
        if current := standing.select_related("visit__patient__unit").first():
            if current.visit_id == here.pk:
                return Put(binding=current)
            if current.visit.closed_at is None:
                return Put(binding=None, is_on=current.visit)
            _end(current, by=by, at=at)
        stay = RoomStay.objects.filter(visit=here, until_at__isnull=True).first()
        return Put(
            binding=Binding.objects.create(
                unit_id=here.unit_id, device=locked, visit=here, room=stay.room if stay else None,
                bound_at=at, bound_by=by, request_id=request_id,
            )
        )  # fmt: skip


def take_off(*, binding: Binding, by: User, at: datetime) -> Binding:
    """The device is off this patient. Twice is once."""
    by.must(Task.OBSERVE)
    with acting(str(by.pk)):
        locked = Binding.objects.select_for_update(no_key=True).get(pk=binding.pk)
        if locked.ended_at is None:
            _end(locked, by=by, at=at)
        return locked


def _end(binding: Binding, *, by: User, at: datetime) -> None:
    binding.ended_at, binding.ended_by = max(at, binding.bound_at), by
    binding.save(update_fields=["ended_at", "ended_by"])


def keep_readings(heard: Sequence[tuple[Device, Keep]], *, unit: Unit) -> list[Reading]:
    """Keep what devices of `unit` sent, each with its patient or with why it is nobody's.

    The same reading twice is one row. Should the database see it otherwise (a device was taken off
    at this very moment), the reading is kept as nobody's.
    """
    if not heard:
        return []
    rows = _rows(heard, unit)
    try:
        return _insert(rows)
    except GuardRefused:
        return [kept for row in rows if (kept := _insert_alone(row)) is not None]


def _rows(heard: Sequence[tuple[Device, Keep]], unit: Unit) -> list[Reading]:
    devices = {device.pk: device for device, _keep in heard}
    first = min(keep.received_at for _device, keep in heard)
    bindings = put_on_now(devices, since=first)
    calibrations = calibrations_of(devices.values())
    return [
        _row(device, keep, unit, bindings.get(device.pk, []), calibrations.get(device.pk))
        for device, keep in heard
    ]


def _row(
    device: Device, keep: Keep, unit: Unit, bindings: Iterable[tuple[Binding, PutOn]],
    calibration: Calibration | None,
) -> Reading:  # fmt: skip
    one, at = keep.measured, keep.received_at
    binding, on = next(
        ((binding, on) for binding, on in bindings if on.bound_at <= at), (None, None)
    )
    why = why_unbound(
        one, received_at=at, put_on=on, goes_by_own_clock=device.goes_by_own_clock,
        clock_skew_max=unit.clock_skew_max,
    )  # fmt: skip
    bound = binding if why is None else None
    done = (calibration.calibrated_on, calibration.due_on) if calibration else (None, None)
    return Reading(
        unit=unit, device=device, binding=bound, visit=bound.visit if bound else None,
        unbound_because=why.value if why else "", kind=one.kind.value, value=one.value,
        ucum=one.unit, measured_at=one.measured_at, received_at=at,
        calibrated_on=done[0], calibration_due_on=done[1],
        flags=[flag.value for flag in one.flags], raw=one.raw, fingerprint=keep.fingerprint,
    )  # fmt: skip


def _insert(rows: list[Reading]) -> list[Reading]:
    with acting(GATEWAY):
        return Reading.objects.bulk_create(rows, ignore_conflicts=True)


def _insert_alone(row: Reading) -> Reading | None:
    """As it is; else as nobody's; None when the database refuses even that."""
    try:
        return _insert([row])[0]
    except GuardRefused:
        if row.visit_id is None:
            return None
    row.binding, row.visit, row.unbound_because = None, None, "no_binding"
    try:
        return _insert([row])[0]
    except GuardRefused:
        return None
