"""Nonin's ASCII lines, one a second: `SPO2=097 HR=072`. Dashes where there is no value."""

import re
from decimal import Decimal

from vangnet.clinic.devices.frames.lines import Lines
from vangnet.clinic.devices.frames.measured import (
    PER_MINUTE,
    PERCENT,
    Event,
    Kind,
    Measured,
    Say,
    Told,
    Trouble,
    is_possible,
    noise,
)

_LINE = re.compile(rb"\s*SPO2=(\d{1,3}|-{1,3})\s+HR=(\d{1,3}|-{1,3})\s*")


def reader() -> Lines:
    return Lines(read)


def read(line: bytes) -> list[Event]:
    found = _LINE.fullmatch(line)
    if found is None:
        return [noise(Trouble.GARBAGE, line)]
    events: list[Event] = []
    for text, kind, unit in (
        (found[1], Kind.SPO2, PERCENT), (found[2], Kind.PULSE, PER_MINUTE),
    ):  # fmt: skip
        if text.startswith(b"-"):
            continue
        value = Decimal(text.decode("ascii"))
        if not is_possible(kind, value):
            return [noise(Trouble.IMPOSSIBLE, line)]
        events.append(Measured(kind=kind, value=value, unit=unit, raw=line))
    return events or [Told(say=Say.SENSOR_OFF)]


def line(spo2: int | None, pulse: int | None) -> bytes:
    """What such a device sends; for the simulator."""
    words = ("---" if value is None else f"{value:03d}" for value in (spo2, pulse))
    return "SPO2={} HR={}\r\n".format(*words).encode("ascii")
