"""One open visit a person, one person a room, and no step of a visit skipped."""

from itertools import product
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of
from tests.factories.world import make_world

from vangnet.clinic.reception import actions as reception
from vangnet.clinic.registry.models import RoomState
from vangnet.rules.visit import Stage, may_move


@pytest.mark.parametrize(("a", "b"), [*product(Stage, Stage)])
def test_the_database_moves_as_the_rule_does(standing, a, b):
    with connection.cursor() as cursor:
        cursor.execute("select reception_may_move(%s, %s)", [a.value, b.value])
        assert cursor.fetchone() == (a is b or may_move(a, b),)


@BOTH
@pytest.mark.parametrize("goal", [s for s in Stage if s not in (Stage.WAITING, Stage.TESTED)])
def test_no_visit_jumps_from_the_waiting_room(trial, goal, role):
    visit = trial.check_in(trial.patient())
    answer = refusal(role, "update reception_visit set stage = %s where id = %s", goal, visit.pk)
    expected = {"visit_moves_by_the_table"}
    if goal is Stage.TURNED_AWAY:
        expected = {"visit_is_closed_exactly_when_it_ended"}
    assert answer in expected


@BOTH
@pytest.mark.parametrize("goal", [Stage.DOSED, Stage.LEFT, Stage.USING, Stage.RECOVERING])
def test_no_visit_is_dosed_without_a_dose(trial, goal, role):
    visit = trial.at_the_hatch(trial.patient())
    answer = refusal(role, "update reception_visit set stage = %s where id = %s", goal, visit.pk)
    assert answer in {"visit_stage_is_where_the_dose_is", "visit_moves_by_the_table"}


@BOTH
def test_nobody_with_a_dose_is_turned_away_or_gone_without_an_exit(trial, role):
    visit = trial.at_the_hatch(trial.patient())
    dose = trial.hand_over(visit)
    closed = """update reception_visit set stage = %s, closed_at = %s, closed_by_id = opened_by_id
                 where id = %s"""
    assert refusal(role, closed, "turned_away", trial.now, visit.pk) == "visit_moves_by_the_table"
    trial.use(dose)
    with connection.cursor() as cursor:
        cursor.execute(
            "update reception_roomstay set until_at = %s where visit_id = %s and until_at is null",
            [trial.now, visit.pk],
        )
    assert refusal(role, closed, "left", trial.now, visit.pk) == "visit_ends_with_a_departure"


def visit_row(visit, **changes):
    row = row_of("reception_visit", visit.pk)
    return {**row, "id": uuid4(), "request_id": uuid4(), "stage": "waiting", **changes}


@BOTH
def test_a_person_has_one_open_visit_over_all_units(trial, role):
    visit = trial.check_in(trial.patient())
    other = make_world(code="other")
    assert insert(role, "reception_visit", visit_row(visit)) == "visit_one_open_a_person"
    elsewhere = visit_row(visit, unit_id=other.unit.pk)
    assert insert(role, "reception_visit", elsewhere) == "visit_one_open_a_person"


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"stage": "checked"}, "visit_starts_waiting"),
        ({"stage": "asleep"}, "visit_starts_waiting"),
        ({"clinic_day": "2026-03-03"}, "visit_is_of_its_clinic_day"),
        ({"identifiers": ["photo"]}, "visit_has_two_identifiers"),
        ({"identifiers": []}, "visit_has_two_identifiers"),
        ({"closed_at": "2026-03-02T09:00:00Z"}, "visit_is_closed_exactly_when_it_ended"),
    ],
)
def test_a_visit_opens_as_it_should(trial, changes, guard, role):
    visit = trial.check_in(trial.patient())
    other = trial.patient()
    row = visit_row(visit, patient_id=other.pk)
    assert insert(role, "reception_visit", row) is None
    assert insert(role, "reception_visit", {**row, **changes}) == guard


@BOTH
def test_a_room_has_one_person_and_a_person_one_room(trial, role):
    first = trial.room(trial.check_in(trial.patient()))
    second = trial.room(trial.check_in(trial.patient()))
    stay = row_of("reception_roomstay", first.stays.get().pk)
    taken = {**stay, "id": uuid4(), "visit_id": second.pk}
    assert insert(role, "reception_roomstay", taken) in {
        "stay_one_person_a_room", "stay_one_room_a_visit",
    }  # fmt: skip
    third = trial.check_in(trial.patient())
    assert insert(role, "reception_roomstay", {**taken, "visit_id": third.pk}) == (
        "stay_one_person_a_room"
    )
    free = trial.rooms[7].pk
    assert insert(role, "reception_roomstay", {**stay, "id": uuid4(), "room_id": free}) == (
        "stay_one_room_a_visit"
    )
    for state in (RoomState.CLEANING, RoomState.CLOSED):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('vangnet.actor', 'test', true)")
            cursor.execute("update registry_room set state = %s where id = %s", [state, free])
        row = {**taken, "visit_id": third.pk, "room_id": free}
        assert insert(role, "reception_roomstay", row) == "stay_is_in_a_ready_room"


def test_a_closed_visit_gets_no_room(trial):
    visit = trial.check_in(trial.patient())
    reception.turn_away(visit=visit, by=trial.nurse, at=trial.now)
    given = reception.give_room(visit=visit, room=trial.rooms[0], by=trial.nurse, at=trial.now)
    assert given is None


def test_the_time_a_visit_opened_is_not_changed(trial):
    visit = trial.check_in(trial.patient())
    later = "update reception_visit set opened_at = opened_at + interval '1 h' where id = %s"
    assert refusal(APP, later, visit.pk) == "record_moves_forward"
