"""When an outcome interview is due: days around each wave since intake. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from vangnet.rules.months import months_after
from vangnet.rules.outcomes.definition import Schedule


class WaveState(StrEnum):
    HELD = auto()  # or it was said why not
    OPEN = auto()  # begun and not ended
    COMING = auto()
    DUE = auto()
    LATE = auto()  # its last day has gone by


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One planned interview. `until`: the last day on which it counts; None: nobody has said."""

    months: int
    on: date
    since: date
    until: date | None

    def state(self, today: date) -> WaveState:
        """Of an interview that was not held."""
        if today < self.since:
            return WaveState.COMING
        late = self.until is not None and today > self.until
        return WaveState.LATE if late else WaveState.DUE


def waves(schedule: Schedule, *, intake_on: date, until: date) -> tuple[Wave, ...]:
    """Every wave up to that day, and the first after it."""
    found = []
    for months in _months(schedule):
        wave = _wave(schedule, months, intake_on)
        found.append(wave)
        if wave.on > until:
            return tuple(found)
    raise AssertionError("a schedule goes on without end")


def _months(schedule: Schedule) -> Iterator[int]:
    yield from schedule.months
    later = schedule.months[-1]
    while True:
        later += schedule.then_every_months
        yield later


def _wave(schedule: Schedule, months: int, intake_on: date) -> Wave:
    on = months_after(intake_on, months)
    before, after = schedule.window_before.value, schedule.window_after.value
    early = on - timedelta(days=int(before or 0))
    return Wave(
        months=months, on=on, since=max(early, intake_on),
        until=None if after is None else on + timedelta(days=int(after)),
    )  # fmt: skip
