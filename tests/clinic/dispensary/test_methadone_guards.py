"""What the database itself says of methadone, drug by drug, as the application and as the owner."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from tests.clinic.attempts import APP, BOTH, refusal
from tests.factories.methadone import (
    ask_methadone,
    methadone_dose,
    only_methadone,
    order_in_steps,
    order_methadone,
)

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.dispensary import hatch
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.recovery.models import Observation
from vangnet.rules.amounts import OF_HAT, Drug

KEEP = "select dispensary_keep_answer(%s::jsonb)"


@pytest.fixture
def answers(monkeypatch):
    """What the hatch would write, kept back."""
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    return kept


def keep(answer, role=APP, **wrong):
    return refusal(role, KEEP, json.dumps({**answer, **wrong}, default=str))


def end_approvals(world, patient):
    for one in patient.approvals.all():
        consulting.end_approval(
            approval=one, ended_on=world.now.date(), reason="test", at=world.now,
            by=world.staff["prescriber"],
        )  # fmt: skip


@BOTH
def test_methadone_alone_needs_no_room_no_kit_and_no_approval(trial, answers, role):
    patient = only_methadone(trial)
    end_approvals(trial, patient)
    visit = trial.check(trial.blow(trial.check_in(patient)))
    assert ask_methadone(trial, visit).allowed
    assert keep(answers[-1], role) is None


@BOTH
def test_what_needs_a_room_and_an_approval_still_does(trial, answers, role):
    patient = trial.patient()
    visit = trial.at_the_hatch(patient)
    assert trial.hand_over(visit).allowed
    right = answers[-1]
    visit.stays.update(until_at=trial.now)
    assert keep(right, role) == "dose_needs_a_room"
    end_approvals(trial, patient)
    assert keep(right, role) == "dose_needs_an_approval"


@pytest.mark.parametrize("drug", list(Drug))
def test_the_database_knows_the_drugs_of_hat_as_the_rules_do(standing, drug):
    with connection.cursor() as cursor:
        cursor.execute("select consulting_is_hat_drug(%s)", [drug.value])
        assert cursor.fetchone() == (drug in OF_HAT,)


@BOTH
def test_the_order_is_that_of_the_drug(trial, answers, role):
    patient = trial.patient()
    methadone = order_methadone(trial, patient)
    visit = trial.at_the_hatch(patient)
    assert trial.hand_over(visit).allowed
    assert keep(answers[-1], role, order_id=str(methadone.pk)) == "dose_needs_an_order"


@BOTH
@pytest.mark.parametrize(
    ("days", "mg", "guard"),
    [(0, "120", None), (0, "120.001", "dose_is_at_most_the_order"), (1, "130", None),
     (1, "130.001", "dose_is_at_most_the_order")],
)  # fmt: skip
def test_a_dose_is_at_most_what_the_order_says_that_day(trial, answers, days, mg, guard, role):
    patient = trial.patient()
    order_in_steps(trial, patient, "120")
    trial.later(days=days)
    visit = trial.at_the_hatch(patient)
    assert trial.hand_over(visit, dose_mg=Decimal(100)).allowed
    assert keep(answers[-1], role, dose_mg=mg, witness_read_mg=mg) == guard


CAPS = pytest.mark.parametrize(
    ("cap", "no_limit", "guard"),
    [("60", [], None), ("59.999", [], "methadone_beside_is_at_most_the_limit"),
     (None, [], "methadone_beside_is_at_most_the_limit"),
     (None, ["co_methadone_day_mg_max"], None)],
)  # fmt: skip


def beside(role, answer, cap, no_limit):
    """The guard of the cap by itself, with other limits than those that were signed."""
    limits = json.dumps({"co_methadone_day_mg_max": cap, "no_limit": no_limit})
    return refusal(
        role,
        "select dispensary_guard_beside("
        " jsonb_populate_record(null::dispensary_handover, %s::jsonb),"
        " jsonb_populate_record(null::protocols_protocollimit, %s::jsonb))",
        json.dumps(answer, default=str), limits,
    )  # fmt: skip


@BOTH
@CAPS
def test_methadone_beside_an_order_of_diamorphine_keeps_to_its_cap(
    trial, answers, cap, no_limit, guard, role
):
    """A cap that nobody set refuses."""
    patient = trial.patient()
    order_methadone(trial, patient)
    visit = trial.at_the_hatch(patient)
    assert ask_methadone(trial, visit).allowed
    assert beside(role, answers[-1], cap, no_limit) == guard


@BOTH
@CAPS
def test_diamorphine_after_methadone_keeps_to_the_cap(
    trial, monkeypatch, cap, no_limit, guard, role
):
    patient = trial.patient()
    order_methadone(trial, patient)
    visit = trial.at_the_hatch(patient)
    methadone_dose(trial, visit)
    trial.check(trial.later(minutes=1) and visit)
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    assert trial.hand_over(visit).allowed
    assert beside(role, kept[-1], cap, no_limit) == guard


@BOTH
def test_methadone_alone_has_no_cap_beside(trial, answers, role):
    visit = trial.at_the_hatch(only_methadone(trial))
    assert ask_methadone(trial, visit).allowed
    assert beside(role, answers[-1], "0", []) is None


@BOTH
def test_an_interval_of_one_drug_is_none_of_the_other(trial, answers, monkeypatch, role):
    patient = trial.patient()
    order_methadone(trial, patient)
    visit = trial.at_the_hatch(patient)
    monkeypatch.undo()
    trial.use(trial.hand_over(visit))
    trial.check(trial.later(minutes=1) and visit)
    kept = []
    monkeypatch.setattr(hatch, "keep", kept.append)
    assert ask_methadone(trial, visit).allowed
    assert keep(kept[-1], role) is None


@BOTH
def test_nobody_is_released_before_the_clock_of_the_last_dose_of_either_drug(trial, role):
    patient = trial.patient()
    order_methadone(trial, patient)
    visit = trial.at_the_hatch(patient)
    trial.use(trial.hand_over(visit))
    trial.check(trial.later(minutes=1) and visit)
    methadone_dose(trial, visit)
    ended_at = max(Use.objects.filter(visit=visit).values_list("ended_at", flat=True))
    visit.refresh_from_db()
    trial.later(minutes=28)
    trial.observe(visit, exit_check=True)
    check = Observation.objects.get(visit=visit)
    for minutes, guard in ((30, None), (29, "release_waits_for_the_clock")):
        assert leave(role, trial, visit, check, ended_at + timedelta(minutes=minutes)) == guard


def leave(role, world, visit, check, at):
    return refusal(
        role,
        "insert into recovery_departure (id, unit_id, visit_id, patient_id, kind, at, by_id,"
        " exit_check_id, reasons) values (gen_random_uuid(), %s, %s, %s, 'released', %s, %s, %s,"
        " '[]')",
        visit.unit_id, visit.pk, visit.patient_id, at, world.nurse.pk, check.pk,
    )  # fmt: skip


@BOTH
def test_the_way_back_to_the_hatch_is_closed_to_who_had_no_dose(trial, role):
    visit = trial.at_the_hatch(trial.patient())
    answer = refusal(
        role, "update reception_visit set stage = 'recovering' where id = %s", visit.pk
    )
    assert answer == "visit_stage_is_where_the_dose_is"
