"""Records out of JSON text, with the line each starts on. Not for NDJSON: ndjson.py.

The standard parser tells no positions, so the top of a Bundle is walked here and the parser
reads each entry where it stands.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vangnet.clinic.exchange.fhir.finding import Fault
from vangnet.clinic.exchange.fhir.record import (
    Place,
    Record,
    faulty,
    from_value,
    of_entry,
    unfolded,
)

_SPACE = re.compile(r"[ \t\r\n]*")


class BrokenError(Exception):
    """The text cannot be read on from `at`."""

    def __init__(self, fault: Fault, *, at: int) -> None:
        super().__init__(fault)
        self.fault, self.at = fault, at


class Parser:
    """The standard parser, made safe: no endless numbers, no NaN, and a key twice is noticed."""

    def __init__(self) -> None:
        self.key_twice = False
        # No number of a patient's record is used, and a float of any length is made at once.
        self._decoder = json.JSONDecoder(
            parse_int=float,
            parse_float=float,
            parse_constant=self._refuse,
            object_pairs_hook=self._object,
        )

    def value(self, text: str, *, at: int) -> tuple[Any, int]:
        """The value that starts at `at`, and where it ends."""
        self.key_twice = False
        try:
            return self._decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise BrokenError(Fault.JSON_BROKEN, at=error.pos) from None
        except ValueError:
            raise BrokenError(Fault.JSON_BROKEN, at=at) from None
        except RecursionError:
            raise BrokenError(Fault.NESTED_TOO_DEEP, at=at) from None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.key_twice = True
        return made

    @staticmethod
    def _refuse(constant: str) -> Any:
        raise ValueError(constant)


@dataclass(slots=True)
class _Top:
    """The outermost object, as far as it was read."""

    values: dict[str, Any] = field(default_factory=dict)
    # Where each entry starts. Read again when its turn comes: all of them at once would fill
    # the memory many times over what the text does.
    entries: list[int] = field(default_factory=list)
    key_twice: bool = False


def records(text: str) -> Iterator[Record]:
    """Each record of one JSON document. After a broken place nothing more can be read."""
    top, broken = _Top(), None
    start = _skip(text, 0)
    try:
        if text.startswith("{", start):
            end = _walk(text, start, top)
        else:
            _, end = Parser().value(text, at=start)
        if _skip(text, end) != len(text):
            raise BrokenError(Fault.JSON_BROKEN, at=_skip(text, end))
    except BrokenError as error:
        broken = error
    if broken is None or top.values.get("resourceType") == "Bundle":
        yield from _read(text, start, top)
    if broken is not None:
        yield faulty(broken.fault, line=line_at(text, broken.at))


def line_at(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _read(text: str, start: int, top: _Top) -> Iterator[Record]:
    if top.key_twice:
        yield faulty(Fault.JSON_KEY_TWICE, line=line_at(text, start))
    elif top.values.get("resourceType") != "Bundle":
        yield from_value(top.values, place=Place(line=line_at(text, start)))
    elif "entry" in top.values:  # and it was no list, or it would have been walked
        yield from unfolded(from_value(top.values, place=Place(line=line_at(text, start))))
    else:
        yield from _entries(text, top)


def _entries(text: str, top: _Top) -> Iterator[Record]:
    parser, line, counted_to = Parser(), 1, 0
    for number, at in enumerate(top.entries, start=1):
        line, counted_to = line + text.count("\n", counted_to, at), at
        place = Place(line=line, entries=(number,))
        try:
            entry, _ = parser.value(text, at=at)
        except BrokenError as error:  # just deep enough to pass the first time and not now
            yield faulty(error.fault, line=line, entries=(number,))
            continue
        if parser.key_twice:
            yield faulty(Fault.JSON_KEY_TWICE, line=line, entries=(number,))
        else:
            yield from unfolded(of_entry(entry, place=place))


def _walk(text: str, start: int, top: _Top) -> int:
    """Reads the outermost object into `top`; entries of a list keep their places."""
    parser, at = Parser(), _skip(text, start + 1)
    if text.startswith("}", at):
        return at + 1
    while True:
        if not text.startswith('"', at):
            raise BrokenError(Fault.JSON_BROKEN, at=at)
        key, at = parser.value(text, at=at)
        at = _skip(text, _expect(text, at, ":"))
        top.key_twice = top.key_twice or key in top.values or (key == "entry" and bool(top.entries))
        if key == "entry" and text.startswith("[", at):
            at = _walk_entries(text, at, top)
        else:
            top.values[key], at = parser.value(text, at=at)
            top.key_twice = top.key_twice or parser.key_twice
        at = _skip(text, at)
        if text.startswith("}", at):
            return at + 1
        at = _skip(text, _expect(text, at, ","))


def _walk_entries(text: str, start: int, top: _Top) -> int:
    parser, at = Parser(), _skip(text, start + 1)
    if text.startswith("]", at):
        return at + 1
    while True:
        _, end = parser.value(text, at=at)
        top.entries.append(at)
        at = _skip(text, end)
        if text.startswith("]", at):
            return at + 1
        at = _skip(text, _expect(text, at, ","))


def _expect(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if not text.startswith(sign, at):
        raise BrokenError(Fault.JSON_BROKEN, at=at)
    return at + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
