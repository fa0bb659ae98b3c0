"""What the gateway knows of one device: what it sent, what of that to keep, and its state.

Pure: events and times in, readings out. Repeats are dropped, a stream is thinned, a clock watched.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from vangnet.clinic.devices.frames.measured import (
    Event,
    Flag,
    Kind,
    Measured,
    Noise,
    Told,
    Trouble,
)

# About wires and storage, no clinical values. A stream is kept once a second, and once in five when
# it says the same: half of what makes a sign stale. A little less than a second, because a device
# that sends each second does not send on the second.
KEPT_EVERY, KEPT_SAME_EVERY = timedelta(seconds=0.9), timedelta(seconds=5)
REPEAT_WITHIN = timedelta(seconds=2)  # nobody blows twice in this time: the same line is an echo
REMEMBERED = 512  # repeats that are known without asking the database


@dataclass(slots=True, kw_only=True)
class State:
    """As the page of devices shows it."""

    since: datetime
    is_connected: bool = False
    heard_at: datetime | None = None
    told: str = ""
    frames: int = 0
    repeats: int = 0
    out_of_order: int = 0
    half_frames: int = 0
    garbage_bytes: int = 0
    garbage_at: datetime | None = None
    garbage_sample: bytes = b""
    clock_off_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """A reading to keep, when it came, and what makes it the same as another."""

    measured: Measured
    received_at: datetime
    fingerprint: str


@dataclass(slots=True, kw_only=True)
class Session:
    """One device. `is_stream`: it sends all the time, so equal frames are new readings."""

    is_stream: bool
    goes_by_own_clock: bool
    clock_skew_max: timedelta
    state: State
    _kept: dict[Kind, tuple[datetime, Measured]] = field(default_factory=dict)
    _latest: dict[Kind, datetime] = field(default_factory=dict)
    _known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _line: tuple[bytes, datetime] | None = None

    def connected(self, is_connected: bool, *, at: datetime) -> None:
        if self.state.is_connected != is_connected:
            self.state.is_connected, self.state.since = is_connected, at

    def take(self, events: Iterable[Event], *, at: datetime) -> list[Keep]:
        """What is worth keeping of what came at `at`."""
        kept = []
        for event in events:
            match event:
                case Noise():
                    self._hear_noise(event, at)
                case Told():
                    self.state.heard_at, self.state.told = at, event.say.value
                    self.state.frames += 1
                case Measured():
                    self.state.heard_at, self.state.told = at, ""
                    self.state.frames += 1
                    if one := self._measured(event, at):
                        kept.append(one)
        return kept

    def _hear_noise(self, event: Noise, at: datetime) -> None:
        if event.trouble is Trouble.HALF_FRAME:
            self.state.half_frames += 1
        self.state.garbage_bytes += event.size
        self.state.garbage_at, self.state.garbage_sample = at, event.sample

    def _measured(self, one: Measured, at: datetime) -> Keep | None:
        fingerprint = fingerprint_of(one)
        if self._is_repeat(one, fingerprint, at):
            self.state.repeats += 1
            return None
        one = replace(one, flags=(*one.flags, *self._flags(one, at)))
        if self.is_stream and not self._is_due(one, at):
            return None
        self._kept[one.kind] = at, one
        return Keep(measured=one, received_at=at, fingerprint=fingerprint)

    def _is_repeat(self, one: Measured, fingerprint: str, at: datetime) -> bool:
        if fingerprint:
            known = fingerprint in self._known
            self._known[fingerprint] = None
            self._known.move_to_end(fingerprint)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            return known
        if self.is_stream:
            return False
        before, self._line = self._line, (one.raw, at)
        return before is not None and before[0] == one.raw and at - before[1] <= REPEAT_WITHIN

    def _flags(self, one: Measured, at: datetime) -> list[Flag]:
        if one.measured_at is None:
            return []
        flags = []
        off = one.measured_at - at
        is_off = abs(off) > self.clock_skew_max
        self.state.clock_off_seconds = round(off.total_seconds()) if is_off else None
        if is_off:
            flags.append(Flag.CLOCK_OFF)
        latest = self._latest.get(one.kind)
        if latest is not None and one.measured_at < latest:
            flags.append(Flag.OUT_OF_ORDER)
            self.state.out_of_order += 1
        else:
            self._latest[one.kind] = one.measured_at
        if not self.goes_by_own_clock:
            flags.append(Flag.CLOCK_IGNORED)
        return flags

    def _is_due(self, one: Measured, at: datetime) -> bool:
        """Late ones are all kept: they fill a gap. Else at most one a second."""
        if one.kind not in self._kept or Flag.OUT_OF_ORDER in one.flags:
            return True
        then, before = self._kept[one.kind]
        same = (before.value, before.flags) == (one.value, one.flags)
        return at - then >= (KEPT_SAME_EVERY if same else KEPT_EVERY)


def fingerprint_of(one: Measured) -> str:
    """The same for a frame that is sent again; empty where equal frames are new measurements."""
    if not one.number:
        return ""
    when = one.measured_at.isoformat() if one.measured_at else one.raw.hex()
    said = f"{one.kind}\n{one.number}\n{one.value.normalize()}\n{when}"
    return hashlib.sha256(said.encode()).hexdigest()
