"""Holding interviews: kept answer by answer, gone on with, scored by the words of their day."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.factories.filling.outcomes import answered, begun, ended, followed, held

from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.programme.outcomes import actions, facts, reading
from vangnet.programme.outcomes.kits import kit_of
from vangnet.programme.outcomes.models import Answer, AnswerState, Ending, InstrumentSet, Manner
from vangnet.rules.outcomes.kit import load
from vangnet.rules.outcomes.response import Answer as Says
from vangnet.rules.outcomes.schedule import WaveState

ILL = {"illegal_days": "20", "contact_days": "5", "cocaine_days": "10", "amphetamine_days": "0"}


def test_the_same_answer_twice_is_one_row_and_another_is_a_correction(world):
    interview = begun(world, followed(world, world.patient()))
    item = facts.items_of(interview)[0]

    def say(value, state=AnswerState.ANSWERED, request_id=None):
        return actions.keep_answer(
            interview=interview, item=item, state=state, by=world.nurse, at=world.now,
            value=None if value is None else Decimal(value), request_id=request_id or uuid4(),
        )  # fmt: skip

    first = say(12)
    assert say(12) == first
    second = say(None, AnswerState.WONT_SAY)
    assert second.corrects == first
    assert [one.pk for one in facts.standing_answers([interview])[interview.pk]] == [second.pk]
    with pytest.raises(RequestReused):
        actions.keep_answer(
            interview=begun(world, followed(world, world.patient())), item=item, value=None,
            state=AnswerState.DONT_KNOW, by=world.nurse, at=world.now,
            request_id=second.request_id,
        )  # fmt: skip


def test_beginning_again_goes_on_with_the_same_interview_and_set(world):
    entry = followed(world, world.patient())
    assert begun(world, entry) == begun(world, entry)
    begun(world, followed(world, world.patient()))
    assert InstrumentSet.objects.count() == 1


def test_who_may_not_hold_interviews_writes_nothing(world):
    entry = followed(world, world.patient())
    with pytest.raises(NotAllowed):
        actions.begin(
            entry=entry, wave_months=0, instruments=kit_of(world.unit).asked, language="en",
            manner=Manner.TOGETHER, by=world.staff["desk"], at=world.now, request_id=uuid4(),
        )  # fmt: skip


def test_an_interview_with_open_questions_is_not_completed(world):
    interview = begun(world, followed(world, world.patient()))
    answered(world, interview, places=3)
    with pytest.raises(GuardRefused) as refused:
        ended(world, interview)
    assert refused.value.rule == "interview_ends_as_it_was"


def test_a_response_is_worked_out_from_two_interviews(world):
    entry = followed(world, world.patient())
    held(world, entry, 0, **ILL)
    held(world, entry, 2, **{**ILL, "illegal_days": "12"})
    before, now = facts.held_of([entry])[entry.pk]
    found = facts.response_of(before, now, kit_of(world.unit).definition)
    assert found is not None
    assert found.answer is Says.RESPONSE
    assert facts.response_of(before, before, kit_of(world.unit).definition) is None


def test_a_missing_answer_opens_the_response_and_is_not_zero(world):
    entry = followed(world, world.patient())
    held(world, entry, 0, **ILL)
    held(world, entry, 2, **{**ILL, "illegal_days": None, "mind_days": None})
    before, now = facts.held_of([entry])[entry.pk]
    assert now.values["crime.illegal_days"] is None
    assert now.values["europasi.psychiatric"] is None
    found = facts.response_of(before, now, kit_of(world.unit).definition)
    assert found is not None
    assert found.answer is Says.CANNOT_TELL


def test_an_interview_is_scored_by_the_words_it_was_held_with(world):
    entry = followed(world, world.patient())
    interview = begun(world, entry)
    actions.begin(
        entry=followed(world, world.patient()), wave_months=0, instruments=load().asked,
        language="en", manner=Manner.PAPER, by=world.nurse, at=world.now, request_id=uuid4(),
    )  # fmt: skip
    assert InstrumentSet.objects.count() == 2
    codes = [one.code for one in facts.instruments_of(interview)]
    assert codes == ["use", "crime", "living", "map_hss", "europasi", "eq5d"]


def test_the_list_has_what_is_late_begun_due_and_coming(world):
    today = clinic_day_of(world.unit, at=world.now)
    late, due = (followed(world, world.patient(), days=days) for days in (100, 5))
    began = followed(world, world.patient(), days=1)
    begun(world, began)
    done = followed(world, world.patient(), days=2)
    held(world, done, 0)
    lines = reading.due(world.unit, kit_of(world.unit), today=today)
    states = {(one.planned.entry.pk, one.planned.wave.months): one.planned.state for one in lines}
    assert states[late.pk, 0] is WaveState.LATE
    assert states[late.pk, 2] is WaveState.LATE
    assert states[late.pk, 6] is WaveState.COMING
    assert states[due.pk, 0] is WaveState.DUE
    assert states[began.pk, 0] is WaveState.OPEN
    assert (done.pk, 0) not in states
    order = [one.planned.state for one in lines]
    assert order == sorted(order, key=reading.FIRST.index)


def test_who_was_let_in_and_is_not_followed_is_on_the_list(world):
    alone, other = world.patient(), world.patient()
    followed(world, other)
    assert reading.not_followed(world.unit) == [alone]


def test_an_interview_not_held_has_no_answers_and_is_not_asked_for_again(world):
    entry = followed(world, world.patient(), days=5)
    ended(world, begun(world, entry), Ending.REFUSED)
    assert not Answer.objects.exists()
    today = clinic_day_of(world.unit, at=world.now)
    lines = reading.due(world.unit, kit_of(world.unit), today=today)
    assert [one.planned.wave.months for one in lines] == [2]
    assert facts.held_of([entry]) == {}


def test_a_day_of_intake_can_be_put_right_before_the_first_interview(world):
    patient = world.patient()
    first = followed(world, patient)
    right = actions.follow(
        patient=patient, intake_on=first.intake_on + timedelta(days=1), by=world.nurse,
        at=world.now, request_id=uuid4(), corrects=first,
    )  # fmt: skip
    assert facts.entry_of(patient) == right
