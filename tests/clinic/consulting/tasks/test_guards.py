"""The database's own words about holds, tasks that were done, and doses after a gap."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.gaps import dosed, sign_values

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Hold, HoldKind, LiftRole, TaskDone
from vangnet.clinic.consulting.tasks.facts import holds_in_force
from vangnet.clinic.journal.actions import GuardRefused, acting

UNITS = {"gap_sessions_max": "1", "gap_step_down": "1"}
EVERYONE = ("desk", "nurse", "prescriber", "pharmacist", "manager", "auditor")


def hold(world, *, kind=HoldKind.SOFT, owner="second_nurse", **more) -> Hold:
    return consulting.put_on_hold(
        patient=world.patient(), kind=kind, reason="ill", owner=world.staff[owner],
        by=world.nurse, at=world.now, **more,
    )  # fmt: skip


LIFT = """update consulting_hold set lifted_at = %s, lifted_by_id = %s, lifted_because = %s
           where id = %s"""


@BOTH
@pytest.mark.parametrize(("kind", "role_named", "may"), [
    (HoldKind.SOFT, LiftRole.NURSE, {"nurse", "second_nurse", "prescriber"}),
    (HoldKind.SOFT, LiftRole.PRESCRIBER, {"second_nurse", "prescriber"}),
    (HoldKind.HARD, LiftRole.PRESCRIBER, {"prescriber"}),
    (HoldKind.HARD, LiftRole.MEDICAL_DIRECTOR, {"prescriber"}),  # who is the director here
    (HoldKind.EMERGENCY, LiftRole.PRESCRIBER, {"prescriber"}),
])  # fmt: skip
def test_a_hold_is_lifted_by_its_role_and_a_soft_one_by_its_owner(
    trial, kind, role_named, may, role
):
    placed = hold(trial, kind=kind, lift_role=role_named)
    for name in (*EVERYONE, "second_nurse"):
        by = trial.staff[name]
        said = refusal(role, LIFT, trial.now, by.pk, "seen", placed.pk)
        assert said == (None if name in may else "hold_is_lifted_by_who_may"), name
        assert consulting.may_lift(placed, by) is (name in may), name


@BOTH
def test_a_prescriber_who_is_no_director_does_not_lift_for_the_director(trial, role):
    trial.staff["prescriber"].is_medical_director = False
    placed = hold(trial, kind=HoldKind.HARD, lift_role=LiftRole.MEDICAL_DIRECTOR)
    assert not consulting.may_lift(placed, trial.staff["prescriber"])
    changed = """update staff_user set is_medical_director = false where id = %s;
                 update consulting_hold set lifted_at = %s, lifted_by_id = %s, lifted_because = 'x'
                  where id = %s"""
    by = trial.staff["prescriber"].pk
    assert refusal(role, changed, by, trial.now, by, placed.pk) == "hold_is_lifted_by_who_may"
    trial.staff["prescriber"].is_medical_director = True


@BOTH
@pytest.mark.parametrize("words", [None, "", "  "])
def test_a_hold_is_not_lifted_without_a_reason(trial, words, role):
    placed = hold(trial)
    answer = refusal(role, LIFT, trial.now, trial.staff["prescriber"].pk, words, placed.pk)
    assert answer == "hold_is_lifted_for_a_reason"


@BOTH
@pytest.mark.parametrize("column", ["review_on = review_on + 9", "ends_at = now()",
                                    "lift_role = 'nurse'", "owner_id = placed_by_id"])  # fmt: skip
def test_what_a_hold_says_never_changes(trial, column, role):
    placed = hold(trial, kind=HoldKind.SOFT)
    changed = f"update consulting_hold set {column} where id = %s"
    assert refusal(role, changed, placed.pk) == "record_moves_forward"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"owner_id": None}, "hold_has_an_owner_here"),
    ({"review_on": None}, "hold_is_looked_at_again"),
    ({"review_on": "2026-03-01"}, "hold_is_looked_at_again"),
    ({"lift_role": "medical_director"}, "hold_is_lifted_by_a_role_of_its_kind"),
    ({"kind": "hard", "lift_role": "nurse"}, "hold_is_lifted_by_a_role_of_its_kind"),
    ({"kind": "emergency", "lift_role": "nurse"}, "hold_is_lifted_by_a_role_of_its_kind"),
    ({"kind": "hard", "ends_at": "2026-03-09T08:00Z"}, "hold_only_a_soft_one_ends_by_itself"),
    ({"ends_at": "2026-03-02T08:00Z"}, "hold_only_a_soft_one_ends_by_itself"),
    ({"ends_at": "2026-03-02T08:01Z"}, None),
])  # fmt: skip
def test_a_hold_with_one_thing_wrong_stays_out(trial, changes, guard, role):
    row = {**row_of("consulting_hold", hold(trial).pk), "id": uuid4(), **changes}
    assert insert(role, "consulting_hold", row) == guard


def test_a_hold_that_ended_by_itself_is_in_force_until_that_instant(trial):
    ends = trial.now + timedelta(hours=2)
    soft, hard = hold(trial, ends_at=ends), hold(trial, kind=HoldKind.HARD)
    for at, expected in (
        (ends - timedelta(microseconds=1), {soft.pk, hard.pk}), (ends, {hard.pk}),
    ):  # fmt: skip
        assert {one.pk for one in holds_in_force(trial.unit, at=at)} == expected
        with connection.cursor() as cursor:
            cursor.execute(
                "select h.id from unnest(%s) p, consulting_holds_in_force(p, %s) h",
                [[soft.patient_id, hard.patient_id], at],
            )
            assert {row[0] for row in cursor.fetchall()} == expected


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"words": ""}, "task_is_done_with_words"),
    ({"words": "  "}, "task_is_done_with_words"),
    ({"words": None}, "task_is_done_with_words"),
    ({"key": "first"}, "task_is_done_once"),
    ({"done_by_id": None}, "task_is_done_at_its_unit"),
])  # fmt: skip
def test_a_done_task_with_one_thing_wrong_stays_out(trial, changes, guard, role):
    patient = trial.patient()
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "patient_id": patient.pk, "key": "first",
        "kind": "missed_days", "due_on": "2026-03-02", "words": "called", "done_at": trial.now,
        "done_by_id": trial.nurse.pk,
    }  # fmt: skip
    with transaction.atomic(), acting("system:test"):
        TaskDone.objects.create(**row)
    assert insert(role, "consulting_taskdone", row | {"id": uuid4(), "key": "2"} | changes) == guard


def both(world, patient, mg, monkeypatch) -> tuple[set[str], str | None]:
    """The reasons of the gate, and what the database says when the gate's rule is left out."""
    visit = world.at_the_hatch(patient)
    try:
        with transaction.atomic():
            reasons = {one["reason"] for one in world.hand_over(visit, dose_mg=Decimal(mg)).reasons}
            raise _Undone
    except _Undone:
        pass
    with monkeypatch.context() as without:
        without.setattr("vangnet.rules.gate.gaps.refusals", lambda *_: iter(()))
        try:
            with transaction.atomic():
                assert world.hand_over(visit, dose_mg=Decimal(mg)).allowed
        except GuardRefused as error:
            return reasons, error.rule
    return reasons, None


