"""May this appointment stand? One member of staff sees one person at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto


class Against(StrEnum):
    """Why an appointment cannot be made."""

    STAFF_BUSY = auto()
    PATIENT_BUSY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An appointment in the book. The end itself is free again."""

    staff: str
    patient: str
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def meets(self, other: "Booked") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def conflicts(new: Booked, book: Iterable[Booked]) -> Iterator[tuple[Against, Booked]]:
    """Every appointment that the new one cannot stand beside."""
    for other in book:
        if other.meets(new):
            if other.staff == new.staff:
                yield Against.STAFF_BUSY, other
            if other.patient == new.patient:
                yield Against.PATIENT_BUSY, other
