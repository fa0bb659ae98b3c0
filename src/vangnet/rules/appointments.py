"""May this appointment stand? One member of staff sees one person at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto


class Against(StrEnum):
    """Why an appointment cannot be made."""

    IN_THE_PAST = auto()
    STAFF_BUSY = auto()
    PATIENT_BUSY = auto()


class NotYet(StrEnum):
    """Why nobody can say now who came."""

    BEFORE_ITS_TIME = auto()
    DAY_IS_OVER = auto()  # only who treats may still say so


# No clinical value: people come a little before their time. `appointment_early()` in the database.
CAME_EARLY = timedelta(minutes=30)


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


def has_passed(starts_at: datetime, *, now: datetime) -> bool:
    """Whether it is too late to make this appointment; the present minute is not over."""
    return starts_at < now.replace(second=0, microsecond=0)


def why_not_yet(
    starts_at: datetime, *, came: bool, now: datetime, same_day: bool, by_carer: bool
) -> NotYet | None:
    """Came: from shortly before its time. Did not come: from its time on. Both on its clinic day;

    a nurse or a prescriber (`by_carer`) also afterwards.
    """
    if now < (starts_at - CAME_EARLY if came else starts_at):
        return NotYet.BEFORE_ITS_TIME
    if not same_day:
        return NotYet.DAY_IS_OVER if not by_carer or now < starts_at else None
    return None


def conflicts(new: Booked, book: Iterable[Booked]) -> Iterator[tuple[Against, Booked]]:
    """Every appointment that the new one cannot stand beside."""
    for other in book:
        if other.meets(new):
            if other.staff == new.staff:
                yield Against.STAFF_BUSY, other
            if other.patient == new.patient:
                yield Against.PATIENT_BUSY, other
