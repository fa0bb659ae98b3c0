"""When a check is due, overdue, and stops the dose: at each limit, and just past it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import DAY, TODAY, protocol
from tests.rules.rows import facts, hepatitis_c
from tests.rules.test_protocol import with_own

from vangnet.rules.check_keys import CheckKind, Effect, block_after, effect, every
from vangnet.rules.checks import Plan, State, may_plan, plans, standing, standings
from vangnet.rules.country import Value
from vangnet.rules.decision import Reason
from vangnet.rules.facts import CheckFacts
from vangnet.rules.facts_json import facts_from_json, facts_to_json
from vangnet.rules.gate import may_dispense
from vangnet.rules.keys import KEYS

HIV = CheckKind.HIV
PLAN = Plan(kind=HIV, every_months=6, effect=Effect.BLOCK, block_after_days=14)
FIRST = date(2025, 1, 1)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
months = st.none() | st.integers(1, 36)
signed = st.builds(
    Plan, kind=st.just(HIV), every_months=months, effect=st.none() | st.sampled_from(Effect),
    block_after_days=st.none() | st.integers(0, 400),
)  # fmt: skip


def at(on, *, last=None, own=None, plan=PLAN, since=FIRST):
    return standing(CheckFacts(kind=HIV, last_on=last, own_months=own), plan, since=since, on=on)


@pytest.mark.parametrize(("last", "on", "state", "days_over"), [
    (date(2025, 6, 1), date(2025, 11, 30), State.IN_ORDER, -1),
    (date(2025, 6, 1), date(2025, 12, 1), State.IN_ORDER, 0),
    (date(2025, 6, 1), date(2025, 12, 2), State.OVERDUE, 1),
    (date(2025, 6, 1), date(2025, 12, 15), State.OVERDUE, 14),
    (date(2025, 6, 1), date(2025, 12, 16), State.BLOCKING, 15),
    (date(2025, 8, 31), date(2026, 2, 28), State.IN_ORDER, 0),  # a shorter month
    (date(2025, 8, 31), date(2026, 3, 1), State.OVERDUE, 1),
    (date(2027, 8, 31), date(2028, 2, 29), State.IN_ORDER, 0),  # a leap year
    (None, FIRST, State.IN_ORDER, 0),  # never done: due on the first day
    (None, FIRST + DAY, State.OVERDUE, 1),
    (None, FIRST + 15 * DAY, State.BLOCKING, 15),
])  # fmt: skip
def test_at_each_limit_and_just_past_it(last, on, state, days_over):
    answer = at(on, last=last)
    assert (answer.state, answer.days_over) == (state, days_over)
    assert answer.first is (last is None)


@pytest.mark.parametrize(("plan", "state"), [
    (Plan(kind=HIV), State.NOT_SET),
    (Plan(kind=HIV, effect=Effect.BLOCK, block_after_days=0), State.NOT_SET),
    (replace(PLAN, effect=Effect.WARN), State.OVERDUE),
    (replace(PLAN, effect=None), State.OVERDUE),  # what it does is not set: it warns
    (replace(PLAN, block_after_days=None), State.BLOCKING),  # after how many days is not set
])  # fmt: skip
def test_what_nobody_has_set_is_said(plan, state):
    assert at(date(2025, 12, 2), last=date(2025, 6, 1), plan=plan).state is state


def test_a_plan_of_ones_own_counts_where_it_is_denser():
    on = date(2025, 12, 2)
    assert at(on, last=date(2025, 9, 1), own=3).due_on == date(2025, 12, 1)
    assert at(on, last=date(2025, 9, 1), own=12).due_on == date(2026, 3, 1)  # 6 months hold
    assert at(on, last=date(2025, 9, 1), own=3, plan=Plan(kind=HIV)).state is State.OVERDUE


@pytest.mark.parametrize(("own", "may"), [(0, False), (1, True), (6, True), (7, False)])
def test_a_plan_of_ones_own_is_never_sparser(own, may):
    assert may_plan(PLAN, own) is may
    assert may_plan(Plan(kind=HIV), own) is (own > 0)


@given(plan=signed, since=days, on=days, last=st.none() | days, newer=days, own=months)
def test_a_newer_result_never_makes_a_check_more_overdue(plan, since, on, last, newer, own):
    before = at(on, last=last, own=own, plan=plan, since=since)
    newer = max(newer, last or since)
    after = at(on, last=newer, own=own, plan=plan, since=since)
    assert after.days_over <= before.days_over
    order = [State.NOT_SET, State.IN_ORDER, State.OVERDUE, State.BLOCKING]
    assert order.index(after.state) <= order.index(before.state)


@given(plan=signed, since=days, on=days, last=st.none() | days, own=st.integers(1, 36))
def test_a_denser_plan_is_never_later(plan, since, on, last, own):
    theirs = at(on, last=last, plan=plan, since=since)
    mine = at(on, last=last, own=own, plan=plan, since=since)
    assert mine.due_on is not None
    assert theirs.due_on is None or mine.due_on <= theirs.due_on


@given(plan=signed, since=days, last=st.none() | days, own=months, on=days)
def test_the_day_from_which_it_stops_doses_is_the_first_that_does(plan, since, last, own, on):
    answer = at(on, last=last, own=own, plan=plan, since=since)
    first = answer.blocks_from
    assert (answer.state is State.BLOCKING) is (first is not None and on >= first)
    if first is not None:
        eve = at(first - timedelta(days=1), last=last, own=own, plan=plan, since=since)
        assert eve.state is not State.BLOCKING


def test_every_kind_is_listed_and_what_stops_a_dose_comes_first():
    known = [CheckFacts(kind=CheckKind.HEPATITIS_C, last_on=date(2025, 1, 1))]
    rows = standings(known, plans(protocol()), since=TODAY, on=TODAY)
    assert {row.kind for row in rows} == set(CheckKind)
    assert (rows[0].kind, rows[0].state) == (CheckKind.HEPATITIS_C, State.BLOCKING)
    silent = standings(known, plans(None), since=TODAY, on=TODAY)
    assert {row.state for row in silent} == {State.NOT_SET}


@pytest.mark.parametrize("kind", list(CheckKind))
def test_the_catalogue_knows_the_values_of_every_kind(kind):
    assert KEYS[every(kind)].read(1) == 1
    with pytest.raises(ValueError, match="not below 1"):
        KEYS[every(kind)].read(0)  # every 0 months would be never
    assert KEYS[block_after(kind)].read(0) == 0
    with pytest.raises(ValueError, match="warn, block"):
        KEYS[effect(kind)].read("stop")
    assert not KEYS[every(kind)].needed


def test_only_a_signed_block_stops_a_dose():
    late = facts(**hepatitis_c(date(2020, 1, 1)))
    assert may_dispense(late, protocol("nl")).reasons == (Reason.HEALTH_CHECK_OVERDUE,)
    warns = Value(key=effect(CheckKind.HEPATITIS_C), value="warn", standing="signed")
    assert may_dispense(late, with_own(warns)).allowed


def test_facts_from_before_checks_counted_are_answered_as_they_were():
    stored = facts_to_json(facts())
    del stored["checks"], stored["checks_since"]
    assert may_dispense(facts_from_json(stored), protocol()).allowed
