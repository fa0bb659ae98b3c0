"""A day as processes that take turns in simulated time: what they wait for, and who is next.

No database and no wall clock. A process is a generator that yields when to go on (a time) or
what it waits for (seats); the same processes always take the same turns.
"""

import heapq
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any


@dataclass
class Seats:
    """Something there is only so much of: rooms, a tester, a hatch. First come, first served."""

    free: int
    waiting: deque["Process"] = field(default_factory=deque)


Process = Generator["datetime | Seats", None, None]


@dataclass
class Timetable:
    """Runs processes in the order of simulated time; ties in the order they were added."""

    now: datetime
    _turns: list[tuple[datetime, int, Process]] = field(default_factory=list)
    _numbers: Any = field(default_factory=count)

    def add(self, process: Process, *, at: datetime | None = None) -> None:
        turn = max(self.now, at) if at else self.now
        heapq.heappush(self._turns, (turn, next(self._numbers), process))

    def run(self, *, until: datetime | None = None) -> None:
        """Until nobody has anything left to do, or to `until`; the rest then stays as it is."""
        while self._turns and (until is None or self._turns[0][0] <= until):
            self.now, _, process = heapq.heappop(self._turns)
            self._go_on(process)

    def release(self, seats: Seats) -> None:
        """Give a seat back; whoever waits longest has it at once."""
        if seats.waiting:
            self.add(seats.waiting.popleft())
        else:
            seats.free += 1

    def _go_on(self, process: Process) -> None:
        wanted = next(process, None)
        if wanted is None:
            return
        if not isinstance(wanted, Seats):
            self.add(process, at=wanted)
        elif wanted.free:
            wanted.free -= 1
            self.add(process)
        else:
            wanted.waiting.append(process)
