"""When naloxone comes again, and when a person may leave after an overdose."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from vangnet.rules.decision import Reason
from vangnet.rules.overdose import (
    LADDER_KEYS,
    AfterFacts,
    Ladder,
    may_leave_after,
    next_naloxone,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)
SIGNED = {
    "naloxone_mg": Decimal("0.4"), "naloxone_routes": "muscle",
    "naloxone_repeat_shortest": Decimal(2), "naloxone_repeat_longest": Decimal(3),
    "naloxone_doses_before_other_cause": 3, "oxygen_l_per_min": Decimal(6),
    "overdose_care": "airway first", "overdose_observation_shortest": Decimal(120),
}  # fmt: skip


def after(**changes):
    return AfterFacts(
        **{"started_at": NOON - 9 * MINUTE, "ended_at": NOON, "was_overdose": True,
           "watch_until": NOON + 120 * MINUTE, "reviewed": False, **changes}
    )  # fmt: skip


def test_the_next_dose_comes_between_the_signed_times_after_the_last():
    asked = next_naloxone(Ladder.of(SIGNED), [NOON + MINUTE, NOON])
    assert (asked.number, asked.seek_other_cause) == (3, False)
    assert (asked.from_at, asked.until_at) == (NOON + 3 * MINUTE, NOON + 4 * MINUTE)


def test_the_first_dose_has_no_time_to_wait_for():
    asked = next_naloxone(Ladder.of(SIGNED), [])
    assert (asked.number, asked.from_at, asked.until_at) == (1, None, None)


@pytest.mark.parametrize(("given", "seeks"), [(2, False), (3, True), (4, True)])
def test_after_so_many_doses_another_cause_is_sought(given, seeks):
    assert next_naloxone(Ladder.of(SIGNED), [NOON] * given).seek_other_cause is seeks


@pytest.mark.parametrize("key", LADDER_KEYS)
def test_a_value_nobody_signed_is_named_and_nothing_is_guessed(key):
    ladder = Ladder.of({**SIGNED, key: None})
    assert ladder.missing == (key,)
    assert next_naloxone(ladder, [NOON]).number == 2


def test_without_any_value_the_ladder_still_counts():
    ladder = Ladder.of({})
    assert set(ladder.missing) == set(LADDER_KEYS)
    asked = next_naloxone(ladder, [NOON])
    assert (asked.number, asked.from_at, asked.seek_other_cause) == (2, None, False)


@pytest.mark.parametrize(
    ("changes", "at", "reasons"),
    [
        ({"ended_at": None}, NOON, (Reason.EMERGENCY_RUNS,)),
        ({}, NOON + 120 * MINUTE - TICK, (Reason.OVERDOSE_WATCH_NOT_OVER,)),
        ({}, NOON + 120 * MINUTE, ()),
        ({"reviewed": True}, NOON, (Reason.OVERDOSE_WATCH_NOT_OVER,)),
        ({"watch_until": None}, NOON + 999 * MINUTE, (Reason.OVERDOSE_NOT_REVIEWED,)),
        ({"watch_until": None, "reviewed": True}, NOON, ()),
        ({"was_overdose": False, "watch_until": None}, NOON, ()),
    ],
)
def test_leaving_waits_for_the_end_the_time_and_where_none_is_signed_the_review(
    changes, at, reasons
):
    assert may_leave_after([after(**changes)], now=at).reasons == reasons


def test_every_emergency_of_the_visit_counts():
    both = may_leave_after([after(), after(ended_at=None)], now=NOON)
    assert set(both.reasons) == {Reason.EMERGENCY_RUNS, Reason.OVERDOSE_WATCH_NOT_OVER}
