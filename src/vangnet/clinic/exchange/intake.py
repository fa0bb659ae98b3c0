"""A stream of records in, one result for each out, and the count of all of them.

Knows no database: what registers a person is handed in. Every record ends as exactly one of
new, changed, unchanged, refused or skipped.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from vangnet.clinic.exchange.fhir import patients
from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.fhir.record import Place, Record
from vangnet.clinic.registry.person import Person


class End(StrEnum):
    """How one record ended."""

    NEW = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    REFUSED = auto()
    SKIPPED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What registering one person gave."""

    end: End
    refusals: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one record. `kind` is the kind of resource, for those skipped."""

    place: Place
    end: End
    kind: str = ""
    refusals: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Count:
    """What became of all records."""

    ends: Counter[End] = field(default_factory=Counter)
    kinds_skipped: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        self.ends[result.end] += 1
        if result.end is End.SKIPPED:
            self.kinds_skipped[result.kind] += 1

    def __str__(self) -> str:
        counted = ", ".join(f"{end} {self.ends[end]}" for end in End if end is not End.SKIPPED)
        return f"{counted} (skipped {self.ends[End.SKIPPED]} other resources)"


def results(
    records: Iterable[Record], *, register: Callable[[Person], Answer], on: date
) -> Iterator[Result]:
    """One result for each record of one file, as soon as it is known."""
    seen: dict[str, int] = {}  # what each id of this file said
    for record in records:
        yield _result(record, register=register, on=on, seen=seen)


def _result(
    record: Record, *, register: Callable[[Person], Answer], on: date, seen: dict[str, int]
) -> Result:
    if record.content is None:
        refusals = (record.finding,) if record.finding else ()
        return Result(place=record.place, end=End.REFUSED, refusals=refusals)
    if record.kind != "Patient":
        return Result(place=record.place, end=End.SKIPPED, kind=record.kind)
    reading = patients.read(record.content, on=on)
    if reading.person is None:
        answer = Answer(end=End.REFUSED, refusals=reading.refusals)
    elif _says_otherwise(record.content.get("id"), reading.person, seen=seen):
        answer = Answer(end=End.REFUSED, refusals=(Finding(Fault.ID_TWICE, "Patient.id"),))
    else:
        answer = register(reading.person)
    return Result(
        place=record.place,
        end=answer.end,
        refusals=answer.refusals,
        notes=(*reading.notes, *answer.notes),
    )


def _says_otherwise(key: object, person: Person, *, seen: dict[str, int]) -> bool:
    """Whether an earlier record of this file has the same id with other content."""
    if not isinstance(key, str) or not key:
        return False
    return seen.setdefault(key, hash(person)) != hash(person)
