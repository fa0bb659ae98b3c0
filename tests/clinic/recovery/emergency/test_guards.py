"""The database by itself: the lock, its one way out, and naloxone that is always booked."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.filling.emergency import end, log, naloxone, release, start
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.recovery.emergency import actions
from vangnet.clinic.recovery.emergency.models import ActKind, Outcome

MINUTE = timedelta(minutes=1)
LIFT = """update consulting_hold set lifted_at = %s, lifted_by_id = %s, lifted_because = 'x'
           where id = %s"""


@pytest.fixture
def visit(trial):
    return trial.at_the_hatch(trial.patient())


@pytest.fixture
def ran(trial, visit):
    return start(trial, visit.patient)


def again(table, key, **changes):
    """The row as it was written, with another key and these values."""
    return {**row_of(table, key), "id": uuid4(), "request_id": uuid4(), **changes}


# --- one record, and the lock with it ------------------------------------------------------


@BOTH
def test_a_second_running_record_of_one_person_is_refused(trial, ran, role):
    row = again("recovery_emergency", ran.pk)
    assert insert(role, "recovery_emergency", {**row, "hold_id": row["hold_id"]}) in {
        "emergency_one_runs_a_person", "recovery_emergency_hold_id_key",
    }  # fmt: skip


@BOTH
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "hard"}, "emergency_locks_every_opioid"),
        ({"reason": "ill"}, "emergency_locks_every_opioid"),
        ({"placed_at": "earlier"}, "emergency_locks_every_opioid"),
    ],
)
def test_an_emergency_starts_only_with_its_lock(trial, ran, changes, rule, role):
    end(trial, ran)
    changes = {**changes}
    if "placed_at" in changes:
        changes["placed_at"] = trial.now - MINUTE
    hold = {**row_of("consulting_hold", ran.hold_id), "id": uuid4(), **changes}
    row = again(
        "recovery_emergency", ran.pk, hold_id=hold["id"], ended_at=None, ended_by_id=None,
        outcome=None, ended_because=None, watch_until=None,
    )  # fmt: skip
    both = """insert into consulting_hold select * from
                jsonb_populate_record(null::consulting_hold, %s::jsonb);
              insert into recovery_emergency select * from
                jsonb_populate_record(null::recovery_emergency, %s::jsonb)"""
    said = refusal(role, both, json.dumps(hold, default=str), json.dumps(row, default=str))
    assert said == rule


@BOTH
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("started_at = started_at - interval '1 hour'", "record_moves_forward"),
        ("outcome = 'observation'", "emergency_ends_at_once_or_not"),
        (
            "ended_at = started_at, ended_by_id = started_by_id, outcome = 'no_overdose', "
            "ended_because = ' '",
            "emergency_by_mistake_says_why",
        ),
    ],
)
def test_a_record_changes_only_by_its_end(trial, ran, change, rule, role):
    statement = f"update recovery_emergency set {change} where id = %s"
    assert refusal(role, statement, ran.pk) == rule


@BOTH
def test_an_ended_record_does_not_run_again(trial, ran, role):
    end(trial, ran)
    reopened = """update recovery_emergency set ended_at = null, ended_by_id = null,
                  outcome = null, ended_because = null, watch_until = null where id = %s"""
    assert refusal(role, reopened, ran.pk) == "record_moves_forward"


# --- nothing else lifts the lock -----------------------------------------------------------


@BOTH
@pytest.mark.parametrize("ended", [False, True])
def test_the_lock_is_not_lifted_by_hand_even_by_a_prescriber(trial, ran, ended, role):
    if ended:
        end(trial, ran)
    by = trial.staff["prescriber"].pk
    assert refusal(role, LIFT, trial.now, by, ran.hold_id) == "lock_is_lifted_by_its_review"


@BOTH
@pytest.mark.parametrize(
    ("name", "words", "rule"),
    [
        ("nurse", "fine", "review_is_by_a_prescriber"),
        ("prescriber", " ", "review_says_what_was_found"),
        ("prescriber", "fine", "review_that_releases_lifts_the_lock"),
    ],
)
def test_a_review_is_a_prescribers_and_lifts_the_lock_with_it(trial, ran, name, words, rule, role):
    end(trial, ran)
    assert insert(role, "recovery_emergencyreview", _review(trial, ran, name, words)) == rule


@BOTH
def test_no_review_before_the_end(trial, ran, role):
    said = insert(role, "recovery_emergencyreview", _review(trial, ran, "prescriber", "fine"))
    assert said == "review_follows_the_end"


@BOTH
def test_a_prescriber_of_another_unit_does_not_review(trial, ran, role):
    end(trial, ran)
    other = make_world(code="east", now=trial.now)
    row = {**_review(trial, ran, "prescriber", "fine"), "by_id": other.staff["prescriber"].pk}
    assert insert(role, "recovery_emergencyreview", row) == "review_is_by_who_treats"


def _review(world, ran, name, words):
    return {
        "id": uuid4(), "unit_id": ran.unit_id, "emergency_id": ran.pk,
        "patient_id": ran.patient_id, "releases": True, "words": words, "at": world.now,
        "by_id": world.staff[name].pk, "request_id": uuid4(),
    }  # fmt: skip


# --- nothing is handed over, and nothing begins --------------------------------------------


@BOTH
def test_a_hand_over_is_refused_even_when_the_hold_is_gone(trial, visit, role):
    """The hold itself is one guard; the emergency without a review is the other."""
    dose = trial.hand_over(visit)
    trial.use(dose)
    trial.leave(visit)
    row = row_of("dispensary_handover", dose.pk)
    start(trial, visit.patient)
    row |= {"id": uuid4(), "request_id": uuid4(), "kit_id": trial.next_kit().pk}
    without("dispensary_handover", "c_guard")
    assert insert(role, "dispensary_handover", row) == "dose_waits_for_the_review"


@BOTH
def test_no_dose_begins_while_locked(trial, visit, role):
    """A dose in the room counts as begun at the press; one that did not must not begin after it."""
    dose = trial.hand_over(visit)
    start(trial, visit.patient)
    dose.use.refresh_from_db()
    assert dose.use.started_at == trial.now
    without("dispensary_use", "user")
    with connection.cursor() as cursor:
        cursor.execute("update dispensary_use set started_at = null where id = %s", [dose.use.pk])
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table dispensary_use enable trigger user")
        cursor.execute("set constraints all deferred")
    begins = "update dispensary_use set started_at = %s where id = %s"
    said = refusal(role, begins, trial.now + MINUTE, dose.use.pk)
    assert said == "no_dose_begins_while_locked"


def without(table, trigger):
    """The rest of the test runs without this guard; all is rolled back after it."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(f"alter table {table} disable trigger {trigger}")
        cursor.execute("set constraints all deferred")


