"""Bluetooth's Pulse Oximeter Service: continuous (2A5F) and spot-check (2A5E) measurements.

Numbers are SFLOAT of IEEE 11073-20601: 12 bits of mantissa, 4 of exponent, with names for "not a
number". Times have no zone: they are the unit's.
"""

from datetime import datetime, tzinfo
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
    of_our_time,
)

CONTINUOUS, SPOT_CHECK = "2A5F", "2A5E"
_NOT_NUMBERS = frozenset({0x07FE, 0x07FF, 0x0800, 0x0801, 0x0802})
# Bits of the measurement status, and of the device and sensor status.
_NO_VALUE = 1 << 12 | 1 << 13 | 1 << 15  # calibrating, unavailable, invalid
_MEASUREMENT = {
    1 << 6: Flag.QUESTIONABLE, 1 << 9: Flag.FROM_MEMORY, 1 << 10: Flag.TRIAL, 1 << 11: Flag.TRIAL,
    1 << 14: Flag.QUESTIONABLE,
}  # fmt: skip
_SENSOR_OFF = 1 << 11 | 1 << 13 | 1 << 15  # not on the patient, displaced, disconnected
_SENSOR = {
    1 << 1: Flag.SENSOR_ALARM, 1 << 14: Flag.SENSOR_ALARM,
    1 << 3: Flag.LOW_SIGNAL, 1 << 4: Flag.LOW_SIGNAL, 1 << 5: Flag.LOW_SIGNAL,
    1 << 2: Flag.QUESTIONABLE, 1 << 6: Flag.QUESTIONABLE, 1 << 7: Flag.QUESTIONABLE,
    1 << 8: Flag.QUESTIONABLE,
}  # fmt: skip


class _Short(Exception):
    """The notification ends before the fields its flags name."""


class _Bytes:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def take(self, size: int) -> int:
        part = self._data[self._at : self._at + size]
        if len(part) < size:
            raise _Short
        self._at += size
        return int.from_bytes(part, "little")

    @property
    def left(self) -> int:
        return len(self._data) - self._at


def sfloat(word: int) -> Decimal | None:
    """The number of an SFLOAT; None for what is no number, or infinite."""
    if word & 0x0FFF in _NOT_NUMBERS and word >> 12 == 0:
        return None
    mantissa, exponent = word & 0x0FFF, word >> 12
    mantissa -= 0x1000 if mantissa & 0x0800 else 0
    exponent -= 0x10 if exponent & 0x8 else 0
    return Decimal(mantissa).scaleb(exponent)


def to_sfloat(value: Decimal | int | None) -> bytes:
    """Whole numbers up to 2045, for the simulator; None is "not a number"."""
    return (0x07FF if value is None else int(value) & 0x0FFF).to_bytes(2, "little")


def read_continuous(data: bytes) -> list[Event]:
    try:
        fields = _Bytes(data)
        flags = fields.take(1)
        spo2, pulse = fields.take(2), fields.take(2)
        for bit in (0x01, 0x02):  # the fast and the slow answer; the normal one is kept
            if flags & bit:
                fields.take(4)
        has = flags & 0x04, flags & 0x08, flags & 0x10
        return _measured(data, fields, (spo2, pulse), at=None, has=has)
    except _Short:
        return [noise(Trouble.HALF_FRAME, data)]


def read_spot_check(data: bytes, *, zone: tzinfo) -> list[Event]:
    try:
        fields = _Bytes(data)
        flags = fields.take(1)
        spo2, pulse = fields.take(2), fields.take(2)
        at = _moment(fields, zone) if flags & 0x01 else None
        at = None if flags & 0x10 else at  # the device's clock was never set
        has = flags & 0x02, flags & 0x04, flags & 0x08
        return _measured(data, fields, (spo2, pulse), at=at, has=has)
    except _Short:
        return [noise(Trouble.HALF_FRAME, data)]
    except ValueError:
        return [noise(Trouble.IMPOSSIBLE, data)]


def _moment(fields: _Bytes, zone: tzinfo) -> datetime | None:
    year, *rest = fields.take(2), *(fields.take(1) for _ in range(5))
    month, day, hour, minute, second = rest
    if not (year and month and day):
        return None
    return of_our_time(datetime(year, month, day, hour, minute, second, tzinfo=zone))


def _measured(
    data: bytes, fields: _Bytes, words: tuple[int, int], *, at: datetime | None,
    has: tuple[int, int, int],
) -> list[Event]:  # fmt: skip
    status = fields.take(2) if has[0] else 0
    sensor = fields.take(3) if has[1] else 0
    if has[2]:
        fields.take(2)
    if fields.left:
        return [noise(Trouble.GARBAGE, data)]
    if sensor & _SENSOR_OFF:
        return [Told(say=Say.SENSOR_OFF)]
    if status & _NO_VALUE:
        return [Told(say=Say.NO_VALUE)]
    named = [flag for bit, flag in _MEASUREMENT.items() if status & bit]
    named += [flag for bit, flag in _SENSOR.items() if sensor & bit]
    events: list[Event] = []
    for word, kind, unit in ((words[0], Kind.SPO2, PERCENT), (words[1], Kind.PULSE, PER_MINUTE)):
        value = sfloat(word)
        if value is None:
            continue
        if not is_possible(kind, value) or value != round(value, 3):
            return [noise(Trouble.IMPOSSIBLE, data)]
        events.append(
            Measured(
                kind=kind, value=value, unit=unit, raw=data, measured_at=at,
                flags=tuple(dict.fromkeys(named)), number=at.isoformat() if at else "",
            )
        )  # fmt: skip
    return events or [Told(say=Say.NO_VALUE)]


def continuous(spo2: int | None, pulse: int | None, *, sensor: int | None = None) -> bytes:
    """What such a device sends; for the simulator."""
    flags = 0 if sensor is None else 0x08
    tail = b"" if sensor is None else sensor.to_bytes(3, "little")
    return bytes((flags,)) + to_sfloat(spo2) + to_sfloat(pulse) + tail
