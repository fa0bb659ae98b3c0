"""New values of devices are shown at the next question when they change what a room is asked."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_alarms import NOW, QUIET

from vangnet.clinic.board.alarms import may_change, with_more
from vangnet.clinic.board.changes import Sent
from vangnet.rules.alarms import AlarmKind, Reading, RoomFacts, alarm_of
from vangnet.rules.watching import Sign

VISIT = UUID(int=1)
OF_TIME = {AlarmKind.SIGNAL_LOST, AlarmKind.LOOK_LATE}  # these come and go by the clock alone
values = st.tuples(
    st.sampled_from([Sign.OXYGEN, Sign.BREATHS, Sign.PULSE]), st.integers(0, 120),
    st.integers(0, 300),
)  # fmt: skip


def facts_of(known) -> RoomFacts:
    rows = [
        Reading(at=NOW - timedelta(seconds=300 + ago), sign=sign, value=value, device="Oximeter 1")
        for sign, value, ago in known
    ]
    return replace(QUIET, readings=tuple(sorted(rows, key=lambda one: one.at)))


def sent_of(sign, value, ago, *, visit=VISIT, device="Oximeter 1") -> Sent:
    reading = Reading(at=NOW - timedelta(seconds=ago), sign=sign, value=value, device=device)
    return Sent(key=str(reading), visit=visit, reading=reading)


def kind_of(facts: RoomFacts):
    found = alarm_of(facts)
    return found and (found.kind, found.what, found.priority)


@given(known=st.lists(values, min_size=1, max_size=8), new=st.lists(values, min_size=1, max_size=6))
def test_what_may_wait_changes_no_alarm(known, new):
    facts = facts_of(known)
    sent = sorted(
        (sent_of(sign, value, ago) for sign, value, ago in new), key=lambda one: one.reading.at
    )
    if may_change({VISIT: facts}, sent):
        return
    more = [one.reading for one in sent]
    later = replace(facts, readings=tuple(sorted((*facts.readings, *more), key=lambda one: one.at)))
    before, after = kind_of(facts), kind_of(later)
    assert before == after or {one[0] for one in (before, after) if one} <= OF_TIME


def test_what_is_not_of_a_person_in_recovery_changes_nothing():
    low = sent_of(Sign.OXYGEN, 20, 0, visit=UUID(int=2))
    assert not may_change({VISIT: facts_of([(Sign.OXYGEN, 97, 0)])}, [low])


def test_the_first_value_of_a_sign_is_shown_at_once():
    first = sent_of(Sign.OXYGEN, 97, 0)
    assert may_change({VISIT: facts_of([(Sign.PULSE, 70, 0)])}, [first])


runs = st.lists(
    st.tuples(
        st.sampled_from(["Oximeter 1", "Monitor 1"]), st.sampled_from([Sign.OXYGEN, Sign.PULSE]),
        st.sampled_from([97, 96, 88, 70]),
    ), max_size=30,
)  # fmt: skip


def trail_of(readings):
    """As `devices.trail` tells it: every change of a device and sign, and its last word."""
    told = []
    for run in {(one.device, one.sign) for one in readings}:
        of_run = [one for one in readings if (one.device, one.sign) == run]
        told += [
            one for before, one, after in zip(
                [None, *of_run], of_run, [*of_run[1:], None], strict=False
            ) if before is None or after is None or before.value != one.value
        ]  # fmt: skip
    return sorted(told, key=lambda one: one.at)


@given(run=runs, cuts=st.lists(st.integers(0, 30), max_size=4), again=st.booleans())
def test_what_is_taken_in_bit_by_bit_is_what_the_trail_tells_of_all_of_it(run, cuts, again):
    sent = [
        sent_of(sign, value, 300 - place, device=device)
        for place, (device, sign, value) in enumerate(run)
    ]
    rooms = {VISIT: replace(QUIET, readings=())}
    ends = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    for start, end in pairwise(ends):
        rooms = with_more(rooms, sent[start:end])
        if again and end:  # the last one is told once more
            rooms = with_more(rooms, sent[end - 1 : end])
    assert list(rooms[VISIT].readings) == trail_of([one.reading for one in sent])


def test_what_comes_late_is_for_the_database_to_put_in_its_place():
    rooms = with_more({VISIT: QUIET}, [sent_of(Sign.OXYGEN, 97, 1)])
    assert with_more(rooms, [sent_of(Sign.OXYGEN, 60, 9)]) is None
    assert with_more(rooms, [sent_of(Sign.OXYGEN, 97, 9, visit=UUID(int=2))]) == rooms
