"""One record of a file: where it stands, and what it says or why it cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vangnet.clinic.exchange.fhir.finding import Fault, Finding

BUNDLES_IN_EACH_OTHER_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record starts. Entries of a Bundle are counted from 1, as people count."""

    line: int | None = None
    entries: tuple[int, ...] = ()

    def __str__(self) -> str:
        words = [f"line {self.line}"] if self.line else []
        return ", ".join([*words, *(f"entry {number}" for number in self.entries)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One resource, or the fault that stands where one should be."""

    place: Place
    content: Mapping[str, Any] | None = None
    finding: Finding | None = None

    @property
    def kind(self) -> str:
        return "" if self.content is None else str(self.content.get("resourceType", ""))


def faulty(fault: Fault, *, line: int | None = None, entries: tuple[int, ...] = ()) -> Record:
    return Record(place=Place(line=line, entries=entries), finding=Finding(fault))


def from_value(value: object, *, place: Place) -> Record:
    """A parsed value as a record: only an object that names its kind is one."""
    kind = value.get("resourceType") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, str) or not _is_a_name(kind):
        return Record(place=place, finding=Finding(Fault.NOT_FHIR))
    return Record(place=place, content=value)


def of_entry(entry: object, *, place: Place) -> Record:
    """The record in one entry of a Bundle. An entry may rightly hold none: a deletion, a link."""
    if isinstance(entry, dict) and "resource" not in entry:
        return Record(place=place, content={"resourceType": "entry without a resource"})
    return from_value(entry.get("resource") if isinstance(entry, dict) else entry, place=place)


def unfolded(record: Record) -> Iterator[Record]:
    """The record itself, or what is in it when it is a Bundle."""
    if record.kind != "Bundle" or record.content is None:
        yield record
        return
    if len(record.place.entries) >= BUNDLES_IN_EACH_OTHER_MAX:
        yield Record(place=record.place, finding=Finding(Fault.NESTED_TOO_DEEP))
        return
    entries = record.content.get("entry", [])
    if not isinstance(entries, list):
        finding = Finding(Fault.WRONG_KIND_OF_VALUE, "Bundle.entry")
        yield Record(place=record.place, finding=finding)
        return
    for number, entry in enumerate(entries, start=1):
        place = replace(record.place, entries=(*record.place.entries, number))
        yield from unfolded(of_entry(entry, place=place))


def _is_a_name(kind: str) -> bool:
    """Kinds are printed, so nothing else than FHIR's kind of name may pass for one."""
    return kind.isascii() and kind.isalpha() and kind[0].isupper() and len(kind) <= 64
