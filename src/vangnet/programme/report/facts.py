"""From a unit's tables to the plain rows that its report is counted from.

A fixed number of questions whatever the number of people; large tables answer with sums, so that
ten years of a large unit fit into a small memory. Nothing here counts: counting/ does.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, Sum

from vangnet.clinic.consulting.ladder.facts import standing_episodes
from vangnet.clinic.consulting.models import EligibilityDecision, Referral, TransferDone
from vangnet.clinic.dispensary.models import Bottle
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.programme.report.asked import asked_of
from vangnet.programme.report.counting.rows import (
    Applied,
    BreathOfPerson,
    DayOfWaiting,
    DosesOfPerson,
    HereFromTo,
    Member,
    Numbers,
    Rows,
    Step,
)
from vangnet.programme.report.happened import happened
from vangnet.programme.report.keys import PRICE, UnitKey
from vangnet.programme.report.need import need_of
from vangnet.programme.report.numbers import standing_numbers
from vangnet.rules.criteria import Stage
from vangnet.rules.eligibility.deciding import Outcome
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Treatment

A_DAY = timedelta(days=1)


def rows_of(unit: Unit, *, first_on: date, last_on: date) -> Rows:
    """Everything of one year; both days are clinic days of the unit and counted."""
    moves = _moves(unit)
    episodes = _episodes(unit, moves)
    members = list(_members(unit, episodes, moves))
    stays = [one for person, known in episodes.items() for one in _here(unit, person, known, moves)]
    within: dict[str, Any] = {"unit": unit.pk, "first_on": first_on, "last_on": last_on}
    visits = Visit.objects.filter(unit=unit)
    answers, responded = asked_of(unit, first_on=first_on, last_on=last_on)
    return Rows(
        first_on=first_on, last_on=last_on,
        records_begin=visits.aggregate(first=Min("clinic_day"))["first"],
        members=members, stays=stays, days_come=_days_come(stays, within),
        doses=[
            DosesOfPerson(person=who, drug=drug, route=route, doses=count, given_mg=mg,
                          usual_mg=None if usual is None else Decimal(str(usual)))
            for who, drug, route, count, mg, usual in _ask("doses", within)
        ],
        happened=happened(unit, first_on=first_on, last_on=last_on),
        breath=[
            BreathOfPerson(person=who, visits=count, over=over, without_dose=without)
            for who, count, over, without in _ask("breath", within)
        ],
        waiting=[
            DayOfWaiting(step=Step(step), visits=count, usual=usual, nine_in_ten=nine)
            for step, count, usual, nine in _ask("waiting", within)
        ],
        applied=_applied(unit, first_on=first_on, last_on=last_on),
        visits=visits.filter(clinic_day__range=(first_on, last_on)).count(),
        rooms=unit.rooms.count(),
        taken_home_mg=_taken_home(unit, first_on=first_on, last_on=last_on),
        numbers=numbers_of(unit, on=last_on), need=need_of(unit), answers=answers,
        responded=responded,
    )  # fmt: skip


def numbers_of(unit: Unit, *, on: date) -> Numbers:
    known = {key: one.value for key, one in standing_numbers(unit, on=on).items()}
    places, region = known.get(UnitKey.PLACES), known.get(UnitKey.REGION_INHABITANTS)
    wait = known.get(UnitKey.AIM_WAIT_MINUTES)
    application = known.get(UnitKey.AIM_APPLICATION_DAYS)
    return Numbers(
        prices={
            key.value.removeprefix(PRICE): value for key, value in known.items()
            if key.value.startswith(PRICE)
        },
        places=None if places is None else int(places),
        inhabitants=None if region is None else int(region),
        aim_wait_minutes=None if wait is None else float(wait),
        aim_application_days=None if application is None else float(application),
    )  # fmt: skip


# -- Who is known, and when they were in HAT here --------------------------------------------------

Known = dict[UUID, list[tuple[UUID, EpisodeFacts]]]  # of each person the unit of each episode, too
Moves = dict[UUID, list[tuple[UUID, UUID, date]]]  # from a unit to a unit, from that day on


def _moves(unit: Unit) -> Moves:
    """Every move of those whom this unit gave away or took over, the earliest first."""
    ours = TransferDone.objects.filter(Q(unit=unit) | Q(transfer__unit=unit))
    rows = TransferDone.objects.filter(
        transfer__patient__in=ours.values("transfer__patient")
    ).select_related("unit", "transfer")
    found: Moves = defaultdict(list)
    for one in rows.order_by("done_at", "pk"):
        day = clinic_day_of(one.unit, at=one.done_at)
        found[one.transfer.patient_id].append((one.transfer.unit_id, one.unit_id, day))
    return found


def _episodes(unit: Unit, moves: Moves) -> Known:
    whose = Q(patient__unit=unit) | Q(patient__in=list(moves))
    rows = standing_episodes().filter(whose).prefetch_related(None).select_related(None)
    found: Known = defaultdict(list)
    columns = ("patient_id", "unit_id", "treatment", "provider", "started_on", "end__ended_on",
               "end__reason")  # fmt: skip
    for who, where, treatment, provider, began, ended, why in rows.values_list(*columns):
        facts = EpisodeFacts(
            treatment=Treatment(treatment), provider=provider, started_on=began, ended_on=ended,
            end_reason=EpisodeEndReason(why) if why else None,
        )  # fmt: skip
        found[who].append((where, facts))
    return found


def _members(unit: Unit, episodes: Known, moves: Moves) -> Iterator[Member]:
    rows = Patient.objects.filter(Q(unit=unit) | Q(pk__in=list(moves)))
    for who, registered_at in rows.values_list("pk", "registered_at").iterator():
        came = [day for _from, to, day in moves.get(who, ()) if to == unit.pk]
        went = [day for start, _to, day in moves.get(who, ()) if start == unit.pk]
        last_came, last_went = max(came, default=None), max(went, default=None)
        is_back = last_came is not None and last_went is not None and last_came >= last_went
        yield Member(
            person=who, known_since=clinic_day_of(unit, at=registered_at),
            episodes=tuple(one for _where, one in episodes.get(who, ())),
            # Who was always here and came back: the time away between is not told apart.
            came_on=None if is_back and min(went) < min(came) else last_came,
            went_on=None if is_back else last_went,
        )  # fmt: skip


def _here(
    unit: Unit, person: UUID, known: list[tuple[UUID, EpisodeFacts]], moves: Moves
) -> Iterator[HereFromTo]:
    """Of each HAT of the person the part that this unit gave, cut at its moves."""
    for where, one in known:
        if not one.is_hat_here:
            continue
        began, began_here, at = one.started_on, True, where
        for _from, to, day in moves.get(person, ()):
            if day <= began or (one.ended_on is not None and day > one.ended_on):
                continue
            if at == unit.pk:
                yield HereFromTo(
                    person=person, first_on=began, last_on=day - A_DAY, left=None,
                    began_here=began_here, moved_away=True,
                )  # fmt: skip
            began, began_here, at = day, False, to
        if at == unit.pk:
            yield HereFromTo(
                person=person, first_on=began, last_on=one.ended_on, left=one.end_reason,
                began_here=began_here, moved_away=False,
            )  # fmt: skip


# -- What they did ---------------------------------------------------------------------------------


def _days_come(stays: list[HereFromTo], within: dict[str, Any]) -> dict[Any, int]:
    first_on, last_on = within["first_on"], within["last_on"]
    spans = [
        (one.person, max(one.first_on, first_on), min(one.last_on or last_on, last_on))
        for one in stays
        if one.first_on <= last_on and (one.last_on is None or one.last_on >= first_on)
    ]
    persons, firsts, lasts = [list(each) for each in zip(*spans, strict=True)] or [[], [], []]
    more = {"persons": persons, "firsts": firsts, "lasts": lasts}
    return dict(_ask("days_come", {**within, **more}))


def _applied(unit: Unit, *, first_on: date, last_on: date) -> list[Applied]:
    """Applications of the year and of the year before, whose waiting may end in this one."""
    since = first_on.replace(year=first_on.year - 1)
    rows = Referral.objects.filter(
        unit=unit, stage=Stage.START.value, referred_on__range=(since, last_on)
    )
    refused = set(
        EligibilityDecision.objects.filter(
            referral__in=rows, outcome=Outcome.REFUSE.value
        ).values_list("referral_id", flat=True)
    )
    return [
        Applied(person=who, on=day, refused=key in refused)
        for key, who, day in rows.values_list("pk", "patient_id", "referred_on")
    ]


def _taken_home(unit: Unit, *, first_on: date, last_on: date) -> dict[str, Decimal]:
    rows = Bottle.objects.filter(
        supply__unit=unit, supply__allowed=True, back_at__isnull=True,
        for_on__range=(first_on, last_on),
    )  # fmt: skip
    return dict(rows.values_list("drug").annotate(mg=Sum("dose_mg")).order_by("drug"))


def _ask(name: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_questions()[name], values)
        yield from cursor


@cache
def _questions() -> dict[str, str]:
    text = files("vangnet.programme.report").joinpath("yearly.sql").read_text(encoding="utf-8")
    parts = text.split("-- name: ")[1:]
    return {part.split("\n", 1)[0].strip(): part.split("\n", 1)[1] for part in parts}
