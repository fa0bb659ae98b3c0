"""Every milligram: a posting takes only what is there, on an open day, signed by whom it needs."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.vault import closing, facts
from vangnet.clinic.vault.models import Account, Count, Posting


def posting(world, **changes):
    """Destruction of 10 mg out of the stock of the first container: right as it stands."""
    if changes.get("witness_id") == "director":
        changes["witness_id"] = world.staff["prescriber"].pk
    receipt = row_of("vault_posting", Posting.objects.filter(unit=world.unit).first().pk)
    return {
        **receipt, "id": uuid4(), "request_id": uuid4(), "kind": "waste", "mg": "10",
        "from_account": "stock", "to_account": "wasted", "at": world.now, "reason": "broken",
        "container_id": world.containers[0].pk, "by_id": world.staff["pharmacist"].pk,
        "witness_id": world.nurse.pk, "second_witness_id": world.witness.user.pk, **changes,
    }  # fmt: skip


WRONG = {
    "right": ({}, None),
    "all there is": ({"mg": "10000"}, None),
    "a thousandth more than there is": ({"mg": "10000.001"}, "posting_takes_only_what_is_there"),
    "nothing": ({"mg": "0"}, "posting_moves_something"),
    "less than nothing": ({"mg": "-1"}, "posting_moves_something"),
    "from an empty account": ({"from_account": "residue"}, "posting_takes_only_what_is_there"),
    "to where it came from": ({"to_account": "stock"}, "posting_kind_fits_its_accounts"),
    "out of nowhere": ({"from_account": "supplier"}, "posting_kind_fits_its_accounts"),
    "into an unknown account": ({"to_account": "pocket"}, "posting_accounts_are_known"),
    "of an unknown kind": ({"kind": "gift"}, "posting_kind_fits_its_accounts"),
    "of another salt form": ({"salt_form": "base"}, "posting_is_of_the_salt_of_its_lot"),
    "of an unknown salt form": ({"salt_form": "x"}, "posting_is_of_the_salt_of_its_lot"),
    "on another day": ({"clinic_day": "2026-03-03"}, "posting_is_of_its_clinic_day"),
    "with one witness": ({"second_witness_id": None}, "posting_waste_has_two_witnesses"),
    "with no witness": ({"witness_id": None, "second_witness_id": None}, "posting_is_witnessed"),
    "a counter of nothing": ({"kind": "counter"}, "posting_counter_moves_all_of_it_back"),
    "a return without a witness": ({"kind": "return", "to_account": "returned", "witness_id": None,
                                    "second_witness_id": None}, "posting_is_witnessed"),
    "a difference without a reason": ({"kind": "difference", "to_account": "difference",
                                       "reason": "", "witness_id": "director"},
                                      "posting_difference_has_a_reason"),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("what", WRONG)
def test_a_posting_with_one_thing_wrong_stays_out(trial, what, role):
    wrong, guard = WRONG[what]
    assert insert(role, "vault_posting", posting(trial, **wrong)) == guard


@BOTH
@pytest.mark.parametrize(
    ("by", "witness", "second", "guard"),
    [
        ("pharmacist", "pharmacist", "nurse", "posting_witness_is_another_person"),
        ("nurse", "second_nurse", "pharmacist", "posting_is_by_who_keeps_the_register"),
        ("pharmacist", "desk", "nurse", "posting_is_witnessed_by_who_may"),
        ("pharmacist", "nurse", "auditor", "posting_is_witnessed_by_who_may"),
        ("pharmacist", "nurse", "nurse", "posting_second_witness_is_a_third_person"),
        ("pharmacist", "nurse", "pharmacist", "posting_second_witness_is_a_third_person"),
    ],
)
def test_who_signs_are_three_people(trial, by, witness, second, guard, role):
    people = {
        "by_id": trial.staff[by].pk, "witness_id": trial.staff[witness].pk,
        "second_witness_id": trial.staff[second].pk,
    }  # fmt: skip
    assert insert(role, "vault_posting", posting(trial, **people)) == guard


@BOTH
@pytest.mark.parametrize(
    ("witness", "guard"),
    [("prescriber", None), ("nurse", "difference_is_signed_by_the_director"),
     ("pharmacist", "posting_witness_is_another_person")],
)  # fmt: skip
def test_the_medical_director_signs_for_a_difference(trial, witness, guard, role):
    row = posting(trial, kind="difference", to_account="difference",
                  witness_id=trial.staff[witness].pk, second_witness_id=None)  # fmt: skip
    # Of the two guards the trigger speaks first: a pharmacist is no director either.
    told = {guard, "difference_is_signed_by_the_director"} if guard else {None}
    assert insert(role, "vault_posting", row) in told


@BOTH
def test_a_container_is_never_used_longer_than_was_written(trial, role):
    box = trial.containers[0]
    change = "update vault_container set usable_until = %s where id = %s"
    sooner, later = (box.usable_until + timedelta(hours=h) for h in (-1, 1))
    assert refusal(role, change, sooner, box.pk) is None
    assert refusal(role, change, later, box.pk) == "container_is_not_used_longer"


@BOTH
@pytest.mark.parametrize(
    ("by", "witness", "guard"),
    [("nurse", "second_nurse", "by_who_keeps_the_register"),
     ("pharmacist", "desk", "by_who_keeps_the_register"), ("pharmacist", "nurse", None)],
)  # fmt: skip
def test_a_pharmacist_counts_and_closes_before_who_may_witness(trial, by, witness, guard, role):
    people = {"by_id": trial.staff[by].pk, "witness_id": trial.staff[witness].pk}
    count(trial)
    row = row_of("vault_count", Count.objects.filter(unit=trial.unit).first().pk)
    told = insert(role, "vault_count", {**row, "id": uuid4(), **people})
    assert told == (guard and f"count_is_{guard}")
    told = insert(role, "vault_dayclose", closed(trial, **people))
    assert told == (guard and f"day_close_is_{guard}")


def count(world, off_mg="0"):
    for container in world.containers:
        book = facts.in_account(container, Account.STOCK)
        closing.count(
            container=container, counted_mg=book + Decimal(off_mg), at=world.now,
            by=world.staff["pharmacist"], witness=world.signature("nurse"),
        )  # fmt: skip


def closed(world, **changes):
    return {
        "id": uuid4(), "unit_id": world.unit.pk, "clinic_day": world.now.date(), "at": world.now,
        "by_id": world.staff["pharmacist"].pk, "witness_id": world.nurse.pk, "totals": {},
        **changes,
    }  # fmt: skip


@BOTH
def test_a_day_closes_when_all_is_counted_and_agrees(trial, role):
    assert insert(role, "vault_dayclose", closed(trial)) == "day_closes_when_book_and_count_agree"
    count(trial)
    assert insert(role, "vault_dayclose", closed(trial)) is None
    trial.later(minutes=1)
    count(trial, "0.001")
    assert insert(role, "vault_dayclose", closed(trial)) == "day_closes_when_book_and_count_agree"
    same = closed(trial, witness_id=trial.staff["pharmacist"].pk)
    trial.later(minutes=1)
    count(trial)
    assert insert(role, "vault_dayclose", same) == "close_witness_is_another_person"
    tomorrow = closed(trial, clinic_day=trial.now.date() + timedelta(days=1))
    assert insert(role, "vault_dayclose", tomorrow) == "day_closes_when_it_has_come"


@BOTH
def test_a_day_does_not_close_over_an_open_dose_or_a_rest(trial, role):
    dose = trial.hand_over(trial.at_the_hatch(trial.patient()))
    count(trial)
    assert insert(role, "vault_dayclose", closed(trial)) == "day_closes_with_nothing_open"
    trial.use(dose, given_mg="150")
    count(trial)
    assert insert(role, "vault_dayclose", closed(trial)) == "day_closes_with_nothing_open"


@BOTH
def test_nothing_is_written_on_a_closed_day_or_before_it(trial, role):
    count(trial)
    answer = closing.close_day(
        unit=trial.unit, day=trial.now.date(), by=trial.staff["pharmacist"],
        witness=trial.signature("nurse"), at=trial.now,
    )  # fmt: skip
    assert answer.close
    guard = "posting_is_on_an_open_day"
    assert insert(role, "vault_posting", posting(trial)) == guard
    day_before = trial.now - timedelta(days=1)
    early = posting(trial, at=day_before, clinic_day=day_before.date())
    assert insert(role, "vault_posting", early) == guard
    day_after = trial.now + timedelta(days=1)
    late = posting(trial, at=day_after, clinic_day=day_after.date())
    assert insert(role, "vault_posting", late) is None


@BOTH
@pytest.mark.parametrize(
    ("changes", "guard"),
    [
        ({"book_mg": "9999"}, "count_is_set_against_the_book"),
        ({"counted_mg": "-1"}, "count_is_not_below_nothing"),
        ({"clinic_day": "2026-03-03"}, "count_is_of_its_clinic_day"),
    ],
)
def test_a_count_stands_against_the_book_of_its_day(trial, changes, guard, role):
    count(trial)
    row = {**row_of("vault_count", Count.objects.latest("at").pk), "id": uuid4()}
    assert insert(role, "vault_count", row) is None
    assert insert(role, "vault_count", row | changes) == guard
    alone = row | {"witness_id": row["by_id"]}
    assert insert(role, "vault_count", alone) == "count_witness_is_another_person"


def test_who_no_longer_works_here_signs_nothing(trial):
    with acting("system:test"):
        type(trial.nurse).objects.filter(pk=trial.nurse.pk).update(is_active=False)
    assert insert(APP, "vault_posting", posting(trial)) == "posting_is_signed_by_active_staff"
