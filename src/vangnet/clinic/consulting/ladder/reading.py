"""The ladder as pages show it: one person's rungs, contacts and days, and who stands where."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from vangnet.clinic.consulting.ladder import facts
from vangnet.clinic.consulting.ladder.words import END_REASONS, FAILED, FOLLOWS, TREATMENTS
from vangnet.clinic.consulting.models import Approval, Episode, Order, TreatmentExit
from vangnet.clinic.consulting.reading import said
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.amounts import Drug
from vangnet.rules.ladder import (
    HAT_DRUGS,
    DayOfAttendance,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    Treatment,
    attendance_share,
    dose_on,
    rung_now,
)

# What a rung here gives, and gives by an order only.
GIVEN_BY_ORDER = {
    Treatment.HAT: frozenset(drug.value for drug in HAT_DRUGS),
    Treatment.METHADONE: frozenset({Drug.METHADONE.value}),
}
# How far back the pages look. No rule counts by them.
ATTENDANCE_DAYS_SHOWN = 28
CONTACTS_SHOWN = 30
# The rungs as the unit's list shows them: HAT is the last of the ladder. None: nothing runs.
ORDER = (*(one for one in Treatment if one is not Treatment.HAT), Treatment.HAT, None)
# The rung a person stands on closes their line, after what runs beside it.
STANDS_LAST = {"beside": 1, "now": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One episode as a step of the picture."""

    episode: Episode
    number: int
    name: Any
    state: str  # now, beside, ended, failed
    started_on: date
    ended_on: date | None
    top_mg: Decimal | None  # the highest dose a day that is written down
    now_mg: Decimal | None
    ended_because: Any  # None: it runs
    words: str
    provider: str
    no_paper: bool
    no_order: bool  # it runs here, its drug is ordered, and no order of it is in force
    by_exit: bool  # it ended with an exit, which is taken back and not corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card "Treatment ladder", for any page about the person: ladder/card.html."""

    rungs: tuple[Rung, ...]
    in_hat: bool  # here, today
    exit: TreatmentExit | None
    exit_because: Any
    exit_follows: Any
    has_died: bool


def card(patient: Patient, *, on: date) -> Card:
    rows = list(facts.standing_episodes(patient=patient))
    known = [facts.as_facts(one) for one in rows]
    here = rung_now(known, on=on)
    pairs = sorted(
        zip(rows, known, strict=True),
        key=lambda pair: STANDS_LAST.get(_state(pair[1], here), 0),
    )
    left = facts.standing_exit(patient)
    drugs = set(facts.open_orders(patient, on=on, only_hat=False).values_list("drug", flat=True))
    return Card(
        rungs=tuple(
            _rung(row, one, number, on=on, here=here, ordered=drugs)
            for number, (row, one) in enumerate(pairs, start=1)
        ),
        in_hat=any(one.is_hat_here and one.ended_on is None for one in known),
        exit=left,
        exit_because=END_REASONS[EpisodeEndReason(left.end.reason)] if left else None,
        exit_follows=FOLLOWS[Follows(left.follows)] if left else None,
        has_died=facts.has_died(known),
    )


def _state(one: EpisodeFacts, here: Treatment | None) -> str:
    if one.ended_on is None:
        return "now" if one.treatment is here else "beside"
    return "failed" if one.end_reason in FAILED else "ended"


