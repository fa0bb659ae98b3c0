"""Sends bound readings on, as HL7 over MLLP, in the order they came; each until it is taken.

Where it stands is in the database: after a stop it goes on with the next. A reading that the other
side refuses for good (AR) is passed over, or it would hold up all that follow.
"""

import socket
import threading
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection

from vangnet.clinic.devices.facts import DOUBT
from vangnet.clinic.devices.frames.measured import Kind
from vangnet.clinic.devices.frames.mllp import Mllp, wrapped
from vangnet.clinic.devices.frames.pcd01_out import Sent, answer_of, oru
from vangnet.clinic.devices.gateway.engine import UNREACHABLE
from vangnet.clinic.devices.models import Gateway, Reading
from vangnet.clinic.registry.models import Unit

LOOK_SECONDS, AGAIN_SECONDS, ANSWER_SECONDS = 1.0, 5.0, 10.0
AT_ONCE = 50
TAKEN, REFUSED = frozenset({"AA", "CA"}), frozenset({"AR", "CR"})


class Forward(threading.Thread):
    """Runs until `stop`. Without the other side it waits and tries again."""

    def __init__(self, *, unit: Unit, host: str, port: int, clock: Callable[[], datetime]) -> None:
        super().__init__(name=f"forward to {host}:{port}", daemon=True)
        self._unit, self._address, self._clock = unit, (host, port), clock
        self._over = threading.Event()
        self.sent = self.refused = 0

    def stop(self) -> None:
        self._over.set()

    def run(self) -> None:
        while not self._over.is_set():
            wait = LOOK_SECONDS
            try:
                begin_forwarding(self._unit)
                if rows := next_to_send(self._unit):
                    self._send(rows)
                    wait = 0
            except (OSError, *UNREACHABLE):
                connection.close()
                wait = AGAIN_SECONDS
            self._over.wait(wait)
        connection.close()

    def _send(self, rows: list[Reading]) -> None:
        with socket.create_connection(self._address, timeout=ANSWER_SECONDS) as line:
            for row in rows:
                if self._over.is_set():
                    return
                code = exchange(line, oru(as_sent(row), at=self._clock()), key=row.pk.hex)
                if code in TAKEN:
                    self.sent += 1
                elif code in REFUSED:
                    self.refused += 1
                else:
                    raise ConnectionError("not taken")
                Gateway.objects.filter(unit=self._unit).update(forwarded_id=row.pk)


def begin_forwarding(unit: Unit) -> None:
    """Forwarding begins with what comes from now on, not with the past."""
    gateway = Gateway.objects.filter(unit=unit, forwarded_id__isnull=True)
    if gateway.exists():
        last = Reading.objects.filter(unit=unit).order_by("pk").last()
        gateway.update(forwarded_id=last.pk if last else UUID(int=0))


def next_to_send(unit: Unit) -> list[Reading]:
    """Bound readings after the last one that was sent. Keys sort by time."""
    gateway = Gateway.objects.filter(unit=unit).first()
    if gateway is None or gateway.forwarded_id is None:
        return []
    rows = Reading.objects.filter(unit=unit, visit__isnull=False, pk__gt=gateway.forwarded_id)
    rows = rows.select_related("unit", "device", "visit__patient").defer("raw")
    return list(rows.order_by("pk")[:AT_ONCE])


def as_sent(row: Reading) -> Sent:
    assert row.visit is not None, "only bound readings are sent on"
    return Sent(
        key=row.pk.hex, unit_code=row.unit.code, patient_number=row.visit.patient.number,
        device=row.device.serial, kind=Kind(row.kind), value=row.value, ucum=row.ucum,
        measured_at=row.at, is_doubtful=bool(DOUBT & set(row.flags)),
        is_trial=row.unit.is_demonstration,
    )  # fmt: skip


def exchange(line: socket.socket, message: bytes, *, key: str) -> str:
    """Send one message; the code of its answer, or "" when the answer is of something else."""
    line.sendall(wrapped(message))
    cutter = Mllp()
    while data := line.recv(65536):
        for one in cutter.feed(data):
            if isinstance(one, bytes):
                code, about = answer_of(one)
                return code if about == key else ""
    raise ConnectionError("the other side closed the line")
