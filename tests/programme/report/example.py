"""A made-up year of a made-up unit as plain rows: no database. Its numbers are for looking only."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.content import Report, report_of
from vangnet.programme.report.counting.change import Answer
from vangnet.programme.report.counting.need import Need
from vangnet.programme.report.counting.rows import (
    Applied,
    BreathOfPerson,
    DayOfWaiting,
    DosesOfPerson,
    Happened,
    HereFromTo,
    Member,
    Numbers,
    Rows,
    Step,
)
from vangnet.programme.report.made_up import Truth, cohort
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Treatment

FIRST_ON, LAST_ON = date(2025, 1, 1), date(2025, 12, 31)
BEGIN = date(2022, 1, 3)
TRUTH = Truth(persons=92, entries_over_days=4 * 365)
EVENTS = {
    "called": (41, 19), "emergency": (3, 3), "oxygen": (9, 6), "naloxone": (2, 2),
    "seizure": (1, 1), "fall": (6, 6), "medication_error": (0, 0), "gravest": (0, 0),
}  # fmt: skip
WAITS = {Step.DESK_TO_BREATH: 6, Step.BREATH_TO_HATCH: 8, Step.HATCH_TO_ROOM: 3,
         Step.IN_THE_ROOM: 14, Step.ROOM_TO_DOOR: 31, Step.DOOR_TO_DOSE: 17}  # fmt: skip


def unit(**more) -> Unit:
    return Unit(code="example", name="Example unit", country="nl", time_zone="Europe/Amsterdam",
                is_demonstration=True, **more)  # fmt: skip


def _people():
    """Of each made-up person when they started, and the member they are."""
    for n, one in enumerate(cohort(TRUTH, seed=7).stays):
        left = EpisodeEndReason(one.left) if one.left else None
        end = LAST_ON - timedelta(days=(7 * n) % 900) if left else None
        first = (end or LAST_ON) - timedelta(days=one.days - 1)
        first = max(first, BEGIN)
        episodes = [EpisodeFacts(treatment=Treatment.METHADONE, started_on=date(2015, 1, 1),
                                 ended_on=first)]  # fmt: skip
        episodes.append(EpisodeFacts(treatment=Treatment.HAT, started_on=first, ended_on=end,
                                     end_reason=left))  # fmt: skip
        if left is EpisodeEndReason.DROPPED_OUT and n % 2:
            again = Treatment.METHADONE if n % 4 == 1 else Treatment.ABSTINENCE
            episodes.append(EpisodeFacts(treatment=again, started_on=end))
        yield (
            Member(person=n, known_since=first, episodes=tuple(episodes)),
            HereFromTo(
                person=n, first_on=first, last_on=end, left=left, began_here=True, moved_away=False
            ),
        )


def _days(stays) -> dict[int, int]:
    """In HAT within the year, of each person."""
    here = [one for one in stays if one.last_on is None or one.last_on >= FIRST_ON]
    return {
        one.person: (min(one.last_on or LAST_ON, LAST_ON) - max(one.first_on, FIRST_ON)).days + 1
        for one in here
    }


def _doses(rng, days) -> list[DosesOfPerson]:
    return [
        DosesOfPerson(person=who, drug="diamorphine", route="intravenous", doses=2 * n,
                      given_mg=Decimal(400 * n), usual_mg=Decimal(int(rng.integers(12, 40)) * 10))
        for who, n in days.items()
    ]  # fmt: skip


def _answers(rng, days) -> list[Answer]:
    asked = (
        ("use.street_heroin_days", (12, 31), (0, 9)), ("crime.illegal_days", (4, 22), (0, 7)),
        ("map_hss.symptoms", (6, 24), (2, 16)), ("living.contact_days", (0, 9), (2, 20)),
    )  # fmt: skip
    return [
        Answer(person=str(who), measure=measure, before=float(rng.integers(*before)),
               after=float(rng.integers(*after)) if who % 5 else None)
        for measure, before, after in asked for who in days
    ]  # fmt: skip


def _waiting(rng) -> list[DayOfWaiting]:
    return [
        DayOfWaiting(step=step, visits=120, usual=minutes + float(rng.normal(0, 2)),
                     nine_in_ten=2.1 * minutes + float(rng.normal(0, 4)))
        for step, minutes in WAITS.items() for _day in range(365)
    ]  # fmt: skip


def rows(**changes) -> Rows:
    rng = np.random.default_rng(3)
    members, stays = zip(*_people(), strict=True)
    days = _days(stays)
    values = {
        "first_on": FIRST_ON, "last_on": LAST_ON, "records_begin": BEGIN, "members": members,
        "stays": stays, "days_come": {who: int(n * 0.9) for who, n in days.items()},
        "doses": _doses(rng, days), "visits": sum(days.values()) * 2, "rooms": 12,
        "happened": [Happened(kind=kind, count=n, persons=p) for kind, (n, p) in EVENTS.items()],
        "breath": [BreathOfPerson(person=who, visits=n, over=n // 60, without_dose=n // 120)
                   for who, n in days.items()],
        "waiting": _waiting(rng),
        "applied": [Applied(person=one.person, on=one.first_on - timedelta(days=20 + one.person),
                            refused=False) for one in stays if one.first_on.year >= 2024],
        "numbers": Numbers(
            prices={"dose": Decimal("3.2"), "visit": Decimal(14), "year": Decimal(410000)},
            places=80, inhabitants=310000, aim_wait_minutes=10, aim_application_days=42,
        ),
        "need": Need(per_1000=1.26, low=1.1, high=1.5, year=2012, source="RIVM2021", standing="V"),
        "answers": _answers(rng, days), "responded": [n % 3 > 0 for n in range(60)],
    }  # fmt: skip
    return Rows(**{**values, **changes})


def report(*, public: bool = False, **changes) -> Report:
    return report_of(unit(), rows(**changes), public=public, is_over=True)
