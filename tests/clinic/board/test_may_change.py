"""New values of devices are shown at the next question when they change what a room is asked."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_alarms import NOW, QUIET

from vangnet.clinic.board.alarms import may_change
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


def kind_of(facts: RoomFacts):
    found = alarm_of(facts)
    return found and (found.kind, found.what, found.priority)


@given(known=st.lists(values, min_size=1, max_size=8), new=st.lists(values, min_size=1, max_size=6))
def test_what_may_wait_changes_no_alarm(known, new):
    facts = facts_of(known)
    sent = sorted(
        (Sent(visit=VISIT, at=NOW - timedelta(seconds=ago), sign=sign, value=value)
         for sign, value, ago in new), key=lambda one: one.at,
    )  # fmt: skip
    if may_change({VISIT: facts}, sent):
        return
    more = [Reading(at=one.at, sign=one.sign, value=one.value, device="Oximeter 1") for one in sent]
    later = replace(facts, readings=tuple(sorted((*facts.readings, *more), key=lambda one: one.at)))
    before, after = kind_of(facts), kind_of(later)
    assert before == after or {one[0] for one in (before, after) if one} <= OF_TIME


def test_what_is_not_of_a_person_in_recovery_changes_nothing():
    low = Sent(visit=UUID(int=2), at=NOW, sign=Sign.OXYGEN, value=20)
    assert not may_change({VISIT: facts_of([(Sign.OXYGEN, 97, 0)])}, [low])


def test_the_first_value_of_a_sign_is_shown_at_once():
    first = Sent(visit=VISIT, at=NOW, sign=Sign.OXYGEN, value=97)
    assert may_change({VISIT: facts_of([(Sign.PULSE, 70, 0)])}, [first])