@BOTH
def test_nobody_leaves_while_it_runs(trial, visit, role):
    trial.use(trial.hand_over(visit))
    start(trial, visit.patient)
    consulting.put_on_hold(
        patient=visit.patient, kind=HoldKind.HARD, reason="left", owner=trial.staff["prescriber"],
        by=trial.nurse, at=trial.now,
    )  # fmt: skip
    gone = {
        "id": uuid4(), "unit_id": trial.unit.pk, "visit_id": visit.pk,
        "patient_id": visit.patient_id, "kind": "against_advice", "at": trial.now,
        "by_id": trial.nurse.pk, "exit_check_id": None, "reasons": [{"reason": "x"}],
    }  # fmt: skip
    assert insert(role, "recovery_departure", gone) == "nobody_leaves_in_an_emergency"
    by_ambulance = {**gone, "kind": "ambulance", "reasons": []}
    said = insert(role, "recovery_departure", by_ambulance)
    assert said == "departure_by_ambulance_ends_an_emergency"


@BOTH
def test_nobody_without_a_dose_is_turned_away_while_it_runs(trial, role):
    visit = trial.check_in(trial.patient())
    start(trial, visit.patient)
    away = """update reception_visit set stage = 'turned_away', closed_at = %s, closed_by_id = %s
               where id = %s"""
    said = refusal(role, away, trial.now, trial.nurse.pk, visit.pk)
    assert said == "nobody_leaves_in_an_emergency"


@BOTH
def test_the_ambulance_takes_only_whom_it_was_called_for(trial, visit, role):
    trial.use(trial.hand_over(visit))
    end(trial, start(trial, visit.patient), Outcome.OBSERVATION)
    gone = {
        "id": uuid4(), "unit_id": trial.unit.pk, "visit_id": visit.pk,
        "patient_id": visit.patient_id, "kind": "ambulance", "at": trial.now,
        "by_id": trial.nurse.pk, "exit_check_id": None, "reasons": [],
    }  # fmt: skip
    said = insert(role, "recovery_departure", gone)
    assert said == "departure_by_ambulance_ends_an_emergency"


