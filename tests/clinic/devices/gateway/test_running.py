"""The whole gateway with real terminals, real sockets, and two HL7 libraries that are not ours."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone
from hl7.client import MLLPClient
from hl7apy.mllp import AbstractHandler, MLLPServer
from hl7apy.parser import parse_message
from tests.clinic.devices.frames.test_pcd01 import MONITOR
from tests.factories.devices import breath_tester, monitor, oximeter, put_on
from tests.factories.pages import at_present

from vangnet.clinic.devices import reading
from vangnet.clinic.devices.actions import record_calibration
from vangnet.clinic.devices.facts import SILENT_AFTER, on_patient
from vangnet.clinic.devices.frames.pcd01_out import dtm
from vangnet.clinic.devices.gateway.running import Gateway
from vangnet.clinic.devices.gateway.simulate import LINES_PATTERN, Fault, Simulated, one_of_each
from vangnet.clinic.devices.models import BreathTester, DeviceState, Reading, Speaks
from vangnet.clinic.devices.models import Gateway as Seen
from vangnet.clinic.journal.actions import acting

MOMENT = 15  # seconds; this machine may be busy


def until(true: Callable[[], object], seconds: float = MOMENT) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


class Running:
    """A gateway in a thread, with a database connection of its own."""

    def __init__(self, world, **options) -> None:
        self.world = world
        self.gateway = Gateway(unit=world.unit, **options)
        self.thread = threading.Thread(target=self.gateway.run, daemon=True)

    def start(self) -> "Running":
        self.thread.start()
        assert self.gateway.ready.wait(MOMENT)
        return self

    def stop(self) -> None:
        self.gateway.over.set()
        self.thread.join(MOMENT)
        assert not self.thread.is_alive(), "it stops when it is told to"


@pytest.fixture
def world(open_world):
    return at_present(open_world)


@pytest.fixture
def run(world) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def begin(**options) -> Running:
        started.append(Running(world, **options).start())
        return started[-1]

    yield begin
    for one in started:
        one.stop()
    connection.close()


def in_amsterdam():
    """A breath tester prints the time of the place it is in."""
    return timezone.now().astimezone(ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def simulated() -> Iterator[dict[str, Simulated]]:
    made = {one.speaks: one for one in one_of_each(in_amsterdam)}
    yield made
    for one in made.values():
        one.stop()


def add(world, one: Simulated, **more):
    if one.speaks == "lines":
        return breath_tester(world, address=one.path, **more)
    return oximeter(world, speaks=Speaks(one.speaks), address=one.path, **more)


def now(world):
    world.now = timezone.now()
    return world


def test_every_simulated_device_is_heard_bound_and_seen_through_each_fault(world, run, simulated):
    sims = [simulated[name] for name in ("nonin_ascii", "nonin_df2", "plx")]
    devices = [add(world, one) for one in sims]
    visits = [world.check_in(world.patient()) for _ in devices]
    run()

    def state(device):
        return DeviceState.objects.filter(device=device).first()

    for device in devices:
        assert until(lambda d=device: (s := state(d)) and s.is_connected), device.speaks
    for device, visit in zip(devices, visits, strict=True):
        put_on(now(world), visit, device)
    for one, device, visit in zip(sims, devices, visits, strict=True):
        one.spo2 = 90 + devices.index(device)
        one.send_once()
        assert until(lambda v=visit: Reading.objects.filter(visit=v, kind="spo2").exists())
        values = set(
            Reading.objects.filter(visit=visit, kind="spo2").values_list("value", flat=True)
        )
        assert values == {one.spo2}
    for fault, seen in (
        (Fault.GARBAGE, lambda s: s.garbage_bytes > 0), (Fault.SENSOR_OFF, lambda s: s.told),
    ):  # fmt: skip
        sims[0].fault = fault
        sims[0].send_once()
        assert until(lambda s=seen: s(state(devices[0]))), fault
    sims[0].fault = Fault.NONE
    sims[0].spo2 = 71
    sims[0].send_once()
    assert until(lambda: Reading.objects.filter(visit=visits[0], value=71).exists())


def heard(device):
    return DeviceState.objects.get(device=device)


def says(world, device):
    """What the page of devices says of it, in words."""
    card = next(
        one for one in reading.devices_of(
            world.unit, at=timezone.now(), day=timezone.now().date(), clinical=True, alive=True
        ) if one["device"] == device
    )  # fmt: skip
    return " ".join([card["state"]["text"], card["state"]["fact"], *card["notes"]])


def test_the_faults_of_a_breath_tester_on_a_wire_are_each_seen_and_said(world, run, simulated):
    one = simulated["lines"]
    device, visit = add(world, one, pattern=LINES_PATTERN), world.check_in(world.patient())
    run()
    assert until(lambda: DeviceState.objects.filter(device=device, is_connected=True).exists())
    put_on(now(world), visit, device)
    one.alcohol, one.fault = 120, Fault.REPEAT
    one.send_once()
    assert until(lambda: heard(device).repeats == 1)
    assert [row.value for row in Reading.objects.filter(visit=visit)] == [120]
    assert "1 sent again, kept once" in says(world, device)
    one.fault = Fault.CLOCK_OFF
    one.send_once()
    assert until(lambda: heard(device).clock_off_seconds is not None)
    assert abs(heard(device).clock_off_seconds - 7_200) < 60
    assert "Clock is off" in says(world, device)
    one.fault = Fault.GARBAGE
    one.send_once()
    assert until(lambda: heard(device).garbage_bytes > 0)
    assert "Sends what cannot be read" in says(world, device)


def test_half_a_frame_and_silence_are_each_seen_and_said(world, run, simulated):
    one = simulated["nonin_df2"]
    device, visit = add(world, one), world.check_in(world.patient())
    run()
    assert until(lambda: DeviceState.objects.filter(device=device, is_connected=True).exists())
    put_on(now(world), visit, device)
    one.fault = Fault.HALF_FRAME
    one.send_once()
    one.fault = Fault.NONE
    one.spo2 = 93
    assert until(lambda: one.send_once() or Reading.objects.filter(visit=visit, value=93).exists())
    assert until(lambda: heard(device).half_frames > 0)
    assert "cut in half" in says(world, device)
    one.fault = Fault.SILENT
    frames = heard(device).frames
    for _ in range(3):
        one.send_once()
    later = timezone.now() + 2 * SILENT_AFTER
    [on] = on_patient(visit, at=later)
    assert on.is_silent
    assert heard(device).frames == frames


def test_a_bactrack_on_a_wire_is_a_reading_with_its_unit_its_frame_and_its_calibration(
    world, run, simulated
):
    one = simulated["bactrack"]
    with acting("system:test"):
        tester = BreathTester.objects.create(
            unit=world.unit, name="BAC-1", serial=f"BAC-{world.unit.code}", reading_unit="[ppth]"
        )
    device = breath_tester(
        world, speaks=Speaks.BACTRACK, pattern="", address=one.path, tester=tester
    )
    visit, today = world.check_in(world.patient()), timezone.now().date()
    record_calibration(
        device=device, calibrated_on=today, due_on=today + timedelta(days=90), by=world.nurse,
        at=world.now,
    )  # fmt: skip
    run()
    assert until(lambda: DeviceState.objects.filter(device=device, is_connected=True).exists())
    put_on(now(world), visit, device)
    one.alcohol = 420
    one.send_once()
    assert until(lambda: Reading.objects.filter(visit=visit).exists())
    row = Reading.objects.get(visit=visit)
    assert (row.value, row.ucum) == (Decimal("0.420"), "[ppth]")
    assert (row.calibrated_on, row.calibration_due_on) == (today, today + timedelta(days=90))
    assert bytes(row.raw)


def test_a_lost_line_is_shown_and_opened_again(world, run, tmp_path):
    link = tmp_path / "oximeter"
    first = Simulated(speaks="nonin_ascii", every=timedelta(days=1), clock=timezone.now)
    first.plug_in(link)
    device = add(world, first)
    run()

    def connected():
        return DeviceState.objects.filter(device=device, is_connected=True).exists()

    assert until(connected)
    first.stop()
    assert until(lambda: not connected())
    second = Simulated(speaks="nonin_ascii", every=timedelta(days=1), clock=timezone.now)
    second.plug_in(link)
    assert until(connected)
    second.send_once()
    assert until(lambda: Reading.objects.filter(device=device).exists())
    second.stop()


def test_it_stops_cleanly_with_everything_written(world, run, simulated):
    one = simulated["lines"]
    device = breath_tester(world, address=one.path)
    device.pattern = LINES_PATTERN
    from vangnet.clinic.journal.actions import acting

    with acting("system:test"):
        device.save(update_fields=["pattern"])
    running = run()
    assert until(lambda: DeviceState.objects.filter(device=device, is_connected=True).exists())
    for value in range(20):
        one.alcohol = value
        one.send_once()
    time.sleep(0.5)
    running.stop()
    assert Reading.objects.filter(device=device).count() == 20
    assert Seen.objects.get(unit=world.unit).stopped_at is not None
    assert not DeviceState.objects.get(device=device).is_connected


def message_now(world, number: str, *, about: str = "") -> bytes:
    when = dtm(timezone.now()).encode()
    changed = MONITOR.replace(b"20260302093005+0100", when).replace(b"20260302093004+0100", when)
    return changed.replace(b"|m-1|", f"|{number}|".encode()).replace(b"C-012", about.encode())


def test_hl7s_own_client_sends_and_is_answered(world, run):
    device, visit = monitor(world), world.check_in(world.patient())
    running = run(mllp=("127.0.0.1", 0))
    put_on(now(world), visit, device)
    with MLLPClient("127.0.0.1", running.gateway.port) as client:
        answer = client.send_message(message_now(world, "a-1", about=visit.patient.number))
        assert b"MSA|AA|a-1" in answer
        answer = client.send_message(b"MSH|^~\\&|x||||20260302||ADT^A01^ADT_A01|a-2|P|2.6\r")
        assert b"MSA|AR|a-2" in answer
    assert Reading.objects.filter(visit=visit).count() == 3


def test_bytes_that_are_no_message_neither_end_the_server_nor_the_next_connection(world, run):
    device, visit = monitor(world), world.check_in(world.patient())
    running = run(mllp=("127.0.0.1", 0))
    for junk in (b"GET / HTTP/1.1\r\n\r\n", b"\x0b\x0b\x1c\r", b"\x0bhalf", b"\x00" * 5000):
        with socket.create_connection(("127.0.0.1", running.gateway.port), timeout=5) as line:
            line.sendall(junk)
    put_on(now(world), visit, device)
    with MLLPClient("127.0.0.1", running.gateway.port) as client:
        assert b"MSA|AA|b-1" in client.send_message(message_now(world, "b-1"))
    assert Reading.objects.filter(visit=visit).count() == 3


class Taken(AbstractHandler):
    """hl7apy's server hands each ORU here and sends back the answer."""

    messages: list[str] = []
    code = "AA"

    def reply(self) -> str:
        message = parse_message(self.incoming_message)
        type(self).messages.append(self.incoming_message)
        key = message.msh.msh_10.to_er7()
        return f"\x0bMSH|^~\\&|R||||20260302||ACK^R01^ACK|1|P|2.6\rMSA|{self.code}|{key}\r\x1c\r"


