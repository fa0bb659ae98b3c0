"""Dose, use and register tell one story: no path, however written, can leave one of them out."""

from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of

from vangnet.clinic.vault.models import Posting, PostingKind


@pytest.fixture
def dosed(trial):
    """A dose of 200 mg that was handed over and started."""
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.dose = trial.hand_over(trial.visit)
    return trial


@pytest.fixture
def ended(dosed):
    dosed.use(dosed.dose, given_mg="150")
    return dosed


def posting(world, **changes):
    """The posting of the dose, as a new line with something else in it."""
    row = row_of("vault_posting", Posting.objects.get(unit=world.unit, kind=PostingKind.DOSE).pk)
    return {**row, "id": uuid4(), "request_id": uuid4(), "at": world.now, **changes}


END = """update dispensary_use set ended_at = %s, ended_by_id = %s, given_mg = %s, not_used_mg = %s,
         spilt_mg = %s, attempts = 1, started_at = coalesce(started_at, opened_at)
         where hand_over_id = %s"""


@BOTH
@pytest.mark.parametrize(
    ("given", "not_used", "spilt", "guard"),
    [
        (200, 0, 0, "use_is_in_the_register"),
        (150, 40, 0, "use_names_every_milligram_when_it_ends"),
        (150, 51, 0, "use_names_every_milligram_when_it_ends"),
        (210, -10, 0, "use_names_every_milligram_when_it_ends"),
        (None, None, None, "use_names_every_milligram_when_it_ends"),
    ],
)
def test_a_use_ends_with_every_milligram_in_the_register(
    dosed, given, not_used, spilt, guard, role
):
    answer = refusal(role, END, dosed.now, dosed.nurse.pk, given, not_used, spilt, dosed.dose.pk)
    assert answer == guard


@BOTH
def test_nothing_is_given_before_the_start(dosed, role):
    answer = refusal(
        role,
        """update dispensary_use set ended_at = opened_at, ended_by_id = %s, given_mg = 200,
           not_used_mg = 0, spilt_mg = 0, attempts = 1 where hand_over_id = %s""",
        dosed.nurse.pk, dosed.dose.pk,
    )  # fmt: skip
    assert answer == "use_is_started_before_anything_is_given"


@BOTH
@pytest.mark.parametrize(
    "change", ["given_mg = 200, not_used_mg = 0", "ended_at = ended_at + interval '1 s'",
               "dose_mg = 100", "room_id = gen_random_uuid()"],
)  # fmt: skip
def test_an_ended_use_stays_as_it_is(ended, change, role):
    answer = refusal(
        role, f"update dispensary_use set {change} where hand_over_id = %s", ended.dose.pk
    )
    assert answer == "record_moves_forward"


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"about": None}, "posting_of_a_dose_has_its_hand_over"),
        ({"about": uuid4()}, "posting_of_a_dose_has_its_hand_over"),
        ({"mg": "1"}, "posting_of_a_dose_has_its_hand_over"),
        ({"kind": "given", "from_account": "in_use", "to_account": "administered", "mg": "1"},
         "posting_of_a_use_has_its_use"),
        ({"kind": "spilt", "from_account": "in_use", "to_account": "residue", "mg": "1"},
         "posting_of_a_use_has_its_use"),
    ],
)  # fmt: skip
def test_no_posting_tells_of_a_dose_nobody_recorded(dosed, changes, guard, role):
    assert insert(role, "vault_posting", posting(dosed, **changes)) == guard


@BOTH
@pytest.mark.parametrize("kind", ["dose", "given", "not_used"])
def test_the_postings_of_a_dose_are_not_moved_back_alone(ended, kind, role):
    wrong = row_of("vault_posting", Posting.objects.get(unit=ended.unit, kind=kind).pk)
    back = {
        **wrong, "id": uuid4(), "request_id": uuid4(), "kind": "counter", "reason": "test",
        "corrects_id": wrong["id"], "at": ended.now, "witness_id": ended.witness.user.pk,
        "by_id": ended.staff["pharmacist"].pk,
        "from_account": wrong["to_account"], "to_account": wrong["from_account"],
    }  # fmt: skip
    assert insert(role, "vault_posting", back) == "posting_counter_is_not_of_a_dose"


def use_row(world, **changes):
    return {**row_of("dispensary_use", world.dose.use.pk), "id": uuid4(), **changes}


@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({}, "dispensary_use_hand_over_id_key"),
        ({"dose_mg": "100"}, "use_is_of_an_allowed_hand_over"),
        ({"hand_over_id": uuid4()}, "use_is_of_an_allowed_hand_over"),
        ({"opened_at": "2026-03-01T08:00:00Z"}, "use_is_of_an_allowed_hand_over"),
        ({"patient_id": uuid4()}, "use_is_of_an_allowed_hand_over"),
    ],
)
def test_no_use_without_its_dose(dosed, changes, guard):
    assert insert(APP, "dispensary_use", use_row(dosed, **changes)) == guard


def test_no_use_of_a_refused_dose(trial):
    visit = trial.at_the_hatch(trial.patient())
    refused = trial.hand_over(visit, witness=trial.signature("nurse"))
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "hand_over_id": refused.pk,
        "visit_id": visit.pk, "patient_id": visit.patient_id, "room_id": trial.rooms[0].pk,
        "dose_mg": "200", "opened_at": trial.now,
    }  # fmt: skip
    assert insert(APP, "dispensary_use", row) == "use_is_of_an_allowed_hand_over"


@BOTH
@pytest.mark.parametrize("table", ["dispensary_breathtest", "dispensary_predosecheck"])
def test_nothing_is_measured_in_a_closed_visit_or_of_another_patient(ended, table, role):
    row = {**row_of(table, first_of(table, ended.visit.pk)), "id": uuid4(), "request_id": uuid4()}
    other = ended.patient()
    assert insert(role, table, row | {"patient_id": other.pk}) == "entry_is_of_an_open_visit"
    ended.leave(ended.visit)
    assert insert(role, table, row) == "entry_is_of_an_open_visit"


def first_of(table, visit):
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {table} where visit_id = %s limit 1", [visit])
        return cursor.fetchone()[0]
