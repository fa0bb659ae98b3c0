"""What a decoder makes of bytes. Pure: no clock, no port, no database (decision 0015).

A decoder never raises on what comes from outside: what it cannot read becomes `Noise`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum, auto
from typing import Protocol

YEARS = 1990, 2100  # a clock that was never set begins in one of these
SAMPLE_BYTES_MAX = 64  # of noise, this much is kept to look at


class Kind(StrEnum):
    """What was measured. Stored by value."""

    SPO2 = auto()
    PULSE = auto()
    RESPIRATORY_RATE = auto()
    BREATH_ALCOHOL = auto()


class Flag(StrEnum):
    """What is to be known of one reading. Stored by value."""

    QUESTIONABLE = auto()  # the device itself doubts it
    LOW_SIGNAL = auto()
    SENSOR_ALARM = auto()
    FROM_MEMORY = auto()  # the device says it was stored, not measured just now
    TRIAL = auto()  # the device says it is for demonstration or testing
    OUT_OF_ORDER = auto()  # measured before one that came earlier
    CLOCK_OFF = auto()  # the device's clock is too far from ours
    CLOCK_IGNORED = auto()  # the unit does not go by this device's clock


PERCENT, PER_MINUTE = "%", "/min"
UCUM = {
    Kind.SPO2: frozenset({PERCENT}),
    Kind.PULSE: frozenset({PER_MINUTE}),
    Kind.RESPIRATORY_RATE: frozenset({PER_MINUTE}),
    Kind.BREATH_ALCOHOL: frozenset({"ug/L", "mg/L", "[ppth]"}),
}
# What the quantity itself can be, no clinical limit: a value beyond it was read wrongly.
POSSIBLE = {
    Kind.SPO2: (Decimal(0), Decimal(100)),
    Kind.PULSE: (Decimal(0), Decimal(500)),
    Kind.RESPIRATORY_RATE: (Decimal(0), Decimal(200)),
    Kind.BREATH_ALCOHOL: (Decimal(0), Decimal(9999)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One value with its UCUM unit, the frame it came in, and the device's own time if it has one.

    `number` tells one measurement from the next where the device counts them or sends its time:
    the same number and frame again is a repeat. Empty where equal frames are new measurements.
    """

    kind: Kind
    value: Decimal
    unit: str
    raw: bytes
    measured_at: datetime | None = None  # with its zone
    flags: tuple[Flag, ...] = ()
    number: str = ""
    about: str = ""  # whom the sender says this is of; never stored

    def __post_init__(self) -> None:
        assert self.unit in UCUM[self.kind], f"{self.kind} in {self.unit}"
        assert self.measured_at is None or self.measured_at.tzinfo is not None


class Trouble(StrEnum):
    """What was wrong with bytes that are no frame."""

    GARBAGE = auto()
    HALF_FRAME = auto()
    CHECKSUM = auto()
    IMPOSSIBLE = auto()  # a frame, with a value that cannot be


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Bytes that say nothing."""

    trouble: Trouble
    size: int
    sample: bytes = b""


class Say(StrEnum):
    """What a device tells without a value."""

    SENSOR_OFF = auto()
    NO_VALUE = auto()
    WARMING_UP = auto()
    BLOW_NOW = auto()
    KEEP_BLOWING = auto()
    ANALYSING = auto()
    CANCELLED = auto()
    BLOW_ERROR = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A frame in order that holds no value."""

    say: Say


Event = Measured | Noise | Told


class Decoder(Protocol):
    """Bytes as they come, in any pieces; keeps what is not yet a whole frame."""

    def feed(self, data: bytes) -> Sequence[Event]: ...

    def cut(self) -> Sequence[Event]:
        """The line was lost: what was kept is a half frame."""
        ...


def noise(trouble: Trouble, data: bytes) -> Noise:
    return Noise(trouble=trouble, size=len(data), sample=bytes(data[:SAMPLE_BYTES_MAX]))


def is_possible(kind: Kind, value: Decimal) -> bool:
    lowest, highest = POSSIBLE[kind]
    return value.is_finite() and lowest <= value <= highest


def of_our_time(at: datetime) -> datetime:
    """The same; ValueError when no device that runs today can mean it."""
    if not YEARS[0] <= at.year <= YEARS[1]:
        raise ValueError("a year that is not of our time")
    return at
