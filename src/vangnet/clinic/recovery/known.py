"""What is known of each room after a dose: the facts the rule of alarms is asked with.

A few questions to the database for all visits together; the doses and their protocols come from
who asks, because the board has read them already.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import facts, vitals
from vangnet.clinic.recovery.alarm_words import READINGS_SHOWN
from vangnet.clinic.recovery.models import Absence, AlarmAnswer
from vangnet.rules.alarms import AlarmKind, Answer, Reading, RoomFacts, asked_of
from vangnet.rules.limits import Watch
from vangnet.rules.watching import RANK

NEWEST = 28  # readings of each device and sign that are asked for first: nearly always enough


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterDose:
    """A visit with a dose: when its last use ended (None: still using), and the signed lines."""

    visit: UUID
    clock_from: datetime | None
    watches: tuple[Watch | None, ...]


def of_visit(visit: Visit, *, at: datetime) -> RoomFacts | None:
    """Of one visit; None when it had no dose yet, or is over."""
    uses = facts.uses(visit)
    if not uses or visit.closed_at is not None:
        return None
    dosed = AfterDose(
        visit=visit.pk, clock_from=facts.clock_from(uses), watches=facts.watches(uses)
    )
    return of_visits([dosed], at=at)[visit.pk]


def of_visits(dosed: Iterable[AfterDose], *, at: datetime) -> dict[UUID, RoomFacts]:
    known = {one.visit: one for one in dosed}
    if not known:
        return {}
    values, devices = vitals.of_visits(known, newest=NEWEST), vitals.devices_on(known)
    gone, answers = _gone(known), _answers(known)
    found = {
        visit: RoomFacts(
            now=at, clock_from=one.clock_from, watches=one.watches,
            readings=values.readings.get(visit, ()),
            looked_at=_looked_at(values.readings.get(visit, ())),
            devices=devices.get(visit, ()), gone_at=gone.get(visit), answers=tuple(answers[visit]),
        )
        for visit, one in known.items()
    }  # fmt: skip
    cut = values.whole_after
    if short := [visit for visit, after in cut.items() if not _is_enough(found[visit], after)]:
        for visit, readings in vitals.of_visits(short).readings.items():
            found[visit] = replace(found[visit], readings=readings)
    return found


def _is_enough(facts: RoomFacts, after: datetime) -> bool:
    """Whether what is known from `after` on says the same as everything that was ever sent.

    Of each sign that a device sends: all that a trend line draws, and where the present run of
    values that ask for something began. The first one after a cut may only seem a change.
    """
    for sign in {one.sign for one in facts.readings if one.device}:
        last = [one for one in facts.readings if one.sign is sign and one.at > after][1:]
        if len(last) < READINGS_SHOWN:
            return False
        rank = RANK[asked_of(last[-1], facts).asks]
        if rank and not any(RANK[asked_of(one, facts).asks] < rank for one in last):
            return False
    return True


def _looked_at(readings: tuple[Reading, ...]) -> datetime | None:
    """A device does not look: only somebody does."""
    return max((one.at for one in readings if not one.device), default=None)


def _gone(visits: Iterable[UUID]) -> dict[UUID, datetime]:
    rows = Absence.objects.filter(visit__in=list(visits)).order_by("at", "pk")
    last = {row.visit_id: row for row in rows}
    return {visit: row.at for visit, row in last.items() if row.is_gone}


def _answers(visits: Iterable[UUID]) -> dict[UUID, list[Answer]]:
    rows = AlarmAnswer.objects.filter(visit__in=list(visits)).select_related("by").order_by("at")
    found: dict[UUID, list[Answer]] = defaultdict(list)
    for row in rows:
        found[row.visit_id].append(
            Answer(kind=AlarmKind(row.kind), what=row.what, at=row.at, by=row.by.display_name)
        )
    return found