class _Undone(Exception):
    pass


@pytest.mark.parametrize(("most", "reasons", "guard"), [
    (8, set(), None),  # 2 of the first day and 3 of each of the two that followed
    (7, {"sessions_missed_without_restart"}, "missed_sessions_need_a_restart"),
])  # fmt: skip
def test_missed_sessions_stop_a_dose_at_the_gate_and_in_the_database(
    trial, monkeypatch, most, reasons, guard
):
    sign_values(trial.later(minutes=1), UNITS, gap_sessions_max=most)
    patient = trial.patient()
    dosed(trial, patient)
    trial.later(days=3)
    assert both(trial, patient, "200", monkeypatch) == (reasons, guard)


def test_a_restart_ends_missed_sessions_in_both(trial, monkeypatch):
    sign_values(trial.later(minutes=1), UNITS, gap_sessions_max=0)
    patient = trial.patient(doses_per_day=1)
    dosed(trial, patient)
    trial.later(days=2)
    trial.order(patient, dose_mg="100", doses_per_day=1, is_restart=True)
    assert both(trial, patient, "100", monkeypatch) == (set(), None)


@pytest.mark.parametrize(("mg", "reasons", "guard"), [
    ("100", set(), None),
    ("100.001", {"dose_above_step_down"}, "dose_is_at_most_the_step_down"),
])  # fmt: skip
def test_a_signed_table_holds_the_dose_at_the_gate_and_in_the_database(
    trial, monkeypatch, mg, reasons, guard
):
    table = [[1, "1"], [2, "0.5"], [3, "0.1"]]
    sign_values(trial.later(minutes=1), UNITS, gap_step_down=table)
    patient = trial.patient()
    dosed(trial, patient)
    trial.later(days=3)
    assert both(trial, patient, mg, monkeypatch) == (reasons, guard)


@pytest.mark.parametrize(("days", "reasons", "guard"), [
    (3, {"dose_above_step_down"}, "dose_is_at_most_the_step_down"), (4, set(), None),
])  # fmt: skip
def test_a_restart_after_a_gap_sets_the_table_aside_in_both(
    trial, monkeypatch, days, reasons, guard
):
    sign_values(trial.later(minutes=1), UNITS, gap_step_down=[[1, "0.1"]])
    patient = trial.patient()
    dosed(trial, patient)
    trial.later(days=days)
    trial.order(patient, dose_mg="150", is_restart=True)
    assert both(trial, patient, "150", monkeypatch) == (reasons, guard)
