"""Days on a rung and at a dose, counted by the calendar.

Both ends of an episode are days of it. A dose that is not known is no dose: it reaches no height.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vangnet.rules.ladder.facts import DoseSpan, EpisodeFacts
from vangnet.rules.ladder.words import Treatment
from vangnet.rules.months import months_after

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Days one after the other, both ends counted."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1

    def lasted_months(self, months: int) -> bool:
        """Whether so many months of the calendar fit: from the 2nd to the 1st is a whole one."""
        return months_after(self.first_on, months) <= self.last_on + DAY


def runs_at_or_above(
    mg_per_day: Decimal, episodes: Iterable[EpisodeFacts], *, since: date | None = None, on: date
) -> tuple[Run, ...]:
    """The uninterrupted times at that dose (mg a day) or more, from `since` to `on`.

    One clinic that takes over from another on the same day or the next does not interrupt.
    The episodes are those of one treatment: a milligram of another drug is another thing.
    """
    high = (run for episode in episodes for run in _high(mg_per_day, episode, on))
    return _joined(_within(high, since, on))


def longest_days(runs: Iterable[Run]) -> int:
    """Days of the longest run; 0 when there is none."""
    return max((run.days for run in runs), default=0)


def ever_lasted_months(runs: Iterable[Run], months: int) -> bool:
    """Whether one of them lasted so long. Not the longest in days: February is a month as well."""
    return any(run.lasted_months(months) for run in runs)


def rung_now(episodes: Iterable[EpisodeFacts], *, on: date) -> Treatment | None:
    """The rung a person stands on: HAT before what is given beside it, else the newest."""
    here = [one for one in episodes if one.is_open_on(on)]
    if not here:
        return None
    return max(here, key=lambda one: (one.treatment is Treatment.HAT, one.started_on)).treatment


def days_on_each(episodes: Sequence[EpisodeFacts], *, on: date) -> dict[Treatment, int]:
    """Days on each rung so far, gaps left out and no day twice."""
    found: dict[Treatment, list[Run]] = {}
    for one in episodes:
        if one.started_on <= on:
            found.setdefault(one.treatment, []).append(Run(one.started_on, one.ended_on or on))
    return {
        treatment: sum(run.days for run in _joined(_within(runs, None, on)))
        for treatment, runs in found.items()
    }


def window(months: int, *, on: date) -> Run:
    """The last so many months up to and with `on`."""
    return Run(months_after(on, -months) + DAY, on)


def dose_on(episode: EpisodeFacts, day: date) -> DoseSpan | None:
    """What was given on that day; None outside the episode and before its first known dose."""
    if not episode.is_open_on(day):
        return None
    known = [span for span in episode.doses if span.from_on <= day]
    return max(known, key=lambda span: span.from_on, default=None)


def _high(mg_per_day: Decimal, episode: EpisodeFacts, on: date) -> Iterator[Run]:
    spans = sorted(episode.doses, key=lambda span: span.from_on)
    last = on if episode.ended_on is None else episode.ended_on
    changed_on = [span.from_on for span in spans[1:]]
    untils = [*(day - DAY for day in changed_on), last]
    for span, until in zip(spans, untils, strict=False):
        if span.mg_per_day >= mg_per_day and span.from_on <= until:
            yield Run(span.from_on, until)


def _within(runs: Iterable[Run], since: date | None, on: date) -> Iterator[Run]:
    for run in runs:
        first = run.first_on if since is None else max(run.first_on, since)
        last = min(run.last_on, on)
        if first <= last:
            yield Run(first, last)


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in sorted(runs):
        if joined and run.first_on <= joined[-1].last_on + DAY:
            joined[-1] = Run(joined[-1].first_on, max(joined[-1].last_on, run.last_on))
        else:
            joined.append(run)
    return tuple(joined)
