"""Incidents: to whom and by when, how often, and what may be told."""

from datetime import date, timedelta
from decimal import Decimal
from math import exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import protocol

from vangnet.rules.country import load_country
from vangnet.rules.incident_keys import GRADE_HIGHEST, INCIDENT_KINDS
from vangnet.rules.incidents import (
    DutyState,
    Grade,
    IncidentKind,
    duty,
    poisson_interval,
    rate,
    tells_too_much,
    told,
)
from vangnet.rules.keys import KEYS
from vangnet.rules.protocol import Site, resolve

FOUND = date(2026, 3, 2)
DAY = timedelta(days=1)


def with_values(**values):
    """A Dutch protocol that says only this about reporting."""
    units = {name: KEYS[name].unit for name in values}
    rows = [
        {"key": name, "value": value, "unit": units[name], "standing": "demonstration"}
        for name, value in values.items()
    ]
    site = Site.model_validate({"name": "x", "products": ["intravenous"], "values": rows})
    return resolve(load_country("nl"), site, on=FOUND)


def asked(grade=Grade.NO_HARM, **values):
    named = {f"incident_fall_{name}": value for name, value in values.items()}
    return duty(IncidentKind.FALL, grade, found_on=FOUND, protocol=with_values(**named))


def test_kinds_of_incidents_and_their_values_are_the_same():
    assert {one.value for one in IncidentKind} == set(INCIDENT_KINDS)
    assert max(Grade) == GRADE_HIGHEST


@pytest.mark.parametrize("grade", [0, 5])
def test_a_grade_off_the_scale_is_refused(grade):
    with pytest.raises(ValueError, match="must be"):
        KEYS["incident_fall_report_grade_lowest"].read(grade)


def test_what_nobody_signed_is_not_known_and_never_not_needed():
    assert asked().state is DutyState.NOT_SET
    assert asked(report_grade_lowest=3).state is DutyState.NOT_SET
    assert duty(IncidentKind.FALL, Grade.NO_HARM, found_on=FOUND, protocol=None).state is (
        DutyState.NOT_SET
    )


@pytest.mark.parametrize(("values", "to", "due_on"), [
    ({"report_to": "X", "report_days_longest": 3}, "X", FOUND + 3 * DAY),
    ({"report_to": "X", "report_days_longest": 0}, "X", FOUND),
    ({"report_to": "X"}, "X", FOUND),  # nobody says within how many days: at once
    ({"report_days_longest": 3}, "", FOUND + 3 * DAY),  # nobody says to whom: still a duty
])  # fmt: skip
def test_half_a_duty_is_a_duty(values, to, due_on):
    found = asked(**values)
    assert (found.state, found.to, found.due_on) == (DutyState.NEEDED, to, due_on)


@pytest.mark.parametrize(("grade", "state"), [
    (Grade.PASSING_HARM, DutyState.NOT_NEEDED), (Grade.SERIOUS_HARM, DutyState.NEEDED),
    (Grade.LASTING_HARM_OR_DEATH, DutyState.NEEDED),
])  # fmt: skip
def test_it_is_reported_from_its_grade_on(grade, state):
    assert asked(grade, report_to="X", report_grade_lowest=3).state is state


def test_canadas_ten_days_for_loss_are_verified_and_the_rest_is_not_known():
    found = duty(
        IncidentKind.DIVERSION, Grade.NO_HARM, found_on=FOUND,
        protocol=resolve(load_country("ca"), Site(name="x", products=()), on=FOUND),
    )  # fmt: skip
    assert (found.to, found.due_on) == ("Health Canada", FOUND + 10 * DAY)
    for code in ("nl", "ch", "de", "gb", "dk"):
        bare = resolve(load_country(code), Site(name="x", products=()), on=FOUND)
        for kind in IncidentKind:
            state = duty(kind, Grade.SERIOUS_HARM, found_on=FOUND, protocol=bare).state
            assert state is DutyState.NOT_SET


def test_the_made_up_units_say_what_is_reported():
    for code in ("nl", "ch", "de", "ca", "gb", "dk"):
        kept = duty(
            IncidentKind.OVERDOSE, Grade.SERIOUS_HARM, found_on=FOUND, protocol=protocol(code)
        )
        assert kept.state is DutyState.NEEDED


# Garwood's exact 95 % limits, as tables of the Poisson distribution print them.
@pytest.mark.parametrize(("count", "low", "high"), [
    (0, "0.0000", "3.6889"), (1, "0.0253", "5.5716"), (2, "0.2422", "7.2247"),
    (5, "1.6235", "11.6683"), (10, "4.7954", "18.3904"), (20, "12.2165", "30.8884"),
    (50, "37.1110", "65.9188"),
])  # fmt: skip
def test_intervals_are_those_of_the_tables(count, low, high):
    found = [one.quantize(Decimal("0.0001")) for one in poisson_interval(count)]
    assert found == [Decimal(low), Decimal(high)]


@given(st.integers(min_value=1, max_value=60))
def test_each_end_leaves_two_and_a_half_in_a_hundred_beyond_it(count):
    low, high = map(float, poisson_interval(count))

    def at_most(n, mean):
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(n + 1))

    assert 1 - at_most(count - 1, low) == pytest.approx(0.025, abs=1e-9)
    assert at_most(count, high) == pytest.approx(0.025, abs=1e-9)


def test_a_rate_is_per_thousand_doses_and_of_no_doses_there_is_none():
    assert rate(3, 1500).per_1000 == Decimal("2.0")
    assert (rate(0, 1000).low, rate(0, 1000).high) == (Decimal("0.0"), Decimal("3.7"))
    assert rate(2, 0).per_1000 is None


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=1, max_value=100_000))
def test_a_rate_lies_in_its_interval(count, doses):
    found = rate(count, doses)
    assert found.low <= found.per_1000 <= found.high


CELLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8)


@given(CELLS, st.integers(min_value=1, max_value=10))
def test_no_small_cell_is_told_nor_can_be_worked_out_from_the_sum(cells, fewest):
    shown = told(cells, fewest)
    held = [cell for cell, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= fewest for count in shown.values())
    assert all(shown[cell] in (None, count) for cell, count in cells.items())
    could_be_held = [cell for cell, count in cells.items() if count]
    if held and set(held) != set(could_be_held):
        assert len(held) > 1
        assert sum(cells[cell] for cell in held) >= fewest


@given(CELLS)
def test_where_one_may_be_told_apart_everything_is(cells):
    assert told(cells, 1) == cells


@pytest.mark.parametrize("words", [
    "It was 3-2-2026", "on 3/2 again", "2026-03-02", "3.2.2026", "at 14:05", "3 March", "March 3",
    "op 3 maart", "2 mei", "on the 3rd  March", "Jansen fell", "c-204 again", "de heer JANSEN",
])  # fmt: skip
def test_a_lesson_that_says_who_or_when_is_refused(words):
    assert tells_too_much(words, ["Jansen", "C-204", "Annemarie de"])


@pytest.mark.parametrize("words", [
    "Two people open the door.", "Give 0.5 mL less.", "Count 12 needles before and after.",
    "De deur blijft dicht.", "Someone may fall on a wet step.",
])  # fmt: skip
def test_a_lesson_about_the_work_may_be_told(words):
    assert tells_too_much(words, ["Jansen", "C-204", "Annemarie de"]) == ()
