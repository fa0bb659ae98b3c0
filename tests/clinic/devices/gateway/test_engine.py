"""Frames in, rows out: of the right patient, or of nobody, whatever comes."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clinic.devices.frames.test_pcd01 import MONITOR
from tests.factories.devices import breath_tester, monitor, oximeter, put_on

from vangnet.clinic.devices import actions
from vangnet.clinic.devices.frames import nonin_ascii, nonin_df2
from vangnet.clinic.devices.frames.pcd01_out import answer_of
from vangnet.clinic.devices.gateway import engine as engine_module
from vangnet.clinic.devices.gateway.engine import Engine
from vangnet.clinic.devices.gateway.inbox import Line, Message, Piece
from vangnet.clinic.devices.models import DeviceState, Gateway, Reading, Speaks
from vangnet.clinic.reception import actions as reception


class Ward:
    """A unit with an engine, whose time is the world's."""

    def __init__(self, world):
        self.world = world
        self.engine = Engine(world.unit)

    def begin(self):
        self.engine.begin(at=self.world.now)
        return self

    def send(self, device, data):
        self.engine.work([Piece(device=device.pk, data=data, at=self.world.now)])

    def message(self, data):
        message = Message(data=data, at=self.world.now)
        self.engine.work([message])
        return answer_of(message.answer)[0]

    def state(self, device):
        self.world.later(seconds=2)
        self.engine.tick(at=self.world.now)
        return DeviceState.objects.get(device=device)


@pytest.fixture
def ward(trial):
    return Ward(trial)


def rows(**where):
    found = Reading.objects.filter(**where).order_by("received_at", "pk")
    return [(row.kind, int(row.value), row.visit_id, row.unbound_because) for row in found]


def test_an_oximeters_line_is_of_who_has_it_on(ward):
    device, visit = oximeter(ward.world), ward.world.check_in(ward.world.patient())
    ward.begin().send(device, nonin_ascii.line(97, 72))
    put_on(ward.world.later(seconds=5), visit, device)
    ward.send(device, nonin_ascii.line(96, 71)[:7])
    ward.send(device, nonin_ascii.line(96, 71)[7:])
    assert rows(device=device) == [
        ("spo2", 97, None, "no_binding"), ("pulse", 72, None, "no_binding"),
        ("spo2", 96, visit.pk, ""), ("pulse", 71, visit.pk, ""),
    ]  # fmt: skip
    kept = Reading.objects.filter(visit=visit).first()
    assert bytes(kept.raw) == nonin_ascii.line(96, 71).strip()


def test_after_the_visit_nothing_is_of_that_patient_nor_of_the_next_before_they_have_it_on(ward):
    device, visit = oximeter(ward.world), ward.world.check_in(ward.world.patient())
    ward.begin()
    put_on(ward.world, visit, device)
    reception.turn_away(visit=visit, by=ward.world.nurse, at=ward.world.now)
    ward.world.later(seconds=1)
    ward.send(device, nonin_ascii.line(90, 60))
    following = ward.world.check_in(ward.world.patient())
    ward.world.later(seconds=1)
    ward.send(device, nonin_ascii.line(91, 61))
    assert {row[2:] for row in rows(device=device)} == {(None, "visit_closed")}
    put_on(ward.world.later(seconds=1), following, device)
    ward.world.later(seconds=1)
    ward.send(device, nonin_ascii.line(92, 62))
    assert rows(visit=following) == [
        ("spo2", 92, following.pk, ""),
        ("pulse", 62, following.pk, ""),
    ]
    assert rows(visit=visit) == []


def test_a_monitors_message_is_kept_answered_and_kept_once(ward):
    world = ward.world
    device, visit = monitor(world), world.check_in(world.patient())
    put_on(world, visit, device)
    world.now = world.now.replace(hour=8, minute=30, second=6)
    message = MONITOR.replace(b"C-012", visit.patient.number.encode())
    ward.begin()
    assert ward.message(message) == "AA"
    assert ward.message(message) == "AA", "the same again is in order, and one row"
    assert [row[:3] for row in rows(device=device)] == [
        ("spo2", 98, visit.pk), ("pulse", 76, visit.pk), ("respiratory_rate", 14, visit.pk),
    ]  # fmt: skip
    again = Ward(world).begin()  # another process, which remembers nothing
    assert again.message(message) == "AA"
    assert len(rows(device=device)) == 3
    assert ward.state(device).repeats == 3


def test_a_message_that_names_another_patient_is_nobodys(ward):
    world = ward.world
    device, visit = monitor(world), world.check_in(world.patient())
    put_on(world, visit, device)
    world.now = world.now.replace(hour=8, minute=30, second=6)
    ward.begin()
    assert ward.message(MONITOR.replace(b"C-012", b"X-999")) == "AA"
    assert {row[2:] for row in rows(device=device)} == {(None, "someone_else")}


def test_a_clock_two_hours_ahead_is_shown_and_its_readings_are_nobodys(ward):
    world = ward.world
    device, visit = monitor(world), world.check_in(world.patient())
    put_on(world, visit, device)
    world.now = world.now.replace(hour=8, minute=30, second=6)
    ahead = MONITOR.replace(b"C-012", visit.patient.number.encode())
    ahead = re.sub(rb"2026030209(300[45])", rb"2026030211\1", ahead)
    assert ward.begin().message(ahead) == "AA"
    assert {row[2:] for row in rows(device=device)} == {(None, "clock_off")}
    assert ward.state(device).clock_off_seconds == 7198


