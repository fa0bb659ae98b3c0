"""The Dutch response definition: each limit at and just past it, and what missing does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.outcomes.cases import CASES, CUT, CUT_FROM_NONE, ORDER, SHIPPED
from vangnet.rules.outcomes.kit import DEMONSTRATION, load, sources
from vangnet.rules.outcomes.response import Answer, ResponseReason, Weighs, respond
from vangnet.rules.outcomes.words import answer_said, explain, wording
from vangnet.rules.standing import Standing

WHOLE = st.none() | st.integers(0, 30).map(Decimal)
SCORES = st.fixed_dictionaries(dict.fromkeys(ORDER, WHOLE))
DEFINITIONS = st.sampled_from([SHIPPED, CUT, CUT_FROM_NONE])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_of_the_page_is_answered_as_it_says(case):
    assert respond(case.before, case.now, case.definition).answer is case.answer


@given(before=SCORES, now=SCORES, definition=DEFINITIONS)
def test_every_answer_stands_on_its_reasons(before, now, definition):
    found = respond(before, now, definition)
    weighed = {one.weighs for one in found.grounds}
    if found.answer is Answer.RESPONSE:
        assert weighed == {Weighs.FOR}
    if found.answer is Answer.NO_RESPONSE:
        assert Weighs.AGAINST in weighed
    if found.answer is Answer.CANNOT_TELL:
        assert Weighs.OPEN in weighed
        assert Weighs.AGAINST not in weighed


@given(before=SCORES, now=SCORES, lost=st.sampled_from(ORDER), of_now=st.booleans(),
       definition=DEFINITIONS)  # fmt: skip
def test_a_score_that_gets_lost_never_makes_a_response(before, now, lost, of_now, definition):
    """Missing may open the answer, or leave it; it never turns no into yes."""
    was = respond(before, now, definition).answer
    one = dict(now if of_now else before)
    one[lost] = None
    answer = respond(before if of_now else one, one if of_now else now, definition).answer
    if was is not Answer.RESPONSE:
        assert answer is not Answer.RESPONSE


@given(before=SCORES, now=SCORES)
def test_without_cut_offs_nobody_is_said_to_have_responded(before, now):
    assert respond(before, now, SHIPPED).answer is not Answer.RESPONSE


@given(before=SCORES, definition=DEFINITIONS)
def test_who_stays_as_they_were_did_not_respond(before, definition):
    assert respond(before, before, definition).answer is not Answer.RESPONSE


def test_several_reasons_are_all_told():
    ill = dict(zip(ORDER, map(Decimal, (20, 100, 20, 5, 10, 10)), strict=True))
    worse = dict(zip(ORDER, map(Decimal, (30, 150, 30, 0, 20, 20)), strict=True))
    found = respond(ill, worse, CUT)
    assert [(one.reason, one.code) for one in found.grounds] == [
        (ResponseReason.NOT_IMPROVED_ENOUGH, ""),
        (ResponseReason.GOT_SERIOUSLY_WORSE, "physical"),
        (ResponseReason.GOT_SERIOUSLY_WORSE, "mental"),
        (ResponseReason.GOT_SERIOUSLY_WORSE, "illegal_activity"),
        (ResponseReason.GOT_SERIOUSLY_WORSE, "contacts"),
        (ResponseReason.OTHER_USE_ROSE, "cocaine"),
        (ResponseReason.OTHER_USE_ROSE, "amphetamine"),
    ]


def test_change_is_told_by_its_size_and_its_share():
    ill = dict(zip(ORDER, map(Decimal, (20, 100, 20, 5, 10, 0)), strict=True))
    now = dict(zip(ORDER, map(Decimal, (12, 100, 30, 7, 10, 1)), strict=True))
    found = respond(ill, now, CUT)
    assert [(one.better_by, one.share) for one in found.changes] == [
        (8, Decimal("0.4")), (0, 0), (-10, Decimal("-0.5")), (2, Decimal("0.4")),
    ]  # fmt: skip
    assert [(one.better_by, one.share) for one in found.uses] == [(0, 0), (-1, None)]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_reason_and_answer_has_its_words(language):
    assert set(wording(language)["reasons"]) == {one.value for one in ResponseReason}
    assert set(wording(language)["answers"]) == {one.value for one in Answer}
    assert answer_said(Answer.RESPONSE, language)
    for case in CASES:
        for ground in respond(case.before, case.now, case.definition).grounds:
            said = explain(ground, language)
            assert "{" not in said.sentence + said.do


def test_no_shipped_limit_is_a_guess():
    for name, limit in load().definition.each_limit():
        assert limit.standing in {Standing.LITERATURE, Standing.UNSET}, name
        assert all(key in sources() for key in limit.source), name


def test_the_demonstration_says_of_each_cut_off_that_it_is_made_up():
    for name, limit in load(DEMONSTRATION).definition.each_limit():
        made_up = not name.startswith("limits.")
        assert (limit.standing is Standing.DEMONSTRATION) == made_up, name
