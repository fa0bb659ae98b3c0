"""When a unit is ready: shifts by the clock on its wall, and values that nobody signed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.readiness_rows import LOT, READY, UNIT_CHECK, UNITS
from tests.rules.routine import NOON, ROUTINE, TODAY, protocol, site
from tests.rules.test_take_home import home

from vangnet.rules.clinic_day import clinic_day, day_bounds
from vangnet.rules.decision import Reason
from vangnet.rules.facts_json import facts_from_json, facts_to_json
from vangnet.rules.gate import may_dispense, may_supply
from vangnet.rules.keys import KEYS, READINESS
from vangnet.rules.protocol import load_country, resolve
from vangnet.rules.readiness import naloxone_in_date, not_set, readiness, shift_starts, signed
from vangnet.rules.written import times

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def stands(facts=READY, by=None, now=NOON):
    day = clinic_day(now, ZoneInfo(facts.zone), facts.day_starts_at)
    return readiness(facts, by or protocol(), now=now, clinic_day=day).reasons


def without(*names):
    """The made-up unit's protocol as if these had never been set."""
    own = site()
    left = own.model_copy(
        update={"values": tuple(one for one in own.values if one.key not in names)}
    )
    return resolve(load_country("nl"), left, on=TODAY)


def test_a_unit_that_was_checked_is_ready():
    assert stands() == ()


@pytest.mark.parametrize(("changes", "reason"), UNITS)
def test_the_rule_and_the_gate_say_the_same(changes, reason):
    assert stands(changes["readiness"]) == (reason,)
    assert may_dispense(replace(ROUTINE, **changes), protocol()).reasons == (reason,)


@pytest.mark.parametrize("name", [key.name for key in READINESS])
def test_a_value_that_nobody_signed_makes_no_unit_ready(name):
    short = without(name)
    assert short.complete, "protocols signed before readiness counted stay what they were"
    assert signed(short) is None
    assert stands(by=short) == (Reason.READINESS_NOT_SET,)


@pytest.mark.parametrize("country", ["nl", "ch", "de", "ca", "gb", "dk"])
def test_no_country_sets_readiness_and_every_made_up_unit_does(country):
    bare = resolve(load_country(country), site("nl").model_copy(update={"values": ()}), on=TODAY)
    assert set(not_set(bare)) == {key.name for key in READINESS}
    assert not_set(protocol(country)) == ()


def test_doses_to_take_home_wait_for_the_unit_too():
    facts = home(readiness=replace(READY, check=None))
    assert Reason.UNIT_NOT_CHECKED in may_supply(facts, protocol()).reasons


def test_everything_that_is_missing_is_said_at_once():
    bare = replace(
        UNIT_CHECK, naloxone=(), oxygen_ready=False, resuscitation_kit_ready=False, on_duty=()
    )
    assert set(stands(replace(READY, check=bare, breath_testers_calibrated=0))) == {
        Reason.NALOXONE_TOO_LITTLE, Reason.OXYGEN_NOT_READY, Reason.RESUSCITATION_KIT_NOT_READY,
        Reason.STAFF_TOO_FEW, Reason.NO_CALIBRATED_BREATH_TESTER,
    }  # fmt: skip


def test_each_start_of_a_shift_asks_for_a_new_check():
    before, at = (datetime(2026, 3, 2, 14, minute, tzinfo=UTC) for minute in (29, 30))
    assert stands(now=before) == ()
    assert stands(now=at) == (Reason.UNIT_NOT_CHECKED,)
    assert stands(replace(READY, check=replace(UNIT_CHECK, checked_at=at)), now=at) == ()


def test_the_clinic_day_asks_for_a_check_before_its_first_shift():
    at_six = datetime(2026, 3, 2, 5, tzinfo=UTC)
    late = replace(UNIT_CHECK, checked_at=datetime(2026, 3, 2, 3, 59, tzinfo=UTC))
    assert stands(replace(READY, check=late), now=at_six) == (Reason.UNIT_NOT_CHECKED,)
    now = replace(late, checked_at=datetime(2026, 3, 2, 4, tzinfo=UTC))
    assert stands(replace(READY, check=now), now=at_six) == ()


def test_a_shift_of_the_night_belongs_to_the_day_before():
    starts = shift_starts(READY, (time(2), time(23)), TODAY)
    assert starts == (
        datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 2, 22, tzinfo=UTC),
        datetime(2026, 3, 3, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_a_night_in_which_the_clock_changes_has_its_shift_once(day):
    starts = shift_starts(READY, (time(2, 30),), day)
    ends = day_bounds(day, AMSTERDAM, READY.day_starts_at)[1]
    assert len(starts) == 2
    assert starts[0] < starts[1] < ends


@given(st.integers(min_value=0, max_value=60 * 24 * 400))
def test_a_check_of_this_moment_always_counts(minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    lasting = replace(LOT, expires_on=date(2030, 1, 1))
    fresh = replace(READY, check=replace(UNIT_CHECK, checked_at=now, naloxone=(lasting,)))
    assert stands(fresh, now=now) == ()


def test_naloxone_counts_on_its_last_day():
    assert naloxone_in_date(UNIT_CHECK, LOT.expires_on) == 4
    assert naloxone_in_date(UNIT_CHECK, LOT.expires_on + timedelta(days=1)) == 0


def test_readiness_is_kept_with_the_decision_and_read_back():
    facts = replace(ROUTINE, readiness=READY)
    assert facts_from_json(facts_to_json(facts)) == facts


@pytest.mark.parametrize(
    "wrong", [[], ["7:30"], ["25:00"], ["15:00", "07:00"], ["07:00"] * 2, [7], "x"]
)
def test_times_of_the_clock_are_read_strictly(wrong):
    with pytest.raises(ValueError, match="must"):
        times(wrong)
    with pytest.raises(ValueError, match="must"):
        KEYS["readiness_shift_starts"].read(wrong)
