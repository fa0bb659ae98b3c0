"""Breath testers that print lines: one pattern finds the value, whatever else a line says.

The pattern is a regular expression with the group `value`; the groups `unit`, `number`, and `year`
`month` `day` `hour` `minute` (`second`) are read when they are there. One line, one measurement.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation

from vangnet.clinic.devices.frames.measured import (
    Event,
    Kind,
    Measured,
    Trouble,
    is_possible,
    noise,
    of_our_time,
)

LINE_BYTES_MAX = 200  # a longer line is no line: an expression may be slow on it
UNIT_WORDS = {
    "mg/l": "mg/L", "ug/l": "ug/L", "µg/l": "ug/L", "μg/l": "ug/L", "mcg/l": "ug/L",
    "‰": "[ppth]", "o/oo": "[ppth]", "promille": "[ppth]", "per mille": "[ppth]",
}  # fmt: skip
PATTERN_EXAMPLE = r"(?P<value>\d+[.,]\d+) ?(?P<unit>mg/L)"
_DATE = ("year", "month", "day", "hour", "minute")


class Lines:
    """Cuts a stream into lines at CR or LF, and gives each to `read`."""

    def __init__(self, read: Callable[[bytes], Sequence[Event]]) -> None:
        self._read = read
        self._kept = bytearray()
        self._skipped = 0  # bytes of a line that is too long already

    def feed(self, data: bytes) -> list[Event]:
        events: list[Event] = []
        for byte in data:
            if byte in b"\r\n":
                events.extend(self._line())
            elif self._skipped:
                self._skipped += 1
            else:
                self._kept.append(byte)
                if len(self._kept) > LINE_BYTES_MAX:
                    self._skipped = 1
        return events

    def cut(self) -> list[Event]:
        if not self._kept:
            return []
        half = noise(Trouble.HALF_FRAME, bytes(self._kept))
        self._kept.clear()
        self._skipped = 0
        return [half]

    def _line(self) -> Iterator[Event]:
        line, too_long = bytes(self._kept), self._skipped
        self._kept.clear()
        self._skipped = 0
        if too_long:
            yield noise(Trouble.GARBAGE, line + b"\x00" * (too_long - 1))
        elif line.strip(b" \t\x00\x0c"):
            yield from self._read(line)


def problem_of(pattern: str) -> str:
    """What is wrong with a pattern, as one of "syntax", "no_value", "matches_nothing"; or ""."""
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return "syntax"
    if "value" not in compiled.groupindex:
        return "no_value"
    return "matches_nothing" if compiled.fullmatch("") else ""


def line_reader(pattern: str, *, unit: str, zone: tzinfo) -> Lines:
    """A decoder of lines; `unit` is what the tester prints when the line does not say."""
    compiled = re.compile(pattern)

    def read(line: bytes) -> list[Event]:
        return [_read(line, compiled, unit, zone)]

    return Lines(read)


def _read(line: bytes, pattern: re.Pattern[str], unit: str, zone: tzinfo) -> Event:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    found = pattern.search(text)
    if found is None or found["value"] is None:
        return noise(Trouble.GARBAGE, line)
    said = {name: text for name, text in found.groupdict().items() if text is not None}
    try:
        value = Decimal(said["value"].strip().replace(",", "."))
        measured_at = _moment(said, zone)
    except (InvalidOperation, ValueError, OverflowError):
        return noise(Trouble.IMPOSSIBLE, line)
    ucum = UNIT_WORDS.get(said["unit"].strip().lower()) if "unit" in said else unit
    if ucum is None or not is_possible(Kind.BREATH_ALCOHOL, value) or _too_fine(value):
        return noise(Trouble.IMPOSSIBLE, line)
    number = said.get("number", "") or (measured_at.isoformat() if measured_at else "")
    return Measured(
        kind=Kind.BREATH_ALCOHOL, value=value, unit=ucum, raw=line, measured_at=measured_at,
        number=number,
    )  # fmt: skip


def _too_fine(value: Decimal) -> bool:
    """More decimals than are kept: it would be stored as another value."""
    return value != round(value, 3)


def _moment(said: dict[str, str], zone: tzinfo) -> datetime | None:
    if not all(name in said for name in _DATE):
        return None
    year, month, day, hour, minute = (int(said[name]) for name in _DATE)
    century = 2000 if len(said["year"]) == 2 else 0
    second = int(said.get("second", "0"))
    return of_our_time(datetime(year + century, month, day, hour, minute, second, tzinfo=zone))
