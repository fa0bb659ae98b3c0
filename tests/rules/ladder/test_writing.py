"""What may stand on a ladder: each fault exactly at its edge and just past it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vangnet.rules.ladder import (
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    LadderReason,
    Treatment,
    faults,
    faults_of_exit,
    overlap,
)

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
R, T = LadderReason, Treatment
WHY = EpisodeEndReason.NOT_EFFECTIVE


def one(start=-10, end=None, doses=(), *, treatment=T.METHADONE, provider="", reason=WHY):
    return EpisodeFacts(
        treatment=treatment, started_on=TODAY + start * DAY, provider=provider,
        ended_on=None if end is None else TODAY + end * DAY,
        end_reason=None if end is None else reason,
        doses=tuple(
            DoseSpan(
                from_on=TODAY + n * DAY, mg_per_day=Decimal(mg),
                supervised_days_per_week=week[0] if week else None,
            )
            for n, mg, *week in doses
        ),
    )  # fmt: skip


CASES = {
    "begins today": (one(0), ()),
    "begins tomorrow": (one(1), (R.STARTS_IN_THE_FUTURE,)),
    "ends today": (one(-5, 0), ()),
    "ends tomorrow": (one(-5, 1), (R.ENDS_IN_THE_FUTURE,)),
    "one day": (one(-5, -5), ()),
    "ends the day before it begins": (one(-5, -6), (R.ENDS_BEFORE_ITS_START,)),
    "no reason": (one(-5, -1, reason=None), (R.END_WITHOUT_A_REASON,)),
    "dose on the first day": (one(-5, doses=[(-5, "60")]), ()),
    "dose before the first day": (one(-5, doses=[(-6, "60")]), (R.DOSE_BEFORE_THE_START,)),
    "dose today": (one(-5, doses=[(0, "60")]), ()),
    "dose tomorrow": (one(-5, doses=[(1, "60")]), (R.DOSE_IN_THE_FUTURE,)),
    "dose on the last day": (one(-5, -1, [(-1, "60")]), ()),
    "dose after the last day": (one(-5, -2, [(-1, "60")]), (R.DOSE_AFTER_THE_END,)),
    "two doses on one day": (
        one(-5, doses=[(-5, "60"), (-5, "70")]), (R.TWO_DOSES_ON_ONE_DAY,)),
    "no dose from a day on": (one(-5, doses=[(-3, "0")]), ()),
    "below nothing": (one(-5, doses=[(-3, "-0.001")]), (R.DOSE_IMPOSSIBLE,)),
    "finer than the register": (one(-5, doses=[(-3, "0.0001")]), (R.DOSE_IMPOSSIBLE,)),
    "the most that fits": (one(-5, doses=[(-3, "999999.999")]), ()),
    "more than fits": (one(-5, doses=[(-3, "1000000")]), (R.DOSE_IMPOSSIBLE,)),
    "no number": (one(-5, doses=[(-3, "NaN")]), (R.DOSE_IMPOSSIBLE,)),
    "seven days a week": (one(-5, doses=[(-3, "60", 7)]), ()),
    "eight days a week": (one(-5, doses=[(-3, "60", 8)]), (R.DOSE_IMPOSSIBLE,)),
}  # fmt: skip


@pytest.mark.parametrize(("episode", "reasons"), CASES.values(), ids=CASES)
def test_each_fault_of_an_episode(episode, reasons):
    assert faults(episode, [], today=TODAY) == reasons


def test_every_fault_is_named_once():
    wrong = one(2, -1, [(-20, "-1"), (5, "-1"), (5, "-2")], reason=None)
    named = faults(wrong, [one(-30)], today=TODAY)
    assert len(named) == len(set(named)) == 9
    assert {R.STARTS_IN_THE_FUTURE, R.DOSE_IMPOSSIBLE, R.END_WITHOUT_A_REASON} < set(named)


def test_no_dose_begins_after_a_death_that_another_episode_tells_of():
    died = one(-10, -3, treatment=T.HAT, reason=EpisodeEndReason.DECEASED)
    assert faults(one(-10, -1, [(-3, 60)]), [died], today=TODAY) == ()
    assert faults(one(-10, -1, [(-2, 60)]), [died], today=TODAY) == (R.AFTER_DEATH,)
    left = one(-10, -3, treatment=T.HAT)
    assert faults(one(-10, -1, [(-2, 60)]), [left], today=TODAY) == ()


@pytest.mark.parametrize(("first", "second", "twice"), [
    (one(-20, -10), one(-9), False), (one(-20, -10), one(-10), False),
    (one(-20, -10), one(-11), True), (one(-20), one(-10), True), (one(-20), one(-30, -20), False),
    (one(-20), one(-30, -19), True), (one(-20), one(-20), True), (one(-20), one(-10, -5), True),
    (one(-20), one(-10, treatment=T.HAT), False),
    (one(-20), one(-10, provider="North"), True),
])  # fmt: skip
def test_one_treatment_runs_once_at_a_time_and_changes_hands_in_a_day(first, second, twice):
    assert overlap(first, second) is overlap(second, first) is twice
    assert (R.SAME_TREATMENT_TWICE in faults(first, [second], today=TODAY)) is twice


E = EpisodeEndReason
HAT = one(-20, treatment=T.HAT)


@pytest.mark.parametrize(("episodes", "reason", "follows", "provider", "reasons"), [
    ([HAT], E.OWN_CHOICE, Follows.METHADONE_HERE, "", ()),
    ([HAT], E.MOVED, Follows.OTHER_PROVIDER, "North", ()),
    ([HAT], E.PRISON, Follows.PRISON_MEDICAL_SERVICE, "West", ()),
    ([HAT], E.DECEASED, Follows.NOTHING, "", ()),
    ([HAT], E.MOVED, Follows.OTHER_PROVIDER, "", (R.FOLLOWS_NOT_NAMED,)),
    ([HAT], E.PRISON, Follows.PRISON_MEDICAL_SERVICE, "  ", (R.FOLLOWS_NOT_NAMED,)),
    ([HAT], E.OWN_CHOICE, Follows.METHADONE_HERE, "North", (R.FOLLOWS_HERE_AND_ELSEWHERE,)),
    ([HAT], E.OWN_CHOICE, Follows.NOTHING, "", (R.FOLLOWS_NOTHING,)),
    ([HAT], E.DECEASED, Follows.METHADONE_HERE, "", (R.FOLLOWS_NOTHING,)),
    ([], E.OWN_CHOICE, Follows.METHADONE_HERE, "", (R.NO_HAT_TO_LEAVE,)),
    ([one(-20, -1, treatment=T.HAT)], E.MOVED, Follows.OTHER_PROVIDER, "N", (R.NO_HAT_TO_LEAVE,)),
    ([one(-20, treatment=T.HAT, provider="N")], E.MOVED, Follows.NOTHING, "",
     (R.NO_HAT_TO_LEAVE, R.FOLLOWS_NOTHING)),
])  # fmt: skip
def test_how_someone_may_leave(episodes, reason, follows, provider, reasons):
    assert faults_of_exit(episodes, reason=reason, follows=follows, provider=provider) == reasons


SPANS = st.tuples(st.integers(-40, 0), st.none() | st.integers(0, 40))


@given(st.lists(SPANS, max_size=6))
def test_what_may_stand_together_never_has_one_treatment_open_twice(spans):
    standing = []
    for start, length in spans:
        new = one(start, None if length is None else min(start + length, 0))
        if not faults(new, standing, today=TODAY):
            standing.append(new)
    assert sum(episode.ended_on is None for episode in standing) <= 1
    for first, second in combinations(standing, 2):
        shared = {
            n for n in range(-40, 1)
            if first.is_open_on(TODAY + n * DAY) and second.is_open_on(TODAY + n * DAY)
        }  # fmt: skip
        assert len(shared) <= 1
