"""Rows in, plain facts out: who is followed, the interviews, their scores, the response."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from vangnet.clinic.registry.models import Patient, Unit
from vangnet.programme.outcomes.models import (
    Answer,
    AnswerState,
    Ending,
    Entry,
    Interview,
    SetItem,
)
from vangnet.rules.outcomes.definition import Definition, Schedule
from vangnet.rules.outcomes.instrument import Instrument
from vangnet.rules.outcomes.kit import from_content
from vangnet.rules.outcomes.response import Response, respond
from vangnet.rules.outcomes.schedule import Wave, WaveState, waves
from vangnet.rules.outcomes.scoring import Scored, scored

INTAKE = 0  # months
HELD = (Ending.COMPLETED, Ending.BROKEN_OFF)


def standing_entries(unit: Unit) -> QuerySet[Entry]:
    """Of patients of this unit, oldest first."""
    found = Entry.objects.filter(patient__unit=unit, corrected_by__isnull=True)
    return found.select_related("patient").order_by("intake_on", "recorded_at", "pk")


def entry_of(patient: Patient) -> Entry | None:
    """By which the patient is followed: the last intake that counts."""
    found = Entry.objects.filter(patient=patient, corrected_by__isnull=True)
    return found.order_by("intake_on", "recorded_at", "pk").last()


def interviews_of(entries: Iterable[Entry]) -> list[Interview]:
    found = Interview.objects.filter(entry__in=entries).select_related("end", "instruments")
    return list(found.order_by("wave_months", "pk"))


def ending_of(interview: Interview) -> Ending | None:
    """None: it is open."""
    end = getattr(interview, "end", None)
    return Ending(end.ending) if end else None


def standing_answers(interviews: Iterable[Interview]) -> dict[UUID, list[Answer]]:
    """By interview, in the order they are asked."""
    rows = Answer.objects.filter(interview__in=interviews, corrected_by__isnull=True)
    found: dict[UUID, list[Answer]] = defaultdict(list)
    for row in rows.select_related("item").order_by("interview", "item__place"):
        found[row.interview_id].append(row)
    return found


def instruments_of(interview: Interview) -> tuple[Instrument, ...]:
    """As they were when it was held."""
    return from_content(interview.instruments.content)


def values_of(answers: Iterable[Answer]) -> dict[str, dict[str, Decimal]]:
    """By instrument and item. What was not answered is not in it: missing, never zero."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for one in answers:
        if one.state == AnswerState.ANSWERED:
            assert one.value is not None, "the database holds that an answer has its value"
            found[one.item.instrument][one.item.item] = one.value
    return found


def scores_of(interview: Interview, answers: Iterable[Answer]) -> dict[str, Scored]:
    """By "instrument.score"."""
    values = values_of(answers)
    return {
        f"{instrument.code}.{one.score.code}": one
        for instrument in instruments_of(interview)
        for one in scored(instrument, values.get(instrument.code, {}))
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One interview that has answers, with its scores."""

    interview: Interview
    scores: Mapping[str, Scored]

    @property
    def values(self) -> dict[str, Decimal | None]:
        return {name: one.value for name, one in self.scores.items()}

    @property
    def versions(self) -> dict[str, str]:
        return {one.code: one.version for one in instruments_of(self.interview)}


def held_of(entries: Iterable[Entry]) -> dict[UUID, list[Held]]:
    """The interviews of each entry that are over and have answers, by wave."""
    over = [one for one in interviews_of(entries) if ending_of(one) in HELD]
    answers = standing_answers(over)
    found: dict[UUID, list[Held]] = defaultdict(list)
    for one in over:
        scores = scores_of(one, answers.get(one.pk, ()))
        found[one.entry_id].append(Held(interview=one, scores=scores))
    return found


def response_of(intake: Held | None, now: Held, definition: Definition) -> Response | None:
    """None at intake itself, or without one: there is nothing to hold it against."""
    if intake is None or now.interview.wave_months == INTAKE:
        return None
    return respond(intake.values, now.values, definition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One wave of one person, with the interview if there is one."""

    entry: Entry
    wave: Wave
    interview: Interview | None
    state: WaveState


def planned_of(
    entry: Entry, held: Iterable[Interview], schedule: Schedule, *, today: date
) -> list[Planned]:
    """Every wave until today and the next one."""
    known = {one.wave_months: one for one in held}
    found = []
    for wave in waves(schedule, intake_on=entry.intake_on, until=today):
        interview = known.get(wave.months)
        state = wave.state(today)
        if interview is not None:
            state = WaveState.OPEN if ending_of(interview) is None else WaveState.HELD
        found.append(Planned(entry=entry, wave=wave, interview=interview, state=state))
    return found


def items_of(interview: Interview) -> list[SetItem]:
    """In the order they are asked."""
    found = SetItem.objects.filter(instruments=interview.instruments_id)
    return list(found.order_by("place"))
