"""Devices of a unit, on patients, and what they send; made by the actions the gateway uses."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.devices import actions
from vangnet.clinic.devices.frames.measured import PERCENT, Flag, Kind, Measured
from vangnet.clinic.devices.frames.session import Keep, fingerprint_of
from vangnet.clinic.devices.models import Binding, Device, DeviceKind, Reading, Speaks
from vangnet.clinic.reception.models import Visit


def oximeter(world: World, **changes: object) -> Device:
    number = uuid4().hex[:12]
    values: dict = {
        "name": "Oximeter 1", "serial": f"OX-{number}", "kind": DeviceKind.PULSE_OXIMETER,
        "speaks": Speaks.NONIN_ASCII, "address": f"/dev/none-{number}", **changes,
    }  # fmt: skip
    return actions.add_device(
        unit=world.unit, new=actions.NewDevice(**values), by=world.nurse, at=world.now
    )


def monitor(world: World, address: str = "080019FFFE134535", **changes: object) -> Device:
    return oximeter(
        world, name="Monitor 1", kind=DeviceKind.MONITOR, speaks=Speaks.PCD01, address=address,
        **{"goes_by_own_clock": True, **changes},
    )  # fmt: skip


def breath_tester(world: World, **changes: object) -> Device:
    return oximeter(
        world, name="AL-1", kind=DeviceKind.BREATH_TESTER,
        **{"speaks": Speaks.LINES, "pattern": r"(?P<value>\d+)", "tester": world.tester, **changes},
    )  # fmt: skip


def put_on(world: World, visit: Visit, device: Device) -> Binding:
    put = actions.put_on(
        visit=visit, device=device, by=world.nurse, at=world.now, request_id=uuid4()
    )
    assert put.binding is not None
    return put.binding


def measured(
    value: object = 97, *, kind: Kind = Kind.SPO2, unit: str = PERCENT,
    at: datetime | None = None, flags: tuple[Flag, ...] = (), **more: object,
) -> Measured:  # fmt: skip
    values: dict = {"raw": b"SPO2=097 HR=072", **more}
    return Measured(
        kind=kind, value=Decimal(str(value)), unit=unit, measured_at=at, flags=flags, **values
    )


def keep_all(world: World, device: Device, sent: list[tuple[Measured, timedelta]]) -> None:
    """What a device sent, each so long after now."""
    heard = [
        (device, Keep(measured=one, received_at=world.now + after, fingerprint=""))
        for one, after in sent
    ]
    actions.keep_readings(heard, unit=world.unit)


def keep(world: World, device: Device, one: Measured | None = None, **changes: object) -> Reading:
    """One reading as the gateway would keep it now."""
    found = one or measured(**changes)  # type: ignore[arg-type]
    heard = Keep(measured=found, received_at=world.now, fingerprint=fingerprint_of(found))
    [row] = actions.keep_readings([(device, heard)], unit=world.unit)
    return Reading.objects.get(pk=row.pk)
