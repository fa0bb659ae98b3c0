"""The gateway's one deciding thread: bytes to readings to rows, and the state of each device.

It never ends by what comes in. When the database does not answer, what came is kept in memory for a
while and written when it is back; a message over HL7 is answered only once it is written.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, connection

from vangnet.clinic.devices.actions import keep_readings
from vangnet.clinic.devices.facts import SPEAKS_ALWAYS
from vangnet.clinic.devices.frames import pcd01, pcd01_out
from vangnet.clinic.devices.frames.decoders import decoder_for
from vangnet.clinic.devices.frames.measured import Decoder
from vangnet.clinic.devices.frames.session import Keep, Session, State
from vangnet.clinic.devices.gateway.inbox import Item, Line, Message, Piece
from vangnet.clinic.devices.models import Device, DeviceState, Gateway, Speaks
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Unit

LOOK_EVERY = timedelta(seconds=5)  # for devices that were added, changed or taken out of service
TELL_EVERY = timedelta(seconds=1)
WAITING_MAX = 5_000  # readings that wait for the database
STRANGERS_MAX = 20
UNREACHABLE = (OperationalError, InterfaceError)
Waiting = tuple[Device, Keep]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a message is answered: `about` is its control id, empty when it had none."""

    about: str
    code: str  # AA taken, AE send again, AR refused
    words: str

    def to_bytes(self, *, at: datetime) -> bytes:
        return pcd01_out.ack(self.about, self.code, at=at, key=uuid4().hex[:20], words=self.words)


