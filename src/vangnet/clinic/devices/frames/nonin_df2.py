"""Nonin's data format 2: frames of five bytes, 25 of them a packet, three packets a second.

A frame is 1, status, pleth, float, checksum (the sum of the first four, modulo 256). The first
frame of a packet has the sync bit. The floats by their place: heart rate (high, low), SpO2,
revision.
"""

from collections.abc import Sequence
from decimal import Decimal

from vangnet.clinic.devices.frames.measured import (
    PER_MINUTE,
    PERCENT,
    Event,
    Flag,
    Kind,
    Measured,
    Say,
    Told,
    Trouble,
    is_possible,
    noise,
)

FRAME, FRAMES = 5, 25
SYNC, SENSOR_ALARM, OUT_OF_TRACK, ARTEFACT = 0x01, 0x08, 0x10, 0x20
DISCONNECTED, ALWAYS = 0x40, 0x80
PULSE_MISSING, SPO2_MISSING = 511, 127
_FLAGS = {
    SENSOR_ALARM: Flag.SENSOR_ALARM, OUT_OF_TRACK: Flag.QUESTIONABLE, ARTEFACT: Flag.QUESTIONABLE,
}  # fmt: skip


class Df2:
    """Finds frames and packets in a stream, and its way back after what is no frame."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._packet: list[bytes] = []

    def feed(self, data: bytes) -> list[Event]:
        self._kept += data
        events: list[Event] = []
        lost = bytearray()
        while len(self._kept) >= FRAME:
            frame = bytes(self._kept[:FRAME])
            if not is_frame(frame):
                lost.append(self._kept.pop(0))
                continue
            if lost:
                events += self._lose(bytes(lost))
                lost.clear()
            del self._kept[:FRAME]
            events += self._take(frame)
        if lost:
            events += self._lose(bytes(lost))
        return events

    def cut(self) -> list[Event]:
        left = b"".join(self._packet) + bytes(self._kept)
        self._packet.clear()
        self._kept.clear()
        return [noise(Trouble.HALF_FRAME, left)] if left else []

    def _lose(self, lost: bytes) -> list[Event]:
        """Bytes between frames: what there was of this packet is not a packet any more."""
        events: list[Event] = [noise(Trouble.GARBAGE, lost)]
        if self._packet:
            events.append(noise(Trouble.HALF_FRAME, b"".join(self._packet)))
            self._packet.clear()
        return events

    def _take(self, frame: bytes) -> list[Event]:
        events: list[Event] = []
        if frame[1] & SYNC:
            if self._packet:
                events.append(noise(Trouble.HALF_FRAME, b"".join(self._packet)))
            self._packet = [frame]
        elif self._packet:
            self._packet.append(frame)
        else:
            return [noise(Trouble.HALF_FRAME, frame)]  # the packet began before we listened
        if len(self._packet) == FRAMES:
            events += read_packet(self._packet)
            self._packet = []
        return events


def is_frame(data: bytes) -> bool:
    return (
        len(data) == FRAME
        and data[0] == 1
        and bool(data[1] & ALWAYS)
        and sum(data[:4]) % 256 == data[4]
    )


def read_packet(frames: Sequence[bytes]) -> list[Event]:
    """Heart rate and SpO2 (the average over four beats) of one whole packet."""
    floats = [frame[3] for frame in frames]
    status = 0
    for frame in frames:
        status |= frame[1]
    if status & DISCONNECTED:
        return [Told(say=Say.SENSOR_OFF)]
    pulse, spo2 = (floats[0] & 0x03) << 7 | floats[1] & 0x7F, floats[2] & 0x7F
    flags = tuple(dict.fromkeys(flag for bit, flag in _FLAGS.items() if status & bit))
    raw = b"".join(frames)
    events: list[Event] = []
    for value, missing, kind, unit in (
        (spo2, SPO2_MISSING, Kind.SPO2, PERCENT), (pulse, PULSE_MISSING, Kind.PULSE, PER_MINUTE),
    ):  # fmt: skip
        if value == missing:
            continue
        if not is_possible(kind, Decimal(value)):
            return [noise(Trouble.IMPOSSIBLE, raw)]
        events.append(Measured(kind=kind, value=Decimal(value), unit=unit, raw=raw, flags=flags))
    return events or [Told(say=Say.NO_VALUE)]


def packet(spo2: int | None, pulse: int | None, *, status: int = 0) -> bytes:
    """What such a device sends; for the simulator. `status` is set in each frame."""
    rate = PULSE_MISSING if pulse is None else pulse
    oxygen = SPO2_MISSING if spo2 is None else spo2
    high, low = rate >> 7, rate & 0x7F
    floats = [high, low, oxygen, 48, 0, 0, 0, 0, oxygen, oxygen, oxygen, 0, 0, high, low, oxygen,
              oxygen, 0, 0, high, low, high, low, 0, 0]  # fmt: skip
    return b"".join(
        _frame(ALWAYS | status | (SYNC if n == 0 else 0), value) for n, value in enumerate(floats)
    )


def _frame(status: int, value: int) -> bytes:
    body = bytes((1, status, 1, value))
    return body + bytes((sum(body) % 256,))
