"""One line a room: which alarm, since when, and what an answer does to it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import A_TICK, MINUTE, NOON
from tests.rules.test_watching import WATCH

from vangnet.rules.alarms import (
    Alarm,
    AlarmKind,
    Answer,
    DeviceOn,
    Priority,
    Reading,
    RoomFacts,
    alarm_of,
)
from vangnet.rules.watching import Sign

SECOND = timedelta(seconds=1)
# Twelve minutes after the end of use; somebody looked a minute ago.
QUIET = RoomFacts(
    now=NOON + 12 * MINUTE, clock_from=NOON, watches=(WATCH,), readings=(),
    looked_at=NOON + 11 * MINUTE,
)  # fmt: skip
NOW = QUIET.now


def read(value: int, *, ago: timedelta = timedelta(), sign: Sign = Sign.OXYGEN,
         device: str = "") -> Reading:  # fmt: skip
    return Reading(at=NOW - ago, sign=sign, value=value, device=device)


def told(*readings: Reading, **changes: object) -> Alarm | None:
    return alarm_of(replace(QUIET, readings=readings, **changes))


def answered(kind: AlarmKind, *, ago: timedelta, what: str = "oxygen") -> Answer:
    return Answer(kind=kind, what=what, at=NOW - ago, by="Second Nurse")


def test_a_room_in_which_all_is_well_has_no_line():
    assert told(read(95)) is None
    assert told() is None


@pytest.mark.parametrize(("value", "kind", "priority"), [
    (89, AlarmKind.WATCH_SIGN, Priority.LOW), (84, AlarmKind.CALL_SIGN, Priority.HIGH),
    (74, AlarmKind.OVERDOSE_SIGN, Priority.HIGH),
])  # fmt: skip
def test_a_value_over_its_line_is_the_line_of_the_room(value, kind, priority):
    alarm = told(read(value))
    assert (alarm.kind, alarm.priority, alarm.value) == (kind, priority, value)
    assert alarm.sounds is (kind is not AlarmKind.WATCH_SIGN)


def test_the_same_saturation_just_after_the_dose_rings_for_nobody():
    soon = replace(QUIET, clock_from=NOW - 2 * MINUTE, looked_at=NOW - MINUTE)
    assert alarm_of(replace(soon, readings=(read(76),))) is None


def test_the_last_value_counts():
    assert told(read(60, ago=MINUTE), read(95)) is None


def test_the_worst_of_several_is_the_one_line():
    alarm = told(read(84), read(3, sign=Sign.SEDATION), gone_at=NOW)
    assert (alarm.kind, alarm.what) == (AlarmKind.OVERDOSE_SIGN, "sedation")
    assert told(read(84), gone_at=NOW).kind is AlarmKind.LEFT_EARLY


def test_it_is_so_since_the_first_of_such_values():
    alarm = told(read(60, ago=3 * MINUTE), read(95, ago=2 * MINUTE), read(74, ago=MINUTE), read(70))
    assert alarm.since == NOW - MINUTE


def test_an_answer_makes_it_silent_and_stays_on_the_line():
    alarm = told(read(84, ago=MINUTE), answers=(answered(AlarmKind.CALL_SIGN, ago=30 * SECOND),))
    assert not alarm.sounds
    assert alarm.answered_by == "Second Nurse"


def test_what_gets_worse_rings_again():
    answers = (answered(AlarmKind.CALL_SIGN, ago=30 * SECOND),)
    alarm = told(read(84, ago=MINUTE), read(74), answers=answers)
    assert alarm.kind is AlarmKind.OVERDOSE_SIGN
    assert alarm.sounds
    another = told(read(84, ago=MINUTE), read(7, sign=Sign.BREATHS, ago=MINUTE), answers=answers)
    assert (another.what, another.sounds) == ("breaths", True)


def test_what_gets_better_does_not_ring_again_for_that():
    answers = (answered(AlarmKind.OVERDOSE_SIGN, ago=30 * SECOND),)
    alarm = told(read(74, ago=MINUTE), read(84), answers=answers)
    assert (alarm.kind, alarm.sounds) == (AlarmKind.CALL_SIGN, False)


def test_what_comes_again_rings_again():
    answers = (answered(AlarmKind.CALL_SIGN, ago=2 * MINUTE),)
    alarm = told(read(84, ago=3 * MINUTE), read(95, ago=MINUTE), read(84), answers=answers)
    assert alarm.sounds


def test_an_answer_holds_for_the_signed_time_to_the_microsecond():
    long_ago = read(84, ago=30 * MINUTE)
    holding = answered(AlarmKind.CALL_SIGN, ago=5 * MINUTE - A_TICK)
    over = answered(AlarmKind.CALL_SIGN, ago=5 * MINUTE)
    facts = {"clock_from": NOW - 50 * MINUTE}
    assert not told(long_ago, answers=(holding,), **facts).sounds
    assert told(long_ago, answers=(over,), **facts).sounds


def test_what_nobody_answers_in_time_escalates():
    assert not told(read(84, ago=60 * SECOND - A_TICK)).escalated
    alarm = told(read(84, ago=60 * SECOND))
    assert (alarm.escalated, alarm.priority) == (True, Priority.HIGH)
    assert not told(
        read(84, ago=MINUTE), answers=(answered(AlarmKind.CALL_SIGN, ago=SECOND),)
    ).escalated


def test_a_late_look_is_an_alarm_after_the_signed_patience():
    due = NOW - 2 * MINUTE  # looked at minute 5: due at minute 10, late from minute 12
    facts = replace(QUIET, looked_at=due - 5 * MINUTE)
    assert alarm_of(facts).kind is AlarmKind.LOOK_LATE
    assert alarm_of(replace(facts, now=NOW - A_TICK)) is None


def on(*names: str, since: timedelta = 10 * MINUTE) -> tuple[DeviceOn, ...]:
    return tuple(DeviceOn(name=name, on_since=NOW - since) for name in names)


@pytest.mark.parametrize("ago", [20 * SECOND, 20 * SECOND - A_TICK])
def test_a_device_that_falls_silent_is_an_alarm(ago):
    alarm = told(read(95, ago=ago, device="PLX-1"), devices=on("PLX-1"))
    assert (alarm is not None) is (ago == 20 * SECOND)
    assert alarm is None or (alarm.kind, alarm.what) == (AlarmKind.SIGNAL_LOST, "PLX-1")


def test_one_that_never_sent_is_an_alarm_and_one_that_was_taken_off_is_not():
    assert told(devices=on("PLX-1", since=20 * SECOND)).kind is AlarmKind.SIGNAL_LOST
    assert told(devices=on("PLX-1", since=20 * SECOND - A_TICK)) is None
    assert told(read(95, ago=MINUTE, device="PLX-1")) is None
    assert told(read(84, ago=MINUTE, device="PLX-1")).kind is AlarmKind.CALL_SIGN


def test_a_lost_device_is_not_hidden_by_one_that_goes_on():
    sent = (read(95, ago=MINUTE, device="PLX-1"), read(95, device="PLX-2"))
    assert told(*sent, devices=on("PLX-1", "PLX-2")).kind is AlarmKind.SIGNAL_LOST


def test_a_protocol_without_such_values_says_so_and_rings_only_for_who_left():
    assert told(read(40), watches=(None,)).kind is AlarmKind.NOT_SIGNED
    left = told(watches=(None,), gone_at=NOW)
    assert (left.kind, left.escalated, left.sounds) == (AlarmKind.LEFT_EARLY, True, True)


def test_what_nobody_answered_stands_before_what_was():
    answers = (answered(AlarmKind.CALL_SIGN, ago=30 * SECOND),)
    late = {"looked_at": NOW - 10 * MINUTE}
    alarm = told(read(84, ago=2 * MINUTE), answers=answers, **late)
    assert (alarm.kind, alarm.sounds) == (AlarmKind.LOOK_LATE, True)


def test_of_two_doses_the_stricter_line_counts():
    limits = {name: getattr(WATCH, name) for name in type(WATCH).__slots__}
    strict = type(WATCH)(**{**limits, "oxygen_percent": ((0, 99, 98, 97),)})
    assert told(read(96), watches=(WATCH, strict)).kind is AlarmKind.OVERDOSE_SIGN


KINDS = st.sampled_from(list(AlarmKind))
VALUES = st.lists(
    st.builds(
        Reading, at=st.integers(0, 600).map(lambda s: NOW - s * SECOND),
        sign=st.sampled_from(list(Sign)), value=st.integers(0, 100),
        device=st.sampled_from(["", "PLX-1"]),
    ), max_size=8,
).map(lambda rows: tuple(sorted(rows, key=lambda one: one.at)))  # fmt: skip
ANSWERS = st.lists(
    st.builds(
        Answer, kind=KINDS, what=st.sampled_from(["", "oxygen", "sedation", "PLX-1"]),
        at=st.integers(0, 600).map(lambda s: NOW - s * SECOND), by=st.just("Nurse"),
    ), max_size=4,
).map(tuple)  # fmt: skip


@given(VALUES, ANSWERS, st.sampled_from([None, NOW - MINUTE]))
def test_an_answer_never_hides_a_line_and_never_makes_one(readings, answers, gone_at):
    facts = replace(QUIET, readings=readings, gone_at=gone_at)
    before, after = alarm_of(facts), alarm_of(replace(facts, answers=answers))
    assert (before is None) is (after is None)
    assert before is None or not after.sounds or before.sounds


@given(VALUES)
def test_an_overdose_is_never_behind_another_unanswered_line(readings):
    alarm = told(*readings)
    last = {one.sign: one for one in readings}
    gone_under = any(
        told(one).kind is AlarmKind.OVERDOSE_SIGN for one in last.values() if told(one)
    )
    assert not gone_under or alarm.kind is AlarmKind.OVERDOSE_SIGN