class Engine:
    """Give it what came by `work`, and time by `tick`."""

    def __init__(self, unit: Unit, *, say: Callable[[str], None] = lambda _text: None) -> None:
        self.unit = unit
        self.devices: dict[UUID, Device] = {}
        self.lost = 0
        self._say = say
        self._zone = zone_of(unit)
        self._decoders: dict[UUID, Decoder] = {}
        self._sessions: dict[UUID, Session] = {}
        self._waiting: list[Waiting] = []
        self._strangers: dict[str, str] = {}
        self._told: dict[UUID, State] = {}
        self._looked_at: datetime | None = None
        self._told_at: datetime | None = None
        self._refused_at: datetime | None = None

    def begin(self, *, at: datetime) -> None:
        """The gateway of this unit runs from now on."""
        Gateway.objects.update_or_create(
            unit=self.unit,
            defaults={"started_at": at, "seen_at": at, "stopped_at": None, "strangers": {}},
        )
        self.look(at=at)

    def end(self, *, at: datetime) -> None:
        """Write what waits, and say that the gateway stopped and every line with it."""
        self._write()
        for session in self._sessions.values():
            session.connected(False, at=at)
        self._tell(at)
        Gateway.objects.filter(unit=self.unit).update(seen_at=at, stopped_at=at)

    def look(self, *, at: datetime) -> None:
        """Read the devices again. A changed one begins anew; its counts go on."""
        self._looked_at = at
        rows = Device.objects.filter(unit=self.unit, in_service=True).select_related("tester")
        found = {device.pk: device for device in rows}
        for key, device in found.items():
            if key not in self.devices or _setting(device) != _setting(self.devices[key]):
                self._open(device, at)
        for gone in self._sessions.keys() - found.keys():
            self._decoders.pop(gone, None)
            self._sessions.pop(gone)
        self.devices = found

    def _open(self, device: Device, at: datetime) -> None:
        before = DeviceState.objects.filter(device=device).first()
        state = State(since=at)
        if before:
            for name in ("frames", "repeats", "out_of_order", "half_frames", "garbage_bytes",
                         "garbage_at", "heard_at"):  # fmt: skip
                setattr(state, name, getattr(before, name))
        self._sessions[device.pk] = Session(
            is_stream=device.speaks in SPEAKS_ALWAYS, goes_by_own_clock=device.goes_by_own_clock,
            clock_skew_max=self.unit.clock_skew_max, state=state,
        )  # fmt: skip
        if device.speaks != Speaks.PCD01:
            unit = device.tester.reading_unit if device.tester else ""
            self._decoders[device.pk] = decoder_for(
                device.speaks, pattern=device.pattern, unit=unit, zone=self._zone
            )

    def work(self, items: Iterable[Item]) -> None:
        """Decode what came, keep it, and answer the messages among it."""
        messages: list[tuple[Message, Reply]] = []
        for item in items:
            match item:
                case Piece():
                    self._hear(item)
                case Line():
                    self._line(item)
                case Message():
                    messages.append((item, self._read(item)))
        written = self._write()
        for message, reply in messages:
            kept = reply if written else replace(reply, code="AE", words="not kept, send again")
            message.reply(kept.to_bytes(at=message.at))

    def tick(self, *, at: datetime) -> None:
        """What has to be done from time to time. Without a database it waits for the next time."""
        try:
            if self._waiting:
                self._write()
            if self._looked_at is None or at - self._looked_at >= LOOK_EVERY:
                self.look(at=at)
            if self._told_at is None or at - self._told_at >= TELL_EVERY:
                self._tell(at)
        except UNREACHABLE:
            connection.close()

    def _hear(self, piece: Piece) -> None:
        if (decoder := self._decoders.get(piece.device)) is None:
            return
        kept = self._sessions[piece.device].take(decoder.feed(piece.data), at=piece.at)
        self._waiting += [(self.devices[piece.device], one) for one in kept]

    def _line(self, line: Line) -> None:
        session, decoder = self._sessions.get(line.device), self._decoders.get(line.device)
        if session is None or decoder is None:
            return
        if not line.is_open:
            session.take(decoder.cut(), at=line.at)
        session.connected(line.is_open, at=line.at)

    def _read(self, message: Message) -> Reply:
        """Take a message apart; the answer holds once all that waits is written."""
        received = pcd01.read(message.data, zone=self._zone)
        if received is None or not received.is_ours:
            about = received.control_id if received else ""
            return Reply(about=about, code="AR", words="only ORU^R01 of HL7 2.6 is read here")
        by_address = {
            device.address.upper(): device
            for device in self.devices.values() if device.speaks == Speaks.PCD01
        }  # fmt: skip
        unknown = set()
        for address, event in received.events:
            if (device := by_address.get(address)) is None:
                unknown.add(address)
                continue
            session = self._sessions[device.pk]
            session.connected(True, at=message.at)
            self._waiting += [(device, one) for one in session.take([event], at=message.at)]
        if unknown:
            self._meet(unknown, message.at)
            words = "this device was not added to the unit"
            return Reply(about=received.control_id, code="AR", words=words)
        return Reply(about=received.control_id, code="AA", words="")

    def _meet(self, addresses: set[str], at: datetime) -> None:
        for address in sorted(addresses):
            shown = "".join(sign for sign in address[:40] if sign.isascii() and sign.isprintable())
            self._strangers.pop(shown, None)
            self._strangers[shown] = at.isoformat()
        while len(self._strangers) > STRANGERS_MAX:
            self._strangers.pop(next(iter(self._strangers)))

    def _write(self) -> bool:
        """Whether all that waited is in the database now."""
        if not self._waiting:
            return True
        try:
            kept = keep_readings(self._waiting, unit=self.unit)
        except UNREACHABLE:
            connection.close()
            over = max(len(self._waiting) - WAITING_MAX, 0)
            self.lost += over
            del self._waiting[:over]
            self._say("The database does not answer; readings wait.")
            return False
        if len(kept) < len(self._waiting):
            self._refused_at = max(keep.received_at for _device, keep in self._waiting)
        self._waiting.clear()
        return True

    def _tell(self, at: datetime) -> None:
        self._told_at = at
        now = {key: State(**asdict(session.state)) for key, session in self._sessions.items()}
        changed = {key: state for key, state in now.items() if self._told.get(key) != state}
        DeviceState.objects.bulk_create(
            [DeviceState(device_id=key, **asdict(state)) for key, state in changed.items()],
            update_conflicts=True, unique_fields=["device"],
            update_fields=[one.name for one in fields(State)],
        )  # fmt: skip
        self._told = now
        Gateway.objects.filter(unit=self.unit).update(
            seen_at=at, strangers=self._strangers, refused_at=self._refused_at
        )


def _setting(device: Device) -> tuple[object, ...]:
    unit = device.tester.reading_unit if device.tester else ""
    return (device.speaks, device.address, device.baud, device.pattern, device.goes_by_own_clock,
            unit)  # fmt: skip
