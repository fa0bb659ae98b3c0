"""Readings through the real gateway: over HL7, and from wire to row with fifty oximeters."""

import socket
import statistics
import threading
from time import perf_counter, sleep
from typing import Any
from uuid import uuid4

from benchmarks import gateway
from benchmarks.ground import Ground

SENDERS, MESSAGES, SIGNS = 8, 100, 3  # connections, messages a connection, readings a message
LINES = 4000
ROOMS, ROUNDS = 50, 20  # an oximeter a room, each sends once a second for so long
LINE = r"(?P<number>\d+) (?P<value>\d+\.\d+)"


def measure(ground: Ground) -> dict[str, Any]:
    """Both measurements on one gateway, after each other."""
    return {**_over_hl7(ground), **_kept(ground), **_from_wire_to_row(ground)}


def _over_hl7(ground: Ground) -> dict[str, Any]:
    listening = gateway.start(ground, mllp=("127.0.0.1", 0))
    devices = [_bound(ground, speaks="pcd01", address=f"EUI-{n}") for n in range(SENDERS)]
    sleep(6)  # it looks for new devices every five seconds
    took: list[float] = []
    senders = [
        threading.Thread(target=_send, args=(listening.port, one.address, took)) for one in devices
    ]
    start = perf_counter()
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    seconds = perf_counter() - start
    gateway.stop(listening)
    cuts = statistics.quantiles(took, n=100)
    return {
        "hl7_connections": SENDERS,
        "hl7_readings_taken_per_s": round(len(took) * SIGNS / seconds, 1),
        "hl7_answer_p50_ms": round(cuts[49] * 1000, 1),
        "hl7_answer_p99_ms": round(cuts[98] * 1000, 1),
    }


def _kept(ground: Ground) -> dict[str, Any]:
    """Readings that are all written: numbered lines, as fast as they are taken."""
    from django.utils import timezone

    from vangnet.clinic.devices.gateway.inbox import Piece
    from vangnet.clinic.devices.models import Reading

    device = _bound(ground, speaks="lines", address="/dev/bench")
    listening = gateway.start(ground)
    start = perf_counter()
    for n in range(LINES):
        line = f"{n} 0.12\r\n".encode()
        listening.inbox.put(Piece(device=device.pk, data=line, at=timezone.now()))
    while Reading.objects.filter(device=device).count() < LINES:
        assert perf_counter() - start < 10 * gateway.START_SECONDS
        sleep(0.02)
    seconds = perf_counter() - start
    gateway.stop(listening)
    return {"lines_kept_per_s": round(LINES / seconds, 1)}


def _send(port: int, address: str, took: list[float]) -> None:
    from django.utils import timezone

    from vangnet.clinic.devices.frames.measured import Kind
    from vangnet.clinic.devices.frames.pcd01_out import from_monitor
    from vangnet.clinic.devices.gateway.forward import exchange

    signs = {Kind.SPO2: 97, Kind.PULSE: 72, Kind.RESPIRATORY_RATE: 14}

    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        for _ in range(MESSAGES):
            key = uuid4().hex[:20]
            message = from_monitor(key, address, signs, at=timezone.now())
            start = perf_counter()
            code = exchange(line, message, key=key)
            took.append(perf_counter() - start)
            assert code == "AA", code


def _from_wire_to_row(ground: Ground) -> dict[str, Any]:
    from datetime import timedelta

    from django.utils import timezone

    from vangnet.clinic.devices.gateway.simulate import Simulated

    wires = [
        Simulated(speaks="nonin_ascii", every=timedelta(seconds=1), clock=timezone.now)
        for _ in range(ROOMS)
    ]
    rows = {}
    for wire in wires:
        rows[_bound(ground, speaks="nonin_ascii", address=wire.plug_in()).pk] = wire
    listening = gateway.start(ground)
    gateway.await_lines(list(rows))
    sent: dict[tuple[Any, int], float] = {}
    seen = _send_in_turn(rows, sent)
    gateway.stop(listening)
    for wire in wires:
        wire.stop()
    took = [seen[key] - at for key, at in sent.items() if key in seen]
    cuts = statistics.quantiles(took, n=100)
    return {
        "rooms": ROOMS, "frames": len(sent), "frames_thinned_out": len(sent) - len(took),
        "wire_to_row_p50_ms": round(cuts[49] * 1000, 1),
        "wire_to_row_p99_ms": round(cuts[98] * 1000, 1),
    }  # fmt: skip


def _send_in_turn(
    rows: dict[Any, Any], sent: dict[tuple[Any, int], float]
) -> dict[tuple[Any, int], float]:
    """A frame a second of each, spread over the second; when each value was first seen."""
    seen: dict[tuple[Any, int], float] = {}
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(list(rows), seen, over))
    watch.start()
    for round_ in range(ROUNDS):
        begun = perf_counter()
        for n, (device, wire) in enumerate(rows.items()):
            wire.spo2 = 70 + round_
            sent[device, wire.spo2] = perf_counter()
            wire.send_once()
            sleep(max(0.0, begun + (n + 1) / ROOMS - perf_counter()))
    sleep(2)
    over.set()
    watch.join()
    return seen


def _watch(devices: list[Any], seen: dict[tuple[Any, int], float], over: threading.Event) -> None:
    """Notes when each value is first there to be read, as the board would."""
    from django.db import connection
    from django.utils import timezone

    since = timezone.now()
    while not over.is_set():
        with connection.cursor() as cursor:
            cursor.execute(
                "select device_id, value, received_at from devices_reading where kind = 'spo2'"
                " and device_id = any(%s) and received_at > %s order by received_at",
                [devices, since],
            )
            found = cursor.fetchall()
        now = perf_counter()
        for device, value, _at in found:
            seen.setdefault((device, int(value)), now)
        sleep(0.02)
    connection.close()


def _bound(ground: Ground, *, speaks: str, address: str) -> Any:
    """A device on one of the people who wait; one may have several."""
    from django.utils import timezone

    from vangnet.clinic.devices import actions
    from vangnet.clinic.devices.models import BreathTester, DeviceKind, Speaks
    from vangnet.clinic.reception.models import Visit
    from vangnet.clinic.registry.models import Unit
    from vangnet.clinic.staff.models import User

    nurse, now, is_tester = User.objects.get(pk=ground.nurse), timezone.now(), speaks == "lines"
    unit = Unit.objects.get(pk=ground.unit)
    visit = Visit.objects.filter(unit=unit, closed_at__isnull=True).order_by("?").first()
    assert visit is not None
    device = actions.add_device(
        unit=unit, by=nurse, at=now,
        new=actions.NewDevice(
            name="bench", serial=uuid4().hex, speaks=Speaks(speaks),
            address=address, goes_by_own_clock=speaks == "pcd01",
            kind=DeviceKind.BREATH_TESTER if is_tester else DeviceKind.MONITOR,
            tester=BreathTester.objects.get(unit=unit) if is_tester else None,
            pattern=LINE if is_tester else "",
        ),
    )  # fmt: skip
    actions.put_on(visit=visit, device=device, by=nurse, at=now, request_id=uuid4())
    return device
