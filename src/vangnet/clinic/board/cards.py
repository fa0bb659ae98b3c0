"""What the board is made of: a card a room, who waits, and who reads it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vangnet.clinic.recovery.alarm_words import Line
from vangnet.clinic.registry.models import Unit, WallShows
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What parts/room_card.html shows of one room."""

    number: int
    state: str
    word: str
    patient: str = ""
    url: str | None = None
    since: datetime | None = None
    minutes: int = 0
    dose: str = ""
    note: str = ""
    empty: str = ""
    button: str = ""
    key: UUID | None = None
    alarm: Line | None = None
    trend: dict[str, Any] | None = None
    may_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    unit: Unit
    rooms: list[Card] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def tally(self) -> dict[str, int]:
        """How many rooms are in each state."""
        counted: dict[str, int] = {}
        for card in self.rooms:
            counted[card.state] = counted.get(card.state, 0) + 1
        return counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who looks: someone signed in, or the wall."""

    user: User | None
    at: datetime

    @property
    def on_the_wall(self) -> bool:
        return self.user is None

    def may(self, task: Task) -> bool:
        return self.user is not None and self.user.may(task)

    def sees_number(self, unit: Unit) -> bool:
        """On the wall as the unit has chosen: other patients read it too."""
        return not self.on_the_wall or unit.wall_shows != WallShows.ROOMS

    def sees_dose(self, unit: Unit) -> bool:
        if self.on_the_wall:
            return unit.wall_shows == WallShows.DOSES
        return self.may(Task.SEE_CLINICAL)
