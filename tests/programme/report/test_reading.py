"""A small unit is read from a real database, and every figure is what fingers count."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.programme.report.unit import FIRST_ON, LAST_ON, THE_2ND, THE_3RD, a_week, set_to

from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.counting.estimate import Method
from vangnet.programme.report.counting.rows import Step
from vangnet.programme.report.counting.year import count_year
from vangnet.programme.report.facts import _here, rows_of
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Treatment


@pytest.fixture
def lived(world):
    return world, a_week(world)


def year_of(world):
    return count_year(rows_of(world.unit, first_on=FIRST_ON, last_on=LAST_ON))


def test_every_figure_of_a_small_unit_is_what_fingers_count(lived):
    world, _who = lived
    year = year_of(world)
    assert dict(year.standing) == {"hat": 2, "methadone": 1, "untreated": 1}
    assert year.stood.total() == 0, "nobody was registered in the year before"
    assert (year.flow.was, year.flow.started, year.flow.now) == (0, 3, 2)
    assert year.flow.left == {EpisodeEndReason.DROPPED_OUT: 1}
    assert year.flow.treated == 3
    # A from the 2nd to the 8th, B from the 2nd to the 4th, D from 5 January to 8 March.
    assert year.patient_years == Decimal(7 + 3 + 63) / Decimal("365.25")
    assert (year.attendance.value, year.attendance.n) == (3 / 73, 73)
    assert year.attendance.persons == 3
    assert (year.doses, year.dosed_persons) == (3, 2)
    (dosing,) = year.dosing
    assert (dosing.drug, dosing.route, dosing.doses, dosing.persons) == (
        "diamorphine", "intravenous", 3, 2,
    )  # fmt: skip
    assert dosing.usual_mg[0.5].value == 140, "between A's 200 and the 80 that B used"
    assert (year.breath_over.value, year.breath_over.n) == (1 / 4, 4)
    assert (year.breath_without_dose.value, year.breath_without_dose.n) == (1, 1)


def test_who_was_there_before_the_records_begin_is_not_in_the_curve(lived):
    world, _who = lived
    year = year_of(world)
    assert year.before_records == 1, "D had outlived others whom nobody counted"
    assert year.retention.starts == 2
    assert year.retention_since == THE_2ND
    assert year.retention.causes == {"dropped_out": 1}


def test_events_are_counted_with_the_doses_and_the_people(lived):
    world, _who = lived
    found = {one.happened.kind: one for one in year_of(world).rates}
    assert (found["fall"].happened.count, found["fall"].happened.persons) == (1, 1)
    assert found["oxygen"].happened.count == 1
    assert found["naloxone"].happened.count == 0
    assert found["emergency"].happened.count == 1
    assert found["seizure"].per_1000.value == 0
    assert found["fall"].per_1000.value == pytest.approx(1000 / 3)
    assert found["fall"].per_1000.method is Method.POISSON


def test_waits_are_those_of_the_moves_of_a_visit(lived):
    world, _who = lived
    waits = {one.step: one for one in year_of(world).waits}
    assert waits[Step.DOOR_TO_DOSE].visits == 3
    assert waits[Step.DOOR_TO_DOSE].usual.value == 0, "in this world nobody waits before the dose"
    assert waits[Step.IN_THE_ROOM].usual.value == 5
    assert waits[Step.ROOM_TO_DOOR].usual.value == 30
    assert waits[Step.ROOM_TO_DOOR].usual.n == 2, "two days, one with two visits"


def test_what_has_no_price_is_left_out_and_said(lived):
    world, _who = lived
    nothing_set = year_of(world)
    assert nothing_set.cost.total is None
    assert set(nothing_set.cost.left_out) == {"gram_diamorphine", "dose", "visit", "year"}
    assert nothing_set.coverage is None
    set_to(world, "price_dose", "3.50")
    set_to(world, "price_visit", "20")
    set_to(world, "region_inhabitants", "100000")
    year = year_of(world)
    assert year.cost.total == Decimal("3.50") * 3 + Decimal(20) * 4
    assert year.cost.left_out == ("gram_diamorphine", "year")
    assert year.users is not None
    assert year.users.value == pytest.approx(126), "1.26 of 1,000 inhabitants, the country's"
    assert year.coverage.value == pytest.approx(2 / 126)
    assert (year.coverage.low, year.coverage.high) == (
        pytest.approx(2 / 150), pytest.approx(2 / 110),
    )  # fmt: skip


def test_the_newest_number_of_its_day_counts_and_one_taken_back_is_not_set(lived):
    world, _who = lived
    set_to(world, "price_dose", "3")
    set_to(world.later(minutes=1), "price_dose", "4")
    set_to(world.later(minutes=1), "price_visit", "9", from_on=LAST_ON + timedelta(days=1))
    rows = rows_of(world.unit, first_on=FIRST_ON, last_on=LAST_ON)
    assert rows.numbers.prices == {"dose": Decimal(4)}
    set_to(world.later(minutes=1), "price_dose", None)
    assert rows_of(world.unit, first_on=FIRST_ON, last_on=LAST_ON).numbers.prices == {}


def test_the_number_of_questions_does_not_grow_with_people(lived, django_assert_max_num_queries):
    world, _who = lived
    with django_assert_max_num_queries(30) as few:
        rows_of(world.unit, first_on=FIRST_ON, last_on=LAST_ON)
    world.patient()
    with django_assert_max_num_queries(len(few)):
        rows_of(world.unit, first_on=FIRST_ON, last_on=LAST_ON)


def test_only_the_days_of_the_report_are_read(lived):
    world, _who = lived
    year = count_year(rows_of(world.unit, first_on=THE_3RD, last_on=LAST_ON))
    assert year.doses == 1
    assert (year.flow.was, year.flow.started, year.flow.now) == (3, 0, 2)
    assert year.stood["hat"] == 3


# -- A move between units, without a database: the days are cut at it ------------------------------

EAST, WEST = Unit(code="east"), Unit(code="west")
BEGAN, MOVED, ENDED = date(2025, 1, 10), date(2025, 6, 1), date(2025, 9, 30)
HAT = EpisodeFacts(treatment=Treatment.HAT, started_on=BEGAN, ended_on=ENDED,
                   end_reason=EpisodeEndReason.PRISON)  # fmt: skip


def test_who_moves_is_followed_until_then_and_came_over_to_the_other_unit():
    moves = {1: [(WEST.pk, EAST.pk, MOVED)]}
    (before,) = _here(WEST, 1, [(WEST.pk, HAT)], moves)
    (after,) = _here(EAST, 1, [(WEST.pk, HAT)], moves)
    assert (before.first_on, before.last_on) == (BEGAN, MOVED - timedelta(days=1))
    assert (before.left, before.began_here, before.moved_away) == (None, True, True)
    assert (after.first_on, after.last_on, after.left) == (MOVED, ENDED, EpisodeEndReason.PRISON)
    assert not after.began_here


def test_a_move_outside_an_episode_cuts_nothing():
    for day in (date(2024, 1, 1), date(2025, 12, 1)):
        (whole,) = _here(WEST, 1, [(WEST.pk, HAT)], {1: [(WEST.pk, EAST.pk, day)]})
        assert (whole.first_on, whole.last_on) == (BEGAN, ENDED)


def test_there_and_back_again_is_two_stays_here():
    moves = {1: [(WEST.pk, EAST.pk, MOVED), (EAST.pk, WEST.pk, date(2025, 7, 1))]}
    first, second = _here(WEST, 1, [(WEST.pk, HAT)], moves)
    assert first.moved_away
    assert (second.first_on, second.began_here) == (date(2025, 7, 1), False)
