"""Days that can be true of a life. Pure; the guards of birth and death say the same in SQL.

A year typed wrongly (0001, 1026) once counted as evidence, and a dead person's record went on.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

# No clinical value: the ends of what a record of living people can hold. Beyond them lies a slip
# of the hand. The floor is `earliest_day()` in the database.
EARLIEST_ON = date(1900, 1, 1)
LATEST_ON = date(2199, 12, 31)


class DayFault(StrEnum):
    """Why something cannot have happened to this person on that day."""

    BEFORE_BIRTH = auto()
    AFTER_DEATH = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """From birth to death, as far as is known; both days are days of it."""

    born_on: date | None = None
    died_on: date | None = None

    @property
    def begins_on(self) -> date:
        """The first day anything could have happened; a floor where no birth date is known."""
        return EARLIEST_ON if self.born_on is None else max(EARLIEST_ON, self.born_on)


def fault_of_day(day: date, life: Life) -> DayFault | None:
    if day < life.begins_on:
        return DayFault.BEFORE_BIRTH
    if life.died_on is not None and day > life.died_on:
        return DayFault.AFTER_DEATH
    return None
