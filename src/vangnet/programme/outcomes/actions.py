"""Following somebody and holding an interview: each answer is kept, nothing is edited."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import connection, models

from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.keyed import new_key
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.programme.outcomes.models import (
    Answer,
    AnswerState,
    Ending,
    Entry,
    InstrumentSet,
    Interview,
    InterviewEnd,
    Manner,
    SetItem,
)
from vangnet.rules.months import months_after
from vangnet.rules.outcomes.instrument import Instrument
from vangnet.rules.outcomes.kit import content_of, hash_of

Row = TypeVar("Row", bound=models.Model)


def follow(
    *, patient: Patient, intake_on: date, by: User, at: datetime, request_id: UUID,
    corrects: Entry | None = None,
) -> Entry:  # fmt: skip
    """From this day on the patient's interviews are planned."""
    by.must(Task.HOLD_INTERVIEW)
    with acting(str(by.pk)):
        if kept := _earlier(Entry, request_id, patient_id=patient.pk, intake_on=intake_on):
            return kept
        return Entry.objects.create(
            unit_id=patient.unit_id, patient=patient, intake_on=intake_on, corrects=corrects,
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def begin(
    *, entry: Entry, wave_months: int, instruments: Iterable[Instrument], language: str,
    manner: Manner, by: User, at: datetime, request_id: UUID,
) -> Interview:  # fmt: skip
    """Open the interview of that wave; where it was begun already, that one goes on."""
    by.must(Task.HOLD_INTERVIEW)
    patient = entry.patient
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=patient.pk)
        if kept := Interview.objects.filter(entry=entry, wave_months=wave_months).first():
            return kept
        return Interview.objects.create(
            unit_id=patient.unit_id, patient=patient, entry=entry, wave_months=wave_months,
            due_on=months_after(entry.intake_on, wave_months),
            held_on=clinic_day_of(patient.unit, at=at), instruments=_kept(instruments, at),
            language=language, manner=manner.value, request_id=request_id, started_at=at,
            started_by=by,
        )  # fmt: skip


def keep_answer(
    *, interview: Interview, item: SetItem, state: AnswerState, value: Decimal | None, by: User,
    at: datetime, request_id: UUID, because: str = "",
) -> Answer:  # fmt: skip
    """Keep what was said; where something was said before, it is corrected. The same is once."""
    by.must(Task.HOLD_INTERVIEW)
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=interview.patient_id)
        if kept := _earlier(Answer, request_id, interview_id=interview.pk, item_id=item.pk):
            return kept
        said = Answer.objects.filter(interview=interview, item=item, corrected_by__isnull=True)
        was = said.first()
        if was is not None and (was.state, was.value) == (state.value, value):
            return was
        return Answer.objects.create(
            interview=interview, item=item, state=state.value, value=value, corrects=was,
            because=because, request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip


def keep_answers(
    *, interview: Interview, said: Iterable[tuple[SetItem, AnswerState, Decimal | None]], by: User,
    at: datetime,
) -> None:  # fmt: skip
    """First answers to many questions at once, as they stand on paper."""
    by.must(Task.HOLD_INTERVIEW)
    with acting(str(by.pk)):
        Answer.objects.bulk_create(
            Answer(
                interview=interview, item=item, state=state.value, value=value,
                request_id=new_key(), recorded_at=at, recorded_by=by,
            )
            for item, state, value in said
        )  # fmt: skip


def end(
    *, interview: Interview, ending: Ending, by: User, at: datetime, words: str = ""
) -> InterviewEnd:
    """The interview is over. Twice is once."""
    by.must(Task.HOLD_INTERVIEW)
    with acting(str(by.pk)):
        Patient.objects.select_for_update(no_key=True).get(pk=interview.patient_id)
        if earlier := InterviewEnd.objects.filter(interview=interview).first():
            return earlier
        return InterviewEnd.objects.create(
            interview=interview, ending=ending.value, words=words, ended_at=at, ended_by=by
        )


def _kept(instruments: Iterable[Instrument], at: datetime) -> InstrumentSet:
    """The set with exactly this content, made where it is new."""
    whole = tuple(instruments)
    content = content_of(whole)
    name = hash_of(content)
    with connection.cursor() as cursor:  # one at a time, also of other patients
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('outcomes:set', 0))")
    if known := InstrumentSet.objects.filter(hash=name).first():
        return known
    kept = InstrumentSet.objects.create(hash=name, content=content, recorded_at=at)
    asked = [(instrument, item) for instrument in whole for item in instrument.item]
    SetItem.objects.bulk_create(
        SetItem(
            instruments=kept, place=place, instrument=instrument.code, item=item.code,
            lowest=instrument.bounds[item.code][0],
            highest=instrument.bounds[item.code][1],
        )
        for place, (instrument, item) in enumerate(asked, 1)
    )  # fmt: skip
    return kept


def _earlier(model: type[Row], request_id: UUID, **content: object) -> Row | None:
    """What this request wrote before. Other content under it is an error: nothing is written."""
    row = model._default_manager.filter(request_id=request_id).first()
    if row is not None and any(getattr(row, name) != value for name, value in content.items()):
        raise RequestReused(request_id)
    return row