def test_only_known_devices_and_only_orus_are_taken(ward):
    monitor(ward.world, address="ANOTHER")
    ward.begin()
    assert ward.message(MONITOR) == "AR"
    assert ward.message(b"MSH|^~\\&|x||||20260302||ADT^A01|7|P|2.6") == "AR"
    assert ward.message(b"\x00\xff") == "AR"
    assert rows() == []
    ward.world.later(seconds=2)
    ward.engine.tick(at=ward.world.now)
    assert list(Gateway.objects.get(unit=ward.world.unit).strangers) == ["080019FFFE134535"]


def test_silence_garbage_halves_and_a_lost_line_are_the_state_of_the_device(ward):
    device = oximeter(ward.world, speaks=Speaks.NONIN_DF2)
    ward.begin()
    at = ward.world.now
    ward.engine.work([Line(device=device.pk, is_open=True, at=at)])
    assert ward.state(device).is_connected
    packet = nonin_df2.packet(97, 72)
    ward.send(device, packet + b"\x99" * 7 + packet[:60])
    ward.engine.work([Line(device=device.pk, is_open=False, at=ward.world.now)])
    state = ward.state(device)
    assert (state.is_connected, state.half_frames, state.garbage_bytes) == (False, 1, 67)
    assert state.heard_at is not None
    ward.engine.end(at=ward.world.now)
    assert Gateway.objects.get(unit=ward.world.unit).stopped_at == ward.world.now


def test_a_device_added_or_taken_out_later_is_seen(ward):
    ward.begin()
    device = oximeter(ward.world)
    ward.send(device, nonin_ascii.line(97, 72))
    assert rows() == []
    ward.world.later(seconds=6)
    ward.engine.tick(at=ward.world.now)
    ward.send(device, nonin_ascii.line(97, 72))
    assert len(rows()) == 2
    actions.set_in_service(device=device, in_service=False, by=ward.world.nurse)
    ward.world.later(seconds=6)
    ward.engine.tick(at=ward.world.now)
    ward.send(device, nonin_ascii.line(90, 70))
    assert len(rows()) == 2


def test_without_the_database_readings_wait_and_a_message_is_not_taken(ward, monkeypatch):
    device = monitor(ward.world)
    ward.begin()

    def down(*_args, **_keys):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(engine_module, "keep_readings", down)
        patch.setattr(engine_module.connection, "close", lambda: None)
        assert ward.message(MONITOR) == "AE"
    assert ward.message(MONITOR) == "AA"
    assert len(rows(device=device)) == 3


def test_what_the_database_will_not_have_is_told(ward, monkeypatch):
    device = oximeter(ward.world)
    ward.begin()
    monkeypatch.setattr(engine_module, "keep_readings", lambda *_args, **_keys: [])
    ward.send(device, nonin_ascii.line(97, 72))
    refused_at = ward.world.now
    ward.state(device)
    assert Gateway.objects.get(unit=ward.world.unit).refused_at == refused_at


def test_a_breath_testers_reading_has_its_calibration(ward):
    device = breath_tester(ward.world)
    ward.begin().send(device, b"220\r\n")
    kept = Reading.objects.get(device=device)
    assert (kept.value, kept.ucum) == (220, "ug/L")
    assert kept.calibration_due_on is not None


pieces = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"220\r\n", nonin_ascii.line(97, 72), nonin_ascii.line(None, None),
         nonin_df2.packet(88, 60), nonin_df2.packet(88, 60)[:70], b"\r\n"]
    ),
)  # fmt: skip
steps = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, 2), pieces),
        st.tuples(st.just("hl7"), st.just(0), st.binary(max_size=6)),
        st.tuples(st.just("on"), st.integers(0, 2), st.integers(0, 1)),
        st.tuples(st.just("off"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("leave"), st.just(0), st.integers(0, 1)),
        st.tuples(st.just("wait"), st.just(0), st.integers(1, 20)),
    ),
    max_size=25,
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=steps)
def test_fuzzed_frames_never_end_the_gateway_nor_reach_the_wrong_patient(trial, steps):
    """Whoever had the device on, by the test's own book, is who has the reading."""
    from django.db import transaction

    start = trial.now
    with transaction.atomic():
        _play(trial, steps)
        transaction.set_rollback(True)
    trial.now = start


def _play(world, steps):
    devices = [oximeter(world), oximeter(world, speaks=Speaks.NONIN_DF2), breath_tester(world)]
    visits = [world.check_in(world.patient()) for _ in range(2)]
    ward, has, here = Ward(world).begin(), {}, {0, 1}
    for what, which, value in steps:
        world.later(milliseconds=300)
        device = devices[which]
        if what == "send":
            before = Reading.objects.count()
            ward.send(device, value)
            new = Reading.objects.order_by("pk")[before:]
            owner = has.get(which)
            expected = visits[owner].pk if owner is not None and owner in here else None
            assert {row.visit_id for row in new} <= {expected}
            assert {row.device_id for row in new} <= {device.pk}
        elif what == "hl7":
            place = 40 + len(value) * 31
            assert ward.message(MONITOR[:place] + value + MONITOR[place:]) in {"AA", "AR"}
        elif what == "on" and value in here and (has.get(which) not in here or which not in has):
            put_on(world, visits[value], device)
            has[which] = value
        elif what == "off" and which in has:
            [on] = device.bindings.filter(ended_at__isnull=True)
            actions.take_off(binding=on, by=world.nurse, at=world.now)
            del has[which]
        elif what == "leave" and value in here:
            reception.turn_away(visit=visits[value], by=world.nurse, at=world.now)
            here.discard(value)
        elif what == "wait":
            world.later(seconds=value)
    ward.engine.tick(at=world.now + timedelta(seconds=10))
