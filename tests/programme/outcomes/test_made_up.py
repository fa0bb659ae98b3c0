"""Made-up interviews: plausible, the same each time, and true states that can be found again."""

from random import Random

import pytest

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.programme.outcomes import facts, made_up
from vangnet.programme.outcomes.models import Entry, Interview
from vangnet.programme.outcomes.true_states import said, true_state
from vangnet.rules.outcomes import kit
from vangnet.rules.outcomes.response import Answer, respond
from vangnet.rules.outcomes.scoring import scored

KIT = kit.load(kit.DEMONSTRATION)
PEOPLE = 150


def interview(state, months, rng):
    scores = {}
    for instrument in KIT.asked:
        answers = {
            item.code: said(state, instrument, item, months, rng) for item in instrument.item
        }
        for one in scored(instrument, answers):
            scores[f"{instrument.code}.{one.score.code}"] = one.value
    return scores


def test_who_truly_responds_is_mostly_found_and_who_does_not_mostly_is_not():
    told = {True: [], False: []}
    for seed in range(PEOPLE):
        state, rng = true_state(Random(seed)), Random(f"asked {seed}")
        found = respond(interview(state, 0, rng), interview(state, 12, rng), KIT.definition)
        if found.answer in (Answer.RESPONSE, Answer.NO_RESPONSE):
            told[state.responds].append(found.answer is Answer.RESPONSE)
    assert min(len(one) for one in told.values()) > PEOPLE // 4
    assert sum(told[True]) / len(told[True]) > 0.75
    assert sum(told[False]) / len(told[False]) < 0.25


@pytest.mark.parametrize("months", [0, 2, 6, 12, 36])
def test_every_made_up_answer_is_one_that_may_be_given(months):
    for seed in range(20):
        state, rng = true_state(Random(seed)), Random(seed)
        for instrument in KIT.asked:
            for item in instrument.item:
                value = said(state, instrument, item, months, rng)
                assert value is None or instrument.takes(item.code, value), item.code


def test_the_made_up_unit_has_interviews_behind_it_and_some_to_do(world):
    people = [world.patient() for _n in range(4)]
    made_up.keep(world.unit, now=world.now)
    entries = list(Entry.objects.all())
    assert {one.patient_id for one in entries} == {one.pk for one in people}
    for entry in entries:
        interviews = facts.interviews_of([entry])
        planned = facts.planned_of(
            entry, interviews, KIT.schedule, today=clinic_day_of(world.unit, at=world.now)
        )
        assert [one for one in planned if one.interview] == planned[: len(interviews)]
    assert Interview.objects.filter(wave_months=0).exists()
