"""Somebody followed; an interview with a correction, ended; one that was not held."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.programme.outcomes import actions, facts
from vangnet.programme.outcomes.kits import kit_of
from vangnet.programme.outcomes.models import (
    AnswerState,
    Ending,
    Entry,
    Interview,
    Manner,
)


def followed(world: World, patient: Patient, *, days: int = 100) -> Entry:
    """In the programme since so many days."""
    intake_on: date = clinic_day_of(world.unit, at=world.now) - timedelta(days=days)
    return actions.follow(
        patient=patient, intake_on=intake_on, by=world.nurse, at=world.now, request_id=uuid4()
    )


def begun(world: World, entry: Entry, months: int = 0) -> Interview:
    return actions.begin(
        entry=entry, wave_months=months, instruments=kit_of(world.unit).asked, language="en",
        manner=Manner.TOGETHER, by=world.nurse, at=world.now, request_id=uuid4(),
    )  # fmt: skip


def answered(
    world: World, interview: Interview, values: dict[str, str | None] | None = None,
    *, places: int | None = None,
) -> None:  # fmt: skip
    """The lowest to each question, or what `values` say by item; None: the patient won't say."""
    values = values or {}
    rows = []
    for row in facts.items_of(interview)[:places]:
        raw = values.get(row.item, str(row.lowest))
        state = AnswerState.WONT_SAY if raw is None else AnswerState.ANSWERED
        rows.append((row, state, None if raw is None else Decimal(raw)))
    actions.keep_answers(interview=interview, said=rows, by=world.nurse, at=world.now)


def ended(world: World, interview: Interview, ending: Ending = Ending.COMPLETED) -> Interview:
    actions.end(interview=interview, ending=ending, by=world.nurse, at=world.now)
    return interview


def held(world: World, entry: Entry, months: int, **values: str | None) -> Interview:
    """A whole interview."""
    interview = begun(world, entry, months)
    answered(world, interview, values)
    return ended(world, interview)


def fill(world: World, patient: Patient) -> None:
    entry = followed(world, patient)
    interview = begun(world, entry)
    answered(world, interview, {"cocaine_days": None})
    item = facts.items_of(interview)[0]
    actions.keep_answer(
        interview=interview, item=item, state=AnswerState.ANSWERED, value=Decimal(7),
        by=world.nurse, at=world.now, request_id=uuid4(),
    )  # fmt: skip
    ended(world, interview)
    ended(world, begun(world, entry, 2), Ending.NOT_REACHED)