@pytest.fixture
def receiver():
    Taken.messages = []
    server = MLLPServer("127.0.0.1", 0, {"ORU^R01^ORU_R01": (Taken,)})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_bound_readings_are_sent_on_to_hl7apys_server_and_no_others(
    world, run, simulated, receiver
):
    one = simulated["nonin_ascii"]
    device, visit = add(world, one), world.check_in(world.patient())
    run(forward_to=("127.0.0.1", receiver))
    assert until(lambda: DeviceState.objects.filter(device=device, is_connected=True).exists())
    one.send_once()  # of nobody: stays here
    assert until(lambda: Reading.objects.filter(device=device).count() == 2)
    put_on(now(world), visit, device)
    one.spo2 = 93
    time.sleep(1.1)
    one.send_once()
    assert until(lambda: len(Taken.messages) >= 1)
    assert all(visit.patient.number in text for text in Taken.messages)
    assert any("|93|" in text for text in Taken.messages)
    assert not any("|97|" in text for text in Taken.messages)
    identity = visit.patient.identity
    assert not any(identity.family_name in text for text in Taken.messages)


def test_a_frame_on_the_wire_is_a_row_within_five_seconds_on_any_machine(world, run, simulated):
    one = simulated["nonin_ascii"]
    device, visit = add(world, one), world.check_in(world.patient())
    run()
    assert until(lambda: DeviceState.objects.filter(device=device, is_connected=True).exists())
    put_on(now(world), visit, device)
    one.spo2 = 80
    sent = time.monotonic()
    one.send_once()
    assert until(lambda: Reading.objects.filter(visit=visit, value=80).exists())
    assert time.monotonic() - sent < 5  # the busiest machine; the bench says how much less
