"""When the next look is due, and what a value asks for: at the line, and by the minute."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import A_TICK, MINUTE, NOON, TODAY, protocol, site

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.country import Value
from vangnet.rules.keys import KEYS
from vangnet.rules.limits import NoLimit, Watch
from vangnet.rules.protocol import Protocol, load_country, resolve
from vangnet.rules.watching import (
    RANK,
    Asks,
    Sign,
    asked_by,
    call_line,
    minute_of,
    next_look_at,
    score_of,
)

# Numbers for the test only; they are no unit's protocol.
WATCH = Watch(
    every=((0, 5), (15, 10)),
    oxygen_percent=((0, 75, 65, 55), (10, 90, 85, 75)),
    breaths=((0, 10, 8, 6),),
    pulse_low=((0, 50, 45, 40),),
    pulse_high=((0, 110, 125, 140),),
    sedation_score=((0, 1, 2, 3),),
    sedation_levels=(("1", 0), ("S", 1), ("2", 1), ("3", 2), ("4", 3)),
    look_late_after=2 * MINUTE,
    answer_within=timedelta(seconds=60),
    signal_lost_after=timedelta(seconds=20),
    silent_longest=5 * MINUTE,
)
INTO_A_VEIN = (Drug.DIAMORPHINE, SaltForm.HYDROCHLORIDE_MONOHYDRATE, Route.INTRAVENOUS)


@pytest.mark.parametrize(("sign", "value", "minute", "asks"), [
    (Sign.OXYGEN, 75, 0, Asks.NORMAL), (Sign.OXYGEN, 74, 0, Asks.WATCH),
    (Sign.OXYGEN, 64, 0, Asks.CALL), (Sign.OXYGEN, 54, 0, Asks.OVERDOSE),
    (Sign.OXYGEN, 74, 9, Asks.WATCH), (Sign.OXYGEN, 74, 10, Asks.OVERDOSE),
    (Sign.BREATHS, 10, 3, Asks.NORMAL), (Sign.BREATHS, 9, 3, Asks.WATCH),
    (Sign.BREATHS, 7, 3, Asks.CALL), (Sign.BREATHS, 0, 3, Asks.OVERDOSE),
    (Sign.PULSE, 50, 3, Asks.NORMAL), (Sign.PULSE, 109, 3, Asks.NORMAL),
    (Sign.PULSE, 110, 3, Asks.WATCH), (Sign.PULSE, 44, 3, Asks.CALL),
    (Sign.PULSE, 140, 3, Asks.OVERDOSE), (Sign.SEDATION, 0, 3, Asks.NORMAL),
    (Sign.SEDATION, 1, 3, Asks.WATCH), (Sign.SEDATION, 2, 3, Asks.CALL),
    (Sign.SEDATION, 3, 3, Asks.OVERDOSE),
])  # fmt: skip
def test_a_value_asks_by_its_line_and_its_minute(sign, value, minute, asks):
    assert asked_by(sign, value, minute=minute, watch=WATCH).asks is asks


def test_the_line_that_was_passed_is_named():
    assert asked_by(Sign.OXYGEN, 60, minute=0, watch=WATCH).bound == 65


@pytest.mark.parametrize("sign", list(Sign))
@pytest.mark.parametrize("minute", [0, 4, 5, 15, 90])
def test_the_line_that_is_drawn_is_the_one_at_which_somebody_is_called(sign, minute):
    line = call_line(sign, minute=minute, watch=WATCH)
    step = 1 if sign is Sign.SEDATION else -1  # of sedation from it on, of the rest below it
    over, under = (line, line - 1) if step > 0 else (line - 1, line)
    asks = [asked_by(sign, one, minute=minute, watch=WATCH).asks for one in (over, under)]
    assert asks[0] is Asks.CALL
    assert asks[1] in (Asks.WATCH, Asks.NORMAL)


@pytest.mark.parametrize("sign", list(Sign))
def test_what_nobody_signed_is_never_called_normal(sign):
    assert asked_by(sign, 97, minute=20, watch=None).asks is Asks.NOT_SIGNED


def test_a_unit_that_does_not_measure_says_so_with_a_reason():
    limits = {name: getattr(WATCH, name) for name in Watch.__slots__}
    without = Watch(**{**limits, "oxygen_percent": NoLimit("no oximeter")})
    assert asked_by(Sign.OXYGEN, 40, minute=0, watch=without).asks is Asks.NORMAL


@given(st.sampled_from([Sign.OXYGEN, Sign.BREATHS]), st.integers(0, 100), st.integers(0, 100),
       st.integers(0, 60))  # fmt: skip
def test_a_lower_value_never_asks_for_less(sign, one, other, minute):
    low, high = (
        RANK[asked_by(sign, value, minute=minute, watch=WATCH).asks]
        for value in sorted([one, other])
    )
    assert low >= high


@pytest.mark.parametrize(("looked", "due"), [
    (None, 5), (0, 5), (-3, 5), (4, 9), (12, 17), (15, 25), (20, 30),
])  # fmt: skip
def test_the_next_look_is_due_by_the_plan_of_its_minute(looked, due):
    looked_at = None if looked is None else NOON + looked * MINUTE
    found = next_look_at(looked_at=looked_at, clock_from=NOON, watch=WATCH)
    assert found == NOON + due * MINUTE


def test_a_plan_that_becomes_denser_counts_from_its_own_minute():
    limits = {name: getattr(WATCH, name) for name in Watch.__slots__}
    dense = Watch(**{**limits, "every": ((0, 20), (10, 2))})
    assert next_look_at(looked_at=None, clock_from=NOON, watch=dense) == NOON + 12 * MINUTE


def test_during_use_nobody_owes_a_look_and_without_a_plan_one_is_due_at_once():
    assert next_look_at(looked_at=None, clock_from=None, watch=WATCH) is None
    assert next_look_at(looked_at=None, clock_from=NOON, watch=None) == NOON


def test_minutes_are_whole_and_never_below_zero():
    assert minute_of(NOON + 10 * MINUTE - A_TICK, NOON) == 9
    assert minute_of(NOON - MINUTE, NOON) == 0
    assert minute_of(NOON, None) == 0


def test_a_level_of_another_scale_has_no_score():
    assert score_of("S", WATCH) == 1
    assert score_of("-2", WATCH) is None
    assert score_of("S", None) is None


@pytest.mark.parametrize(("key", "raw", "fault"), [
    ("watch_every", [[1, 5]], "minute 0"), ("watch_every", [[0, 0]], "a minute apart"),
    ("watch_every", [[0, 5], [0, 4]], "later than"), ("watch_every", [], "whole numbers"),
    ("watch_every", [[0, 5, 6]], "whole numbers"), ("watch_every", "0: 5", "whole numbers"),
    ("watch_oxygen_percent", [[0, 60, 70, 80]], "must fall"),
    ("watch_oxygen_percent", [[0, "90", 80, 70]], "whole numbers"),
    ("watch_oxygen_percent", [[0, True, 1, 1]], "whole numbers"),
    ("watch_pulse_high", [[0, 140, 120, 100]], "must rise"),
    ("sedation_levels", [["0", 0]], "every level"),
    ("sedation_levels", [["1", 0], ["S", 0], ["2", 1], ["3", 2], ["4", 4]], "0 to 3"),
    ("sedation_levels", [["1", 2], ["S", 0], ["2", 1], ["3", 2], ["4", 3]], "deeper level"),
    ("sedation_levels", 3, "a level and a score"),
])  # fmt: skip
def test_a_value_that_cannot_be_meant_is_not_read(key, raw, fault):
    with pytest.raises(ValueError, match=fault):
        KEYS[key].read(raw)


def unit_with(**values: object) -> Protocol:
    rows = [
        Value.model_validate(
            {"key": key, "value": raw, "unit": KEYS[key].unit, "standing": "demonstration"}
        )
        for key, raw in values.items()
    ]
    kept = [value for value in site().values if value.key not in values]
    unit = site().model_copy(update={"values": (*kept, *rows)})
    return resolve(load_country("nl"), unit, on=TODAY)


LEVELS_OF_POSS = [["1", 0], ["S", 1], ["2", 1], ["3", 2], ["4", 3]]


def test_another_scale_than_rass_is_signed_twice_or_the_protocol_is_not_whole():
    assert unit_with(sedation_levels=LEVELS_OF_POSS).missing == ("sedation_levels",)
    assert unit_with(sedation_scale="poss").missing == ("sedation_levels",)
    both = unit_with(sedation_scale="poss", sedation_levels=LEVELS_OF_POSS)
    assert both.complete
    assert score_of("S", both.for_dose(*INTO_A_VEIN).watch) == 1


def test_what_was_signed_before_there_were_such_values_is_read_as_it_was_signed():
    asked = [key.name for key in KEYS.values() if key.needed_from == 2]
    land = load_country("nl")
    land = land.model_copy(update={"values": tuple(v for v in land.values if v.key not in asked)})
    unit = site().model_copy(
        update={"values": tuple(v for v in site().values if v.key not in asked)}
    )
    old = Protocol.of(land, unit, written=1)
    again = Protocol.from_content(old.content())
    assert (again.version, again.complete) == (old.version, True)
    assert again.for_dose(*INTO_A_VEIN).watch is None
    assert not Protocol.of(land, unit).complete


def test_a_line_for_one_product_stands_before_that_for_all():
    limits = protocol().for_dose(*INTO_A_VEIN)
    oral = protocol().for_dose(Drug.METHADONE, SaltForm.HYDROCHLORIDE, Route.ORAL)
    assert limits.watch.oxygen_percent != oral.watch.oxygen_percent