# --- acts, and the naloxone they take ------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"happened_at": "later"}, "act_happened_before_it_was_written"),
        ({"kind": "tea"}, "act_kind_is_known"),
        ({"is_void": True}, "act_void_names_what_did_not_happen"),
        ({"spo2_percent": 84}, "act_reading_has_readings"),
        ({"amount_mg": "0.4"}, "act_amount_is_of_naloxone"),
        ({"kind": "note"}, "act_note_has_words"),
        ({"by_id": "auditor"}, "act_is_logged_here"),
        ({"patient_id": "other"}, "act_is_of_its_emergency"),
        ({"kind": "naloxone"}, "naloxone_is_booked"),
    ],
)
def test_an_act_is_what_it_says(trial, ran, changes, rule, role):
    act = log(trial, ran, ActKind.OXYGEN)
    values = {
        "later": trial.now + MINUTE, "auditor": trial.staff["auditor"].pk,
    }  # fmt: skip
    changes = {name: values.get(str(value), value) for name, value in changes.items()}
    if changes.get("patient_id") == "other":
        changes["patient_id"] = trial.patient().pk
    row = again("recovery_emergencyact", act.pk, **changes)
    assert insert(role, "recovery_emergencyact", row) == rule


@BOTH
def test_a_correction_is_of_the_same_kind_and_is_made_once(trial, ran, role):
    act = log(trial, ran, ActKind.OXYGEN)
    row = again("recovery_emergencyact", act.pk, corrects_id=act.pk)
    assert insert(role, "recovery_emergencyact", row) is None
    other = {**row, "kind": "cpr"}
    assert insert(role, "recovery_emergencyact", other) == "act_corrects_one_of_its_kind"
    actions.correct(
        act=act, happened_at=trial.now, words="by the wall clock", by=trial.nurse, at=trial.now,
        request_id=uuid4(),
    )  # fmt: skip
    assert insert(role, "recovery_emergencyact", row) == "recovery_emergencyact_corrects_id_key"


@BOTH
def test_naloxone_that_was_not_given_is_taken_back(trial, ran, role):
    naloxone(trial)
    act = log(trial, ran, ActKind.NALOXONE)
    row = again("recovery_emergencyact", act.pk, corrects_id=act.pk, is_void=True)
    assert insert(role, "recovery_emergencyact", row) == "naloxone_is_taken_back"


@BOTH
@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"pieces": 99}, "rescue_posting_takes_what_is_there"),
        ({"to_place": "patient"}, "rescue_posting_moves_as_its_kind"),
        ({"pieces": 0}, "rescue_posting_moves_something"),
        ({"words": ""}, "rescue_posting_says_why"),
        ({"lot_id": None}, "rescue_posting_names_its_lot"),
        ({"by_id": "desk"}, "rescue_posting_is_by_who_may"),
        ({"by_id": "auditor"}, "rescue_posting_is_by_staff_here"),
    ],
)
def test_a_movement_of_naloxone_balances(trial, ran, changes, rule, role):
    lot = naloxone(trial)
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "article": "naloxone", "lot_id": lot.pk,
        "kind": "wasted", "from_place": "shelf", "to_place": "waste", "pieces": 1, "act_id": None,
        "corrects_id": None, "words": "broken", "at": trial.now, "by_id": trial.nurse.pk,
        "request_id": uuid4(),
    }  # fmt: skip
    assert insert(role, "recovery_rescueposting", row) is None
    if changes.get("by_id") in trial.staff:
        changes = {"by_id": trial.staff[changes["by_id"]].pk}
    said = insert(role, "recovery_rescueposting", {**row, **changes})
    assert said in {rule, "rescue_posting_takes_what_is_there"} if "lot_id" in changes else (
        said == rule
    )  # fmt: skip


@BOTH
def test_the_paper_is_logged_as_what_went_along(trial, ran, role):
    row = {
        "id": uuid4(), "unit_id": ran.unit_id, "emergency_id": ran.pk,
        "patient_id": ran.patient_id, "language": "en", "sha256": "0" * 64,
        "made_at": trial.now, "made_by_id": trial.nurse.pk, "request_id": uuid4(),
    }  # fmt: skip
    assert insert(role, "recovery_emergencypaper", row) == "paper_is_written_with_its_file"
    by_desk = {**row, "made_by_id": trial.staff["desk"].pk}
    assert insert(role, "recovery_emergencypaper", by_desk) == "paper_is_by_who_may"


@BOTH
def test_after_the_release_the_database_lets_a_dose_begin_again(trial, visit, ran, role):
    end(trial, ran)
    release(trial, ran)
    assert trial.hand_over(visit).allowed
