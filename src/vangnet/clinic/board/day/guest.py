"""One visit under way in a made-up day: what is known of it, and what all visits share."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vangnet.clinic.board.day.plan import Coming, Trouble
from vangnet.clinic.board.day.timetable import Process, Seats, Timetable
from vangnet.clinic.board.day.ward import InTreatment, Ward
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Room
from vangnet.clinic.staff.models import User
from vangnet.clinic.vault.models import Container
from vangnet.rules.limits import Limits

MOMENT = timedelta(seconds=20)
REST = timedelta(minutes=20)
TALK = timedelta(minutes=6)


@dataclass(kw_only=True)
class Unitday:
    """What all visits of one day share."""

    ward: Ward
    timetable: Timetable
    rooms: Seats
    testers: Seats
    hatches: Seats
    had_methadone: set[int] = field(default_factory=set)  # persons, beside their dose

    @property
    def now(self) -> datetime:
        return self.timetable.now


@dataclass(kw_only=True)
class Guest:
    """Who is here, why it may not go smoothly, and how far they have come."""

    day: Unitday
    coming: Coming
    trouble: Trouble
    visit: Visit = field(init=False)
    container: Container = field(init=False)  # what the dose came from
    tested_at: datetime | None = None
    checked_at: datetime | None = None
    room: Room | None = None
    asked: int = 0

    @property
    def person(self) -> InTreatment:
        return self.day.ward.patients[self.coming.person]

    @property
    def limits(self) -> Limits:
        return self.day.ward.limits[self.person.route]

    @property
    def now(self) -> datetime:
        return self.day.now

    @property
    def nurse(self) -> User:
        return self.day.ward.pair()[0]

    def seat(self, seats: Seats) -> Process:
        """Wait for a place; a staged scene has its own."""
        if not self.coming.staged:
            yield seats

    def free(self, seats: Seats) -> None:
        if not self.coming.staged:
            self.day.timetable.release(seats)
