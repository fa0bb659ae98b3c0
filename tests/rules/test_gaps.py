"""Missed days and sessions, row by row at each limit, and what holds for any run of days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import DAY, NOON, ROUTINE, TODAY, YESTERDAYS, protocol
from tests.rules.rows import facts

from vangnet.rules import gaps
from vangnet.rules.clinic_day import clinic_day
from vangnet.rules.decision import Reason
from vangnet.rules.gate import may_dispense
from vangnet.rules.gate.gaps import refusals
from vangnet.rules.keys import KEYS

SESSIONS = Reason.SESSIONS_MISSED_WITHOUT_RESTART
STEP_DOWN = Reason.DOSE_ABOVE_STEP_DOWN
TABLE = ((1, Decimal(1)), (2, Decimal("0.5")), (4, Decimal("0.25")))
LIMITS = next(iter(protocol().limits.values()))
A_SESSION_RULE = replace(LIMITS, gap_sessions_max=4, gap_step_down=None)
A_TABLE = replace(LIMITS, gap_sessions_max=None, gap_step_down=TABLE)


def day(on: date, *, doses: int = 1, mg: str = "200") -> gaps.DayDosed:
    return gaps.DayDosed(
        on=on, doses=doses, last_mg=Decimal(mg), day_mg=Decimal(mg) * doses
    )  # fmt: skip


def standing(last_days_ago: int, limits=LIMITS, **more) -> gaps.Gap:
    known = {"on": TODAY, "a_day": 2, "restarted_on": None, "limits": limits, **more}
    return gaps.standing([day(TODAY - last_days_ago * DAY, doses=2)], **known)


@pytest.mark.parametrize(("days_ago", "missed"), [(0, 0), (1, 0), (2, 1), (3, 2), (10, 9)])
def test_a_day_is_missed_when_it_is_over(days_ago, missed):
    assert gaps.missed_days(TODAY - days_ago * DAY, TODAY) == missed


@pytest.mark.parametrize(("days_ago", "says"), [
    (0, gaps.Says.CONTINUE), (3, gaps.Says.CONTINUE), (4, gaps.Says.SUSPENDED),
])  # fmt: skip
def test_the_order_is_suspended_just_past_the_days_of_the_protocol(days_ago, says):
    assert standing(days_ago).says is says


@pytest.mark.parametrize(("had", "days_ago", "sessions", "says"), [
    (2, 1, 0, gaps.Says.CONTINUE),
    (0, 2, 4, gaps.Says.CONTINUE),  # 2 of that day and 2 of the next: exactly at the limit
    (1, 2, 3, gaps.Says.CONTINUE),
    (2, 3, 4, gaps.Says.CONTINUE),
    (1, 3, 5, gaps.Says.SUSPENDED),
    (3, 3, 4, gaps.Says.CONTINUE),  # more than ordered makes up for nothing
])  # fmt: skip
def test_missed_sessions_suspend_just_past_their_limit(had, days_ago, sessions, says):
    known = [day(TODAY - days_ago * DAY, doses=had)]
    gap = gaps.standing(known, on=TODAY, a_day=2, restarted_on=None, limits=A_SESSION_RULE)
    assert (gap.missed_sessions, gap.says) == (sessions, says)


@pytest.mark.parametrize(("days_ago", "says", "share"), [
    (1, gaps.Says.CONTINUE, None), (2, gaps.Says.CONTINUE, Decimal(1)),
    (3, gaps.Says.REDUCED, Decimal("0.5")), (4, gaps.Says.SUSPENDED, Decimal("0.5")),
    (5, gaps.Says.SUSPENDED, Decimal("0.25")),
])  # fmt: skip
def test_a_signed_table_lowers_the_dose_from_its_day_on(days_ago, says, share):
    gap = standing(days_ago, A_TABLE)
    assert (gap.says, gap.share) == (says, share)
    assert gap.dose_mg_max == (None if share is None else 200 * share)


def test_without_a_table_there_is_no_step_down():
    assert LIMITS.gap_step_down is None
    assert [standing(n).share for n in range(9)] == [None] * 9


@pytest.mark.parametrize(("restarted", "says"), [
    (0, gaps.Says.RESTARTED), (3, gaps.Says.RESTARTED), (4, gaps.Says.SUSPENDED),
    (9, gaps.Says.SUSPENDED),  # of the day of the last dose itself: it restarts nothing
])  # fmt: skip
def test_a_restart_grows_old_as_a_dose_does(restarted, says):
    assert standing(9, restarted_on=TODAY - restarted * DAY).says is says


def test_a_restart_sets_the_table_aside():
    assert standing(9, A_TABLE, restarted_on=TODAY).share is None


def test_never_dosed_is_no_gap_and_no_protocol_says_so():
    none = gaps.standing([], on=TODAY, a_day=2, restarted_on=None, limits=LIMITS)
    assert none.says is gaps.Says.NO_DOSE_YET
    assert standing(9, None).says is gaps.Says.NOT_SET


def test_the_story_names_each_run_of_days_without_a_dose_the_latest_first():
    days = [
        day(TODAY - n * DAY, mg=mg) for n, mg in ((20, "300"), (15, "100"), (14, "120"), (2, "90"))
    ]
    told = gaps.spans(days, on=TODAY)
    assert [(s.missed_days, s.last.last_mg, s.next_mg) for s in told] == [
        (1, Decimal(90), None), (11, Decimal(120), Decimal(90)), (4, Decimal(300), Decimal(100)),
    ]  # fmt: skip


@pytest.mark.parametrize(("days_ago", "reached"), [
    (1, []), (2, [1]), (3, [1]), (4, [1, 3]), (5, [1, 3]), (6, [1, 3, 5]), (30, [1, 3, 5]),
])  # fmt: skip
def test_a_task_falls_due_on_the_morning_after_its_missed_day(days_ago, reached):
    last_on = TODAY - days_ago * DAY
    found = gaps.task_days(last_on, on=TODAY, asked=(1, 3, 5))
    assert found == tuple((n, last_on + (n + 1) * DAY) for n in reached)


@pytest.mark.parametrize(("last", "now", "missed"), [
    # The clocks go forward on 29 March and back on 25 October; the day begins at 05:00.
    ((3, 28, 3, 59), (3, 30, 4, 0), 2),  # still the 27th, and on the 30th after 05:00
    ((3, 28, 4, 0), (3, 30, 2, 59), 0),  # the 28th, and still the 29th
    ((10, 24, 2, 59), (10, 26, 4, 0), 2),
    ((10, 24, 3, 0), (10, 26, 3, 59), 0),
])  # fmt: skip
def test_days_are_counted_by_the_units_clinic_day_also_when_the_clocks_change(last, now, missed):
    zone, start = ZoneInfo("Europe/Amsterdam"), time(5)
    was, on = (clinic_day(datetime(2026, *at, tzinfo=UTC), zone, start) for at in (last, now))
    assert gaps.missed_days(was, on) == missed


def at_the_gate(days_ago: int, limits, **changes):
    """The refusals of this rule when the last dose was that long ago."""
    back = days_ago * DAY
    one = replace(
        YESTERDAYS, clinic_day=TODAY - back, handed_over_at=NOON - back,
        ended_at=NOON - back + timedelta(minutes=5),
    )  # fmt: skip
    known = {"doses": (one,), "last_dose_day": one.clinic_day, "doses_since": one.clinic_day}
    return [one.reason for one in refusals(facts(**(known | changes)), limits)]


ORDER_OF_2 = {"order": replace(ROUTINE.order, doses_per_day=2)}


@pytest.mark.parametrize(("days_ago", "reasons"), [(1, []), (2, []), (3, [SESSIONS])])
def test_the_gate_refuses_just_past_the_missed_sessions(days_ago, reasons):
    assert at_the_gate(days_ago, A_SESSION_RULE, **ORDER_OF_2) == reasons


def test_the_gate_asks_for_sessions_only_before_the_first_dose_of_the_day():
    both = {"doses": (replace(YESTERDAYS, clinic_day=TODAY - 9 * DAY), ROUTINE.doses[-1])}
    assert at_the_gate(9, A_SESSION_RULE, **both) == []


def test_a_restart_ends_missed_sessions_until_it_grows_old():
    for days_ago, reasons in ((0, []), (3, []), (4, [SESSIONS])):
        signed = {"restart_signed_at": NOON - days_ago * DAY, **ORDER_OF_2}
        assert at_the_gate(9, A_SESSION_RULE, **signed) == reasons


@pytest.mark.parametrize(("dose_mg", "reasons"), [("100", []), ("100.001", [STEP_DOWN])])
def test_the_gate_holds_the_dose_to_the_signed_share(dose_mg, reasons):
    assert at_the_gate(3, A_TABLE, dose_mg=Decimal(dose_mg)) == reasons
    assert at_the_gate(9, A_TABLE, dose_mg=Decimal(dose_mg), restart_signed_at=NOON - DAY) == []


def test_a_fresh_start_before_enough_was_missed_sets_no_table_aside():
    signed = {"dose_mg": Decimal("100.001"), "restart_signed_at": NOON - DAY}
    assert at_the_gate(3, A_TABLE, **signed) == [STEP_DOWN]


def test_the_share_holds_for_every_dose_of_the_day_of_return():
    back = replace(YESTERDAYS, clinic_day=TODAY - 3 * DAY, handed_over_at=NOON - 3 * DAY)
    small = replace(ROUTINE.doses[-1], handed_mg=Decimal(100), given_mg=Decimal(100))
    again = {"doses": (back, small), "dose_mg": Decimal("100.001")}
    assert at_the_gate(3, A_TABLE, **again) == [STEP_DOWN]


def test_neither_rule_holds_where_the_unit_has_not_signed_it():
    assert at_the_gate(3, LIMITS) == at_the_gate(3, None) == []


def test_the_gate_names_both_beside_the_days():
    signed = replace(LIMITS, gap_sessions_max=4, gap_step_down=TABLE)
    rules = replace(protocol(), limits=dict.fromkeys(protocol().limits, signed))
    one = replace(YESTERDAYS, clinic_day=TODAY - 5 * DAY, handed_over_at=NOON - 5 * DAY,
                  ended_at=NOON - 5 * DAY)  # fmt: skip
    late = facts(doses=(one,), last_dose_day=one.clinic_day, doses_since=one.clinic_day)
    assert may_dispense(late, rules).reasons == (Reason.GAP_WITHOUT_RESTART, SESSIONS, STEP_DOWN)


@pytest.mark.parametrize("wrong", [[], [0], [3, 1], [1, 1], ["1"], [True], "135", 1])
def test_task_days_are_whole_numbers_that_rise(wrong):
    assert KEYS["missed_day_task_days"].read([1, 3, 5]) == (1, 3, 5)
    with pytest.raises(ValueError, match="must"):
        KEYS["missed_day_task_days"].read(wrong)


@pytest.mark.parametrize("wrong", [
    [], [[1]], [[1, "1.1"]], [[1, "0.5"], [2, "0.6"]], [[2, "0.5"], [1, "0.4"]], [["1", "0.5"]], 1,
])  # fmt: skip
def test_a_table_never_allows_more_after_a_longer_gap(wrong):
    assert KEYS["gap_step_down"].read([[1, "1"], [3, "0.50"]]) == ((1, 1), (3, Decimal("0.5")))
    with pytest.raises(ValueError, match="must"):
        KEYS["gap_step_down"].read(wrong)


MILDNESS = [gaps.Says.SUSPENDED, gaps.Says.REDUCED, gaps.Says.CONTINUE]
shares = st.lists(st.decimals(0, 1, places=2), min_size=1, max_size=4)


@st.composite
def rules(draw):
    table = sorted(draw(shares), reverse=True)
    days = sorted(draw(st.sets(st.integers(1, 9), min_size=len(table), max_size=len(table))))
    return replace(
        LIMITS, gap_days_max=draw(st.integers(0, 9)),
        gap_sessions_max=draw(st.none() | st.integers(0, 20)),
        gap_step_down=draw(st.none() | st.just(tuple(zip(days, table, strict=True)))),
    )  # fmt: skip


@given(limits=rules(), had=st.integers(1, 4), a_day=st.integers(1, 4), one=st.integers(0, 12),
       other=st.integers(0, 12))  # fmt: skip
def test_a_longer_gap_is_never_milder(limits, had, a_day, one, other):
    shorter, longer = (
        gaps.standing(
            [day(TODAY - n * DAY, doses=had)], on=TODAY, a_day=a_day, restarted_on=None,
            limits=limits,
        )
        for n in sorted([one, other])
    )  # fmt: skip
    assert MILDNESS.index(longer.says) <= MILDNESS.index(shorter.says)
    # No limit said is a whole dose; a limit of nothing is a limit.
    most = [200 if one.dose_mg_max is None else one.dose_mg_max for one in (shorter, longer)]
    assert most[1] <= most[0]


@given(limits=rules(), run=st.integers(1, 30), asked=st.sets(st.integers(1, 9), min_size=1))
def test_who_came_every_day_gets_no_task_and_is_never_suspended(limits, run, asked):
    days = [day(TODAY - n * DAY, doses=2) for n in range(run, 0, -1)]
    assume_days = replace(limits, gap_days_max=max(limits.gap_days_max, 1))
    gap = gaps.standing(days, on=TODAY, a_day=2, restarted_on=None, limits=assume_days)
    assert gap.says is gaps.Says.CONTINUE
    assert gaps.spans(days, on=TODAY) == ()
    assert gaps.task_days(days[-1].on, on=TODAY, asked=sorted(asked)) == ()
