"""A unit with somebody in recovery in each room, with an oximeter on that really sends."""

import random
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import perf_counter
from typing import Any

from benchmarks.ground import Ground

LOOKS = (2, 8, 14)  # minutes after the dose
# So many minutes back, a new value every so many seconds: what a board reads of each room.
SENT_BEFORE, CHANGED_EVERY_S = 10, 4
CALM, UNDER = (95, 96, 97, 98), 70  # made up: no line stands between those four


@dataclass(kw_only=True)
class Rooms:
    """The unit and its oximeters by number of room. Values wander until a room goes under."""

    ground: Ground
    world: Any
    wires: dict[int, Any] = field(default_factory=dict)
    devices: list[Any] = field(default_factory=list)  # their keys
    under: dict[int, float] = field(default_factory=dict)  # when the first low frame was written
    _over: threading.Event = field(default_factory=threading.Event)
    _sending: threading.Thread | None = None

    def start(self) -> None:
        """Every room sends once a second, spread over the second."""
        self._sending = threading.Thread(target=self._send, daemon=True)
        self._sending.start()

    def stop(self) -> None:
        self._over.set()
        if self._sending:
            self._sending.join(10)
        for wire in self.wires.values():
            wire.stop()

    def _send(self) -> None:
        chance = random.Random(1)  # a made-up wandering, the same in each run
        while not self._over.is_set():
            begun = perf_counter()
            for turn, (number, wire) in enumerate(self.wires.items(), start=1):
                if number not in self.under:
                    wire.spo2, wire.pulse = chance.choice(CALM), chance.choice((70, 71, 72))
                wire.send_once()
                self._over.wait(max(0.0, begun + turn / len(self.wires) - perf_counter()))

    def go_under(self, number: int) -> None:
        """A low frame now, and each second from then on, as an oximeter goes on."""
        wire = self.wires[number]
        self.under[number] = perf_counter()
        wire.spo2 = UNDER
        wire.send_once()


def fill(ground: Ground, *, rooms: int) -> Rooms:
    """A unit of its own on this ground, some twenty minutes after the dose of everybody in it."""
    from django.utils import timezone
    from tests.factories.world import make_world

    start = timezone.now() - timedelta(minutes=20)
    world = make_world(code=f"rooms-{rooms}", now=start - timedelta(minutes=1))
    _more_rooms(world, rooms)
    made = Rooms(
        ground=replace(ground, unit=str(world.unit.pk), nurse=str(world.nurse.pk)), world=world
    )
    for number in range(1, rooms + 1):
        world.now = start
        visit = world.at_the_hatch(world.patient())
        world.use(world.hand_over(visit))
        for minute in LOOKS:
            world.now = start + timedelta(minutes=5 + minute)
            world.observe(visit, spo2_percent=96, breaths_per_minute=12)
        _put_on(made, visit, number)
    return made


def _more_rooms(world: Any, wanted: int) -> None:
    from vangnet.clinic.journal.actions import acting
    from vangnet.clinic.registry.models import Room

    with acting("system:bench"):
        for number in range(len(world.rooms) + 1, wanted + 1):
            world.rooms.append(
                Room.objects.create(unit=world.unit, number=number, state_since=world.now)
            )


def _put_on(rooms: Rooms, visit: Any, number: int) -> None:
    """An oximeter, plugged in and put on, with what it sent in the minutes before."""
    from django.utils import timezone
    from tests.factories.devices import measured, oximeter, put_on

    from vangnet.clinic.devices import actions
    from vangnet.clinic.devices.frames.measured import PER_MINUTE, Kind
    from vangnet.clinic.devices.frames.session import Keep
    from vangnet.clinic.devices.gateway.simulate import Simulated

    world = rooms.world
    wire = Simulated(speaks="nonin_ascii", every=timedelta(seconds=1), clock=timezone.now)
    world.now = timezone.now() - timedelta(minutes=SENT_BEFORE)
    device = oximeter(world, name=f"Oximeter {number}", address=wire.plug_in())
    put_on(world, visit, device)
    sent = []
    for turn in range(SENT_BEFORE * 60 // CHANGED_EVERY_S):
        at = world.now + timedelta(seconds=1 + turn * CHANGED_EVERY_S)
        for one in (
            measured(CALM[turn % len(CALM)]),
            measured(70 + turn % 3, kind=Kind.PULSE, unit=PER_MINUTE),
        ):
            sent.append((device, Keep(measured=one, received_at=at, fingerprint="")))
    actions.keep_readings(sent, unit=world.unit)
    rooms.wires[number] = wire
    rooms.devices.append(device.pk)