def _rung(
    row: Episode,
    one: EpisodeFacts,
    number: int,
    *,
    on: date,
    here: Treatment | None,
    ordered: set[str],
) -> Rung:
    now = dose_on(one, on) if one.ended_on is None else None
    return Rung(
        episode=row, number=number, name=TREATMENTS[one.treatment],
        state=_state(one, here),
        started_on=one.started_on, ended_on=one.ended_on,
        top_mg=max((span.mg_per_day for span in one.doses), default=None),
        now_mg=now.mg_per_day if now else None,
        ended_because=END_REASONS[one.end_reason] if one.end_reason else None,
        words=row.end.words if one.ended_on else "", provider=one.provider,
        no_paper=bool(one.provider) and not one.evidence,
        no_order=one.ended_on is None and not one.provider and one.treatment in GIVEN_BY_ORDER
        and not GIVEN_BY_ORDER[one.treatment] & ordered,
        by_exit=one.is_hat_here and one.ended_on is not None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    days: tuple[DayOfAttendance, ...]
    came: int
    percent: int | None


def attendance(patient: Patient, *, on: date) -> Attendance:
    days = facts.attendance_of(patient, days=ATTENDANCE_DAYS_SHOWN, on=on)
    share = attendance_share(days)
    return Attendance(
        days=days, came=sum(day.came for day in days),
        percent=None if share is None else int(share * 100),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What an exit would do, read before it is signed."""

    hat: Episode | None
    hat_orders: list[tuple[Order, str]]  # each with its product in words
    other_orders: list[tuple[Order, str]]
    approvals: list[Approval]
    methadone_here: bool


def consequences(patient: Patient, *, on: date) -> Consequences:
    rows = list(facts.standing_episodes(patient=patient, end__isnull=True))
    orders = facts.open_orders(patient, on=on, only_hat=False).order_by("number")
    told = [(one, said(one.drug, one.salt_form, one.route)) for one in orders]
    return Consequences(
        hat=next((one for one in rows if facts.as_facts(one).is_hat_here), None),
        hat_orders=[one for one in told if one[0].drug in HAT_DRUGS],
        other_orders=[one for one in told if one[0].drug not in HAT_DRUGS],
        approvals=list(facts.open_approvals(patient, on=on).order_by("valid_from")),
        methadone_here=any(
            one.treatment == Treatment.METHADONE.value and not one.provider for one in rows
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One patient of the unit and where they stand."""

    patient: Patient
    since: date | None
    days: int | None
    now_mg: Decimal | None
    beside: str
    last: Any  # the treatment that ended last, and when; None: none did
    last_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung with the people on it. `share`: of the fullest rung, in percent, for the bar."""

    name: Any
    count: int
    share: int
    people: tuple[Person, ...]


def everyone(unit: Unit, *, on: date) -> tuple[Step, ...]:
    """Who stands on which rung today; the last step: nothing runs, or nothing is written down."""
    known = facts.episodes_of_unit(unit)
    people: dict[Treatment | None, list[Person]] = {one: [] for one in ORDER}
    for patient in unit.patients.order_by("number"):
        episodes = known.get(patient.pk, ())
        people[rung_now(episodes, on=on)].append(_person(patient, episodes, on))
    counts = Counter({rung: len(found) for rung, found in people.items()})
    most = max(counts.values(), default=0) or 1
    return tuple(
        Step(
            name=None if rung is None else TREATMENTS[rung], count=counts[rung],
            share=counts[rung] * 100 // most, people=tuple(found),
        )
        for rung, found in people.items()
    )  # fmt: skip


def _person(patient: Patient, episodes: tuple[EpisodeFacts, ...], on: date) -> Person:
    rung = rung_now(episodes, on=on)
    here = [one for one in episodes if one.is_open_on(on)]
    mine = max(
        (one for one in here if one.treatment is rung), key=lambda one: one.started_on, default=None
    )
    dose = dose_on(mine, on) if mine else None
    over = [one for one in episodes if one.ended_on is not None]
    # What ended on one day ended together: HAT says more of it than what was given beside it.
    last = max(
        over,
        key=lambda one: (one.ended_on or date.min, one.treatment is Treatment.HAT),
        default=None,
    )
    beside = {str(TREATMENTS[one.treatment]) for one in here if one.treatment is not rung}
    return Person(
        patient=patient, since=mine.started_on if mine else None,
        days=(on - mine.started_on).days + 1 if mine else None,
        now_mg=dose.mg_per_day if dose else None, beside=", ".join(sorted(beside)),
        last=TREATMENTS[last.treatment] if last else None, last_on=last.ended_on if last else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Unordered:
    """Methadone runs here, and no order of it is in force."""

    episode: Episode
    exit: TreatmentExit | None  # the person was handed back to it when they left HAT
    since: date


def methadone_without_order(unit: Unit, *, on: date) -> list[Unordered]:
    """People whom this unit is to give methadone, and to whom nobody may give any today."""
    running = facts.standing_episodes(
        patient__unit=unit, treatment=Treatment.METHADONE.value, provider="", end__isnull=True,
        started_on__lte=on,
    )  # fmt: skip
    open_orders = Order.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), patient=OuterRef("patient"),
        drug=Drug.METHADONE.value, superseded_by__isnull=True, stop__isnull=True,
    )  # fmt: skip
    rows = running.exclude(Exists(open_orders)).select_related("patient", "end")
    return [_unordered(one) for one in rows]


def _unordered(episode: Episode) -> Unordered:
    """Since the last order of it ended; without one since it began, or since HAT was left."""
    left = facts.standing_exit(episode.patient)
    back = left if left and left.follows == Follows.METHADONE_HERE.value else None
    orders = Order.objects.filter(patient=episode.patient, drug=Drug.METHADONE.value)
    last = orders.select_related("stop").order_by("-number").first()
    since = episode.started_on
    if last is not None and hasattr(last, "stop"):
        since = max(since, clinic_day_of(last.unit, at=last.stop.stopped_at))
    elif last is not None and last.valid_until is not None:
        since = max(since, last.valid_until)
    return Unordered(
        episode=episode, exit=back, since=max(since, back.end.ended_on) if back else since
    )
