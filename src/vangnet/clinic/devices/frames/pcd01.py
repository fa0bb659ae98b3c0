"""HL7 v2.6 ORU^R01 in the shape of IHE PCD-01: read, answered and written.

Only what this house uses: SpO2, pulse and breaths a minute, by their MDC codes. Whom the message
names (PID) is handed on to be compared, and is no part of the frame that is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation

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

CODES = {
    "150456": Kind.SPO2, "149530": Kind.PULSE, "151562": Kind.RESPIRATORY_RATE,
    "151578": Kind.RESPIRATORY_RATE,
}  # fmt: skip
UNITS = {
    "262688": PERCENT, "%": PERCENT, "264864": PER_MINUTE, "264928": PER_MINUTE, "/min": PER_MINUTE,
    "{beat}/min": PER_MINUTE, "{beats}/min": PER_MINUTE, "{breath}/min": PER_MINUTE,
    "{breaths}/min": PER_MINUTE,
}  # fmt: skip
WANTED = {Kind.SPO2: PERCENT, Kind.PULSE: PER_MINUTE, Kind.RESPIRATORY_RATE: PER_MINUTE}
MEASURED = frozenset({"F", "R"})  # OBX-11: a result, final or raw
_NO_VALUE = frozenset({"INV", "NAV", "NI", "OFF", "BUSY", "CAL", "<", ">"})
_FLAGS = {"QUES": Flag.QUESTIONABLE, "EARLY": Flag.QUESTIONABLE, "TEST": Flag.TRIAL,
          "DEMO": Flag.TRIAL}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message as it was read. `events` name the device that each comes from."""

    control_id: str
    event: str  # "ORU^R01"
    version: str
    events: tuple[tuple[str, Event], ...] = ()

    @property
    def is_ours(self) -> bool:
        return self.event == "ORU^R01" and self.version.startswith("2.")


class Segment:
    """Fields by their HL7 number. MSH counts its own separator as the first."""

    def __init__(self, text: str, separator: str) -> None:
        self.text = text
        self._fields = text.split(separator)
        if self._fields[0] == "MSH":
            self._fields.insert(1, separator)

    @property
    def name(self) -> str:
        return self._fields[0]

    def field(self, number: int) -> str:
        return self._fields[number] if number < len(self._fields) else ""

    def parts(self, number: int, marks: "Marks") -> list[str]:
        """The components of the first repetition of a field."""
        first = self.field(number).split(marks.repetition)[0]
        return [marks.plain(part).strip() for part in first.split(marks.component)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    def plain(self, text: str) -> str:
        if self.escape not in text:
            return text
        for letter, mark in zip("FSRTE", self._in_order(), strict=True):
            text = text.replace(f"{self.escape}{letter}{self.escape}", mark)
        return text

    def _in_order(self) -> tuple[str, ...]:
        return self.field, self.component, self.repetition, self.subcomponent, self.escape


def read(data: bytes, *, zone: tzinfo) -> Received | None:
    """None when this is no HL7 message. Times without an offset are of `zone`."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    lines = [line for line in text.replace("\n", "\r").split("\r") if line.strip()]
    if not lines or not lines[0].startswith("MSH") or len(lines[0]) < 9:
        return None
    marks = _marks(lines[0])
    if marks is None:
        return None
    segments = [Segment(line, marks.field) for line in lines]
    header = segments[0]
    kind = header.parts(9, marks)
    return Received(
        control_id=header.field(10), event="^".join(kind[:2]), version=header.parts(12, marks)[0],
        events=tuple(_events(segments, marks, zone)),
    )  # fmt: skip


def _marks(header: str) -> Marks | None:
    signs = header[3:8]
    if len(set(signs)) != 5 or any(sign.isalnum() or sign.isspace() for sign in signs):
        return None
    return Marks(
        field=signs[0], component=signs[1], repetition=signs[2], escape=signs[3],
        subcomponent=signs[4],
    )  # fmt: skip


def _events(segments: list[Segment], marks: Marks, zone: tzinfo) -> Iterator[tuple[str, Event]]:
    header, about, request = segments[0], "", None
    sender = _sender(header, marks)
    for segment in segments[1:]:
        if segment.name == "PID":
            about = segment.parts(3, marks)[0] or segment.parts(2, marks)[0]
        elif segment.name == "OBR":
            request = segment
        elif segment.name == "OBX" and (kind := CODES.get(segment.parts(3, marks)[0])):
            address = segment.parts(18, marks)[0].upper() or sender
            frame = [one.text for one in (header, request, segment) if one is not None]
            raw = "\r".join(frame).encode("utf-8")
            when = segment.field(14) or (request.field(7) if request else "")
            yield address, _value(segment, marks, kind, raw, when, about, zone, header)


def _sender(header: Segment, marks: Marks) -> str:
    """The device by its EUI-64 in the sender, else the sender's name."""
    application, facility = header.parts(3, marks), header.parts(4, marks)
    candidates = [*application[1:2], *facility[1:2], application[0], facility[0]]
    return next((one.upper() for one in candidates if one), "")


def _value(
    segment: Segment, marks: Marks, kind: Kind, raw: bytes, when: str, about: str, zone: tzinfo,
    header: Segment,
) -> Event:  # fmt: skip
    status = {one.strip().upper() for one in segment.field(8).split(marks.repetition)}
    if segment.field(11).strip().upper() not in MEASURED or status & _NO_VALUE:
        return Told(say=Say.NO_VALUE)
    unit = UNITS.get(segment.parts(6, marks)[0])
    try:
        value = Decimal(segment.field(5).strip())
        measured_at = moment(when.strip(), zone) if when.strip() else None
    except (InvalidOperation, ValueError, OverflowError):
        return noise(Trouble.IMPOSSIBLE, raw)
    if segment.field(2).strip() != "NM" or unit != WANTED[kind] or not is_possible(kind, value):
        return noise(Trouble.IMPOSSIBLE, raw)
    if value != round(value, 3):
        return noise(Trouble.IMPOSSIBLE, raw)
    return Measured(
        kind=kind, value=value, unit=unit, raw=raw, measured_at=measured_at, about=about,
        flags=tuple(dict.fromkeys(flag for name, flag in _FLAGS.items() if name in status)),
        number=f"{header.field(10)}/{segment.field(1)}/{segment.field(4)}",
    )  # fmt: skip


def moment(text: str, zone: tzinfo) -> datetime:
    """An HL7 time (YYYYMMDDHHMM[SS[.S]][+ZZZZ]); ValueError when it is none."""
    sign = "+" if "+" in text else "-" if "-" in text else ""
    digits, _sign, offset = text.partition(sign) if sign else (text, "", "")
    whole, _dot, part = digits.partition(".")
    if len(whole) not in (12, 14) or not whole.isascii() or not whole.isdigit():
        raise ValueError("no time to the minute")
    month, day, hour, minute, second = (int(whole[n : n + 2] or "0") for n in range(4, 14, 2))
    at = datetime(int(whole[:4]), month, day, hour, minute, second, tzinfo=zone)
    if part:
        at += timedelta(microseconds=int(part[:6].ljust(6, "0")))
    if not sign:
        return of_our_time(at)
    if len(offset) != 4 or not offset.isascii() or not offset.isdigit():
        raise ValueError("no offset")
    ahead = timedelta(hours=int(offset[:2]), minutes=int(offset[2:]))
    return of_our_time(at.replace(tzinfo=timezone(-ahead if sign == "-" else ahead)))
