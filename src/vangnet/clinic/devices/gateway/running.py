"""The whole gateway: a thread a serial line, the MLLP server, the forwarding, and the engine.

`run` returns when `over` is set, after everything that came is written.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone

from vangnet.clinic.devices.gateway.engine import UNREACHABLE, Engine
from vangnet.clinic.devices.gateway.forward import Forward
from vangnet.clinic.devices.gateway.inbox import Inbox
from vangnet.clinic.devices.gateway.mllp_server import MllpServer
from vangnet.clinic.devices.gateway.serial_line import SerialLine
from vangnet.clinic.devices.models import Device, Speaks
from vangnet.clinic.registry.models import Unit

BATCH_SECONDS = 0.1  # how long the first reading may wait for others to be written with it
STOP_SECONDS = 5


@dataclass(slots=True, kw_only=True)
class Gateway:
    """What runs. `mllp` and `forward_to` are None where they were not asked for."""

    unit: Unit
    mllp: tuple[str, int] | None = None
    forward_to: tuple[str, int] | None = None
    say: Callable[[str], None] = lambda _text: None
    clock: Callable[[], datetime] = timezone.now
    over: threading.Event = field(default_factory=threading.Event)
    ready: threading.Event = field(default_factory=threading.Event)
    port: int = 0  # of the MLLP server, once it listens
    inbox: Inbox = field(default_factory=Inbox)
    _lines: dict[tuple[object, ...], SerialLine] = field(default_factory=dict)

    def run(self) -> None:
        engine = Engine(self.unit, say=self.say)
        server = self._server()
        forward = self._forward()
        engine.begin(at=self.clock())
        try:
            self.ready.set()
            while not self.over.is_set():
                self._plug(engine.devices.values())
                engine.work(self.inbox.batch(wait_seconds=BATCH_SECONDS))
                engine.tick(at=self.clock())
        finally:
            if server:
                server.stop()
            if forward:
                forward.stop()
            self._unplug(list(self._lines))
            self._finish(engine)
            connection.close()

    def _server(self) -> MllpServer | None:
        if self.mllp is None:
            return None
        host, port = self.mllp
        server = MllpServer(bind=host, port=port, inbox=self.inbox, clock=self.clock)
        self.port = server.port
        server.start()
        self.say(f"HL7 over MLLP on {host}:{self.port}")
        return server

    def _forward(self) -> Forward | None:
        if self.forward_to is None:
            return None
        host, port = self.forward_to
        forward = Forward(unit=self.unit, host=host, port=port, clock=self.clock)
        forward.start()
        return forward

    def _plug(self, devices: Iterable[Device]) -> None:
        wanted: dict[tuple[object, ...], Device] = {
            (one.pk, one.address, one.baud): one for one in devices if one.speaks != Speaks.PCD01
        }
        self._unplug([key for key in self._lines if key not in wanted])
        for key, device in wanted.items():
            if key not in self._lines:
                self._lines[key] = self._line(device)

    def _line(self, device: Device) -> SerialLine:
        line = SerialLine(
            device=device.pk, path=device.address, baud=device.baud, inbox=self.inbox,
            clock=self.clock,
        )  # fmt: skip
        line.start()
        self.say(f"{device.name}: {device.address}")
        return line

    def _unplug(self, keys: list[tuple[object, ...]]) -> None:
        gone = [self._lines.pop(key) for key in keys]
        for line in gone:
            line.stop()
        for line in gone:
            line.join(timeout=STOP_SECONDS)

    def _finish(self, engine: Engine) -> None:
        try:
            while items := self.inbox.batch(wait_seconds=0.01):
                engine.work(items)
            engine.end(at=self.clock())
        except UNREACHABLE:
            self.say("The database does not answer; what was not written is lost.")
        if lost := engine.lost + self.inbox.lost:
            self.say(f"{lost} readings were lost while the database did not answer.")
