"""Nobody is released before the clock and the exit check; who goes anyway holds the next dose."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, row_of
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery import answering
from vangnet.clinic.recovery.models import Observation

STEP = timedelta(microseconds=1)


@pytest.fixture
def recovering(trial):
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.dose = trial.hand_over(trial.visit)
    trial.use(trial.dose)
    trial.ended_at = trial.now
    return trial


def departure(world, check, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "visit_id": world.visit.pk,
        "patient_id": world.visit.patient_id, "kind": "released", "at": world.now,
        "by_id": world.nurse.pk, "exit_check_id": check and check.pk, "reasons": [], **changes,
    }  # fmt: skip


def look(world, **signs):
    world.observe(world.visit, **{"exit_check": True, **signs})
    return Observation.objects.filter(visit=world.visit).latest("at")


@BOTH
@pytest.mark.parametrize(
    ("at", "guard"),
    [
        (timedelta(minutes=30) - STEP, "release_waits_for_the_clock"),
        (timedelta(minutes=30), None),
        (timedelta(minutes=35), None),
        (timedelta(minutes=35) + STEP, "release_needs_the_exit_check"),  # ten minutes old
    ],
)
def test_clock_and_exit_check_hold_to_the_microsecond(recovering, at, guard, role):
    recovering.now = recovering.ended_at + timedelta(minutes=25)
    check = look(recovering)
    row = departure(recovering, check, at=recovering.ended_at + at)
    assert insert(role, "recovery_departure", row) == guard


@BOTH
@pytest.mark.parametrize(
    "signs",
    [
        {"exit_check": False},
        {"sedation_score": 2},
        {"asleep": True},
        {"signs": ("slurred_speech",)},
    ],
)  # fmt: skip
def test_an_exit_check_that_does_not_pass_releases_nobody(recovering, signs, role):
    recovering.later(minutes=30)
    row = departure(recovering, look(recovering, **signs))
    assert insert(role, "recovery_departure", row) == "release_needs_the_exit_check"


@BOTH
def test_no_check_and_a_check_before_the_end_release_nobody(trial, role):
    trial.visit = trial.at_the_hatch(trial.patient())
    dose = trial.hand_over(trial.visit)
    early = look(trial)
    row = departure(trial, early)
    assert insert(role, "recovery_departure", row) == "departure_follows_the_end_of_use"
    trial.use(dose)
    trial.later(minutes=30)
    early = departure(trial, early)
    assert insert(role, "recovery_departure", early) == "release_needs_the_exit_check"
    none = departure(trial, None)
    assert insert(role, "recovery_departure", none) == "release_needs_the_exit_check"


@BOTH
def test_leaving_against_advice_holds_the_next_dose(recovering, role):
    row = departure(recovering, None, kind="against_advice", reasons=[{"reason": "x"}])
    assert insert(role, "recovery_departure", row) == "leaving_against_advice_holds_the_next_dose"
    without = departure(recovering, None, kind="against_advice")
    assert insert(role, "recovery_departure", without) in {
        "departure_is_released_exactly_without_reasons",
        "leaving_against_advice_holds_the_next_dose",
    }  # fmt: skip


@BOTH
def test_what_is_seen_in_recovery_is_written_by_staff_of_the_unit(recovering, role):
    visit, other = recovering.visit, make_world(code="east", now=recovering.now).nurse
    look(recovering)
    answering.see_gone(visit=visit, by=recovering.nurse, at=recovering.now)
    for table, rows in (("recovery_observation", visit.observations),
                        ("recovery_absence", visit.absences)):  # fmt: skip
        row = {**row_of(table, rows.latest("at").pk), "id": uuid4()}
        row |= {"request_id": uuid4()} if "request_id" in row else {}
        assert insert(role, table, {**row, "by_id": other.pk}) == "entry_is_by_staff_here"
        assert insert(role, table, row) is None
    gone = departure(recovering, None, by_id=other.pk, kind="against_advice", reasons=["x"])
    consulting.put_on_hold(
        patient=visit.patient, kind=HoldKind.HARD, reason="left",
        owner=recovering.staff["prescriber"], by=recovering.nurse, at=recovering.now,
    )  # fmt: skip
    assert insert(role, "recovery_departure", gone) == "entry_is_by_staff_here"


def test_with_an_open_dose_the_answer_at_the_door_is_to_stay(trial):
    visit = trial.at_the_hatch(trial.patient())
    trial.hand_over(visit)
    for leave in (
        lambda: recovery.release(visit=visit, by=trial.nurse, at=trial.now),
        lambda: recovery.leave_against_advice(
            visit=visit, owner=trial.staff["prescriber"], by=trial.nurse, at=trial.now
        ),
    ):
        leaving = leave()
        assert leaving.departure is None
        assert "use_still_open" in leaving.decision.reasons
