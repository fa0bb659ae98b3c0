"""Where people stand, who came and went, how long they stay. From plain rows; no table is read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vangnet.programme.report.counting.rows import Applied, HereFromTo, Member, Person, Rows
from vangnet.programme.report.counting.survival import Stay
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Treatment, rung_now

RETENTION_YEARS = 4  # of calendar, the report's own among them: who started in them is followed
YEAR_DAYS = Decimal("365.25")
A_DAY = timedelta(days=1)
# The rungs of the picture, from the top. Not a state of its own: what else is given by a pharmacy.
RUNGS = ("abstinent", "hat", "methadone", "untreated")
OFF_THE_LADDER = ("prison", "dead")
_RUNG = {
    Treatment.ABSTINENCE: "abstinent", Treatment.HAT: "hat", Treatment.METHADONE: "methadone",
    Treatment.SLOW_RELEASE_MORPHINE: "methadone", Treatment.BUPRENORPHINE: "methadone",
    Treatment.OTHER: "methadone",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """In HAT here: before the year, and what changed it. `was + came - went` is `now`."""

    was: int
    started: int
    came_over: int  # from another unit, in treatment
    left: dict[EpisodeEndReason, int]
    went_over: int
    now: int
    treated: int  # people, at any time of the year


def standing_on(members: Iterable[Member], day: date, *, died_since: date) -> Counter[str]:
    """People on each rung that day; the dead are those who died since `died_since`."""
    return Counter(
        place for one in members if one.is_here_on(day)
        and (place := _place(one, day, died_since)) is not None
    )  # fmt: skip


def _place(member: Member, day: date, died_since: date) -> str | None:
    begun = [one for one in member.episodes if one.started_on <= day]
    over = [one for one in begun if one.ended_on is not None and one.ended_on <= day]
    died = [one.ended_on for one in over if one.end_reason is EpisodeEndReason.DECEASED]
    if died:
        return "dead" if max(filter(None, died)) >= died_since else None
    rung = rung_now(begun, on=day)
    if rung is not Treatment.HAT and _went_to_prison(begun, over):
        return "prison"
    return "untreated" if rung is None else _RUNG[rung]


def _went_to_prison(begun: list[EpisodeFacts], over: list[EpisodeFacts]) -> bool:
    """The last thing written down is an end by prison. What its doctors give began on that day."""
    ends = [one.ended_on for one in over if one.end_reason is EpisodeEndReason.PRISON]
    last = max(filter(None, ends), default=None)
    return last is not None and all(one.started_on <= last for one in begun)


def flow(rows: Rows) -> Flow:
    """From the day before the year to its last day, which are those of the picture of the rungs.

    The last day of a stay is a day of it: who was here for the last time on that day leaves after
    it. Somebody who left and came back stands in both.
    """
    before = rows.first_on - A_DAY
    during = [one for one in rows.stays if _touches(one, before, rows.last_on)]
    begun = [one for one in during if one.first_on > before]
    ended = [one for one in during if one.last_on is not None and one.last_on < rows.last_on]
    within = [one for one in during if _touches(one, rows.first_on, rows.last_on)]
    return Flow(
        was=len(during) - len(begun), started=sum(one.began_here for one in begun),
        came_over=sum(not one.began_here for one in begun),
        left=dict(Counter(one.left for one in ended if one.left is not None)),
        went_over=sum(one.moved_away for one in ended), now=len(during) - len(ended),
        treated=len({one.person for one in within}),
    )  # fmt: skip


def patient_years(rows: Rows) -> Decimal:
    """In HAT here within the year, both ends of a stay counted."""
    days = sum(days for _person, days in days_in_hat(rows))
    return Decimal(days) / YEAR_DAYS


def days_in_hat(rows: Rows) -> list[tuple[Person, int]]:
    """Of each person; no day twice, as nobody has two stays on one day."""
    found: Counter[Person] = Counter()
    for one in rows.stays:
        if _touches(one, rows.first_on, rows.last_on):
            last = min(one.last_on or rows.last_on, rows.last_on)
            found[one.person] += (last - max(one.first_on, rows.first_on)).days + 1
    return list(found.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """First starts that the unit itself saw, and how many it did not see."""

    stays: list[Stay]
    since: date
    before_records: int  # in treatment already when the records begin: left out of the curve


def started(rows: Rows) -> Started:
    """Everybody's first start here within the years that are followed, up to the last day.

    Who moved to another unit is watched until then. Who came from one did not start here.
    """
    since = date(rows.last_on.year - RETENTION_YEARS + 1, 1, 1)
    begin = rows.records_begin or rows.last_on
    firsts: dict[Person, HereFromTo] = {}
    for one in rows.stays:
        if one.person not in firsts or one.first_on < firsts[one.person].first_on:
            firsts[one.person] = one
    within = [
        one for one in firsts.values() if one.began_here and since <= one.first_on <= rows.last_on
    ]
    seen = [one for one in within if one.first_on >= begin]
    return Started(
        stays=[_followed(one, rows.last_on) for one in seen], since=max(since, begin),
        before_records=len(within) - len(seen),
    )  # fmt: skip


def _followed(one: HereFromTo, last_on: date) -> Stay:
    over = one.last_on is not None and one.last_on < last_on
    until = one.last_on if over and one.last_on is not None else last_on
    left = one.left if over else None
    return Stay(days=(until - one.first_on).days + 1, left=left.value if left else None)


def waited_for_entry(
    applied: Sequence[Applied], stays: Sequence[HereFromTo], last_on: date
) -> list[Stay]:
    """Days from an application to the start in HAT; who still waits is watched until the end.

    A refused application is none of them: it waits for nothing.
    """
    starts: dict[Person, list[date]] = {}
    for one in stays:
        if one.began_here:
            starts.setdefault(one.person, []).append(one.first_on)
    found = []
    for asked in applied:
        if asked.refused:
            continue
        first = min(
            (day for day in starts.get(asked.person, ()) if asked.on <= day <= last_on),
            default=None,
        )
        until = first or last_on
        # A day cannot be nothing to the curve: who starts on the day itself waited up to one.
        found.append(Stay(days=max((until - asked.on).days, 1), left="started" if first else None))
    return found


def _touches(one: HereFromTo, first_on: date, last_on: date) -> bool:
    return one.first_on <= last_on and (one.last_on is None or one.last_on >= first_on)
