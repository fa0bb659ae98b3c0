"""Simulated devices of a demonstration unit: added to it, and running beside its gateway."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from vangnet.clinic.devices.actions import GATEWAY, NewDevice, add_device
from vangnet.clinic.devices.frames.measured import Kind
from vangnet.clinic.devices.frames.pcd01_out import from_monitor
from vangnet.clinic.devices.gateway.forward import exchange
from vangnet.clinic.devices.gateway.simulate import LINES_PATTERN, Simulated, one_of_each
from vangnet.clinic.devices.models import BreathTester, Device, DeviceKind, Speaks
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Unit

NAMES = {
    "nonin_ascii": "Oximeter 1", "nonin_df2": "Oximeter 2", "plx": "Oximeter 3",
    "bactrack": "Breath 2", "lines": "Breath 1",
}  # fmt: skip
LOWEST, FALL_EVERY_SECONDS = 74, 3.0
MONITOR = {Kind.SPO2: 96, Kind.PULSE: 68, Kind.RESPIRATORY_RATE: 14}


@dataclass(slots=True, kw_only=True)
class Pretend:
    """Nothing runs until `start`."""

    unit: Unit
    folder: Path
    clock: Callable[[], datetime]
    under: int | None = None  # seconds until the first oximeter goes under
    hl7: tuple[str, int] | None = None  # where the gateway listens for a monitor
    simulated: list[Simulated] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self, *, at: datetime) -> None:
        self.simulated = one_of_each(self.clock, folder=self.folder)
        for one in self.simulated:
            _add(self.unit, one, at=at)
            one.start()
        if self.hl7 is not None:
            address = f"SIM-{self.unit.code}".upper()
            _add_monitor(self.unit, address, at=at)
            threading.Thread(target=self._monitor, args=(address,), daemon=True).start()
        if self.under is not None:
            threading.Thread(target=self._go_under, name="going under", daemon=True).start()

    def stop(self) -> None:
        self._over.set()
        for one in self.simulated:
            one.stop()

    def _monitor(self, address: str) -> None:
        """A monitor that sends three signs a second over HL7, and connects again when it is cut."""
        assert self.hl7 is not None
        while not self._over.wait(1):
            try:
                with socket.create_connection(self.hl7, timeout=10) as line:
                    while not self._over.wait(1):
                        key = uuid4().hex[:20]
                        message = from_monitor(key, address, MONITOR, at=self.clock())
                        exchange(line, message, key=key)
            except OSError:
                continue

    def _go_under(self) -> None:
        oximeter = self.simulated[0]
        self._over.wait(self.under)
        while oximeter.spo2 and oximeter.spo2 > LOWEST and not self._over.is_set():
            oximeter.spo2 -= 1
            self._over.wait(FALL_EVERY_SECONDS)


def _add(unit: Unit, one: Simulated, *, at: datetime) -> None:
    serial = f"SIM-{unit.code}-{one.speaks}"[:40]
    if known := Device.objects.filter(serial=serial).first():
        with acting(GATEWAY):
            known.address = one.path
            known.save(update_fields=["address"])
        return
    is_tester = one.speaks in ("bactrack", "lines")
    add_device(
        unit=unit, by=None, at=at,
        new=NewDevice(
            name=NAMES[one.speaks], serial=serial, speaks=Speaks(one.speaks), address=one.path,
            kind=DeviceKind.BREATH_TESTER if is_tester else DeviceKind.PULSE_OXIMETER,
            pattern=LINES_PATTERN if one.speaks == "lines" else "",
            tester=_tester(unit, one.speaks, serial) if is_tester else None,
        ),
    )  # fmt: skip


def _add_monitor(unit: Unit, address: str, *, at: datetime) -> None:
    if Device.objects.filter(serial=address).exists():
        return
    add_device(
        unit=unit, by=None, at=at,
        new=NewDevice(
            name="Monitor 1", serial=address, kind=DeviceKind.MONITOR, speaks=Speaks.PCD01,
            address=address, goes_by_own_clock=True,
        ),
    )  # fmt: skip


def _tester(unit: Unit, speaks: str, serial: str) -> BreathTester:
    """The hatch's own tester where one is free and prints that unit, else one that is made up."""
    free = BreathTester.objects.filter(unit=unit, in_service=True, plugged_in__isnull=True)
    ours = free.filter(reading_unit="[ppth]") if speaks == "bactrack" else free
    if found := ours.order_by("name").first():
        return found
    with acting(GATEWAY):
        return BreathTester.objects.create(
            unit=unit, name=NAMES[speaks], serial=serial, reading_unit="[ppth]"
        )
