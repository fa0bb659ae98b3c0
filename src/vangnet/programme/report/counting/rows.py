"""What the report is counted from: plain rows of one unit and one year, whoever read them.

`person` is any key that tells people apart; it is counted and never printed.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto

from vangnet.programme.report.counting.change import Answer
from vangnet.programme.report.counting.need import Need
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts

Person = Hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody whom the unit knows. They may have come from another unit, or gone to one."""

    person: Person
    known_since: date
    episodes: tuple[EpisodeFacts, ...]  # everywhere, first begun first
    came_on: date | None = None  # the record was taken over from another unit
    went_on: date | None = None  # it was given to another unit

    def is_here_on(self, day: date) -> bool:
        if self.known_since > day or (self.came_on is not None and self.came_on > day):
            return False
        return self.went_on is None or self.went_on > day


@dataclass(frozen=True, slots=True, kw_only=True)
class HereFromTo:
    """Days in HAT at this unit, both counted. `left` None: it goes on, or another unit went on."""

    person: Person
    first_on: date
    last_on: date | None
    left: EpisodeEndReason | None
    began_here: bool  # else another unit's start, taken over
    moved_away: bool  # another unit goes on with it


@dataclass(frozen=True, slots=True, kw_only=True)
class DosesOfPerson:
    """What one person was given of one drug by one route: doses of which anything was used."""

    person: Person
    drug: str
    route: str
    doses: int
    given_mg: Decimal
    usual_mg: Decimal | None  # the median a dose; None: none of them has ended yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """So many events of a kind, and so many people had them."""

    kind: str
    count: int
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreathOfPerson:
    person: Person
    visits: int  # with a breath test
    over: int  # with a value over the limit
    without_dose: int  # of those over: the visits that ended without any dose


class Step(StrEnum):
    """From the door to the door. Stored nowhere."""

    DESK_TO_BREATH = auto()
    BREATH_TO_HATCH = auto()
    HATCH_TO_ROOM = auto()
    IN_THE_ROOM = auto()
    ROOM_TO_DOOR = auto()
    DOOR_TO_DOSE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfWaiting:
    """Minutes of the visits of a clinic day: the middle one, and what nine in ten stayed under."""

    step: Step
    visits: int
    usual: float
    nine_in_ten: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    person: Person
    on: date
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What the unit itself has set; None: nobody has said."""

    prices: Mapping[str, Decimal]
    places: int | None = None
    inhabitants: int | None = None  # of 15 to 64 in its region
    aim_wait_minutes: float | None = None
    aim_application_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One unit, from the first day to the last, both counted."""

    first_on: date
    last_on: date
    records_begin: date | None  # the first day anybody came; None: nobody ever did
    members: Sequence[Member]
    stays: Sequence[HereFromTo]
    days_come: Mapping[Person, int]  # days with a visit, of those on which they were in HAT here
    doses: Sequence[DosesOfPerson]
    happened: Sequence[Happened]
    breath: Sequence[BreathOfPerson]
    waiting: Sequence[DayOfWaiting]
    applied: Sequence[Applied]
    visits: int
    rooms: int = 0
    taken_home_mg: Mapping[str, Decimal] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=lambda: Numbers(prices={}))
    need: Need | None = None
    answers: Sequence[Answer] = ()
    responded: Sequence[bool] = ()
