"""The caps of the protocol stand in the database too; a decision is that of its own order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.clinic.attempts import BOTH, insert, row_of
from tests.clinic.consulting.orders.wanting import wanted, write
from tests.factories.world import make_world


@pytest.fixture
def order(trial):
    """An order as the database prints it, to be tried with one thing changed."""
    patient = trial.patient(dose_mg="200", doses_per_day=3)
    last = row_of("consulting_order", patient.orders.get().pk)
    return {**last, "id": uuid4(), "number": 2, "supersedes_id": last["id"]}


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"dose_mg": "400", "day_mg": "1000", "doses_per_day": 3}, None),
    ({"dose_mg": "400.001", "day_mg": "1000"}, "order_dose_within_protocol"),
    ({"day_mg": "1000.001"}, "order_day_within_protocol"),
    ({"doses_per_day": 4}, "order_doses_within_protocol"),
    ({"drug": "methadone", "dose_mg": "500", "supersedes_id": None, "day_mg": "500"}, None),
])  # fmt: skip
def test_an_order_above_a_cap_of_its_product_stays_out(order, changes, guard, role):
    assert insert(role, "consulting_order", order | changes) == guard


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"dose_mg": "400.001", "day_mg": "1000"}, "order_dose_within_protocol"),
    ({"day_mg": "1000.001"}, "order_day_within_protocol"),
    ({"doses_per_day": 4}, "order_doses_within_protocol"),
])  # fmt: skip
def test_a_step_above_a_cap_stays_out(trial, changes, guard, role):
    patient = trial.patient()
    kept = write(trial, patient, wanted(trial, (0, 200), (2, 220)))
    step = row_of("consulting_orderstep", kept.order.steps.earliest("from_on").pk)
    row = {**step, "id": uuid4(), "from_on": str(trial.now.date() + timedelta(days=5)), **changes}
    assert insert(role, "consulting_orderstep", row) in (
        guard,
        "order_step_is_signed_with_its_order",
    )
    first = {**row_of("consulting_order", kept.order_id), "id": uuid4(), "number": 3,
             "supersedes_id": kept.order_id, "steps_count": 1}  # fmt: skip
    assert insert_both(role, first, row | {"order_id": first["id"]}) == guard


def insert_both(role, order, other, *, second="consulting_orderstep"):
    """An order and the row that belongs to it, in one transaction."""
    import json

    from tests.clinic.attempts import refusal

    return refusal(
        role,
        f"""with o as (insert into consulting_order
                      select * from jsonb_populate_record(null::consulting_order, %s::jsonb)
                      returning id)
           select 1 from o;
           insert into {second}
           select * from jsonb_populate_record(null::{second}, %s::jsonb)""",
        json.dumps(order, default=str), json.dumps(other, default=str),
    )  # fmt: skip


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"allowed": True}, "order_decision_refused_exactly_when_there_are_reasons"),
    ({"reasons": []}, "order_decision_refused_exactly_when_there_are_reasons"),
    ({"kind": "other"}, "order_decision_kind_is_known"),
])  # fmt: skip
def test_a_refused_decision_cannot_pass_for_an_allowed_one(trial, changes, guard, role):
    kept = write(trial, trial.patient(), wanted(trial, (0, 2000)))
    row = {**row_of("consulting_orderdecision", kept.pk), "id": uuid4(), "request_id": uuid4()}
    assert insert(role, "consulting_orderdecision", row) is None
    assert insert(role, "consulting_orderdecision", row | changes) == guard


@BOTH
def test_an_allowed_decision_belongs_to_its_own_order(trial, role):
    patient = trial.patient()
    unasked = patient.orders.get()  # signed without a decision
    kept = write(trial, patient, wanted(trial, (0, 220)))
    row = {**row_of("consulting_orderdecision", kept.pk), "id": uuid4(), "request_id": uuid4(),
           "order_id": unasked.pk}  # fmt: skip
    other = trial.patient()
    changes = [
        {"patient_id": other.pk}, {"by_id": trial.nurse.pk},
        {"at": str(trial.now + timedelta(seconds=1))},
    ]  # fmt: skip
    for change in changes:
        assert insert(role, "consulting_orderdecision", row | change) == (
            "order_decision_is_of_its_order"
        )
    assert insert(role, "consulting_orderdecision", row) is None


@BOTH
def test_an_order_of_a_real_unit_does_not_commit_without_the_answer_that_allowed_it(db, role):
    real = make_world(code="real", demonstration=False, now=timezone.now())
    real.now = timezone.now()  # making a unit takes a while
    patient = real.patient()
    last = row_of("consulting_order", patient.orders.get().pk)
    row = {**last, "id": uuid4(), "number": 2, "supersedes_id": last["id"]}
    assert insert(role, "consulting_order", row) == "order_has_its_decision"
    kept = row_of("consulting_orderdecision", patient.order_decisions.get().pk)
    answer = {**kept, "id": uuid4(), "request_id": uuid4(), "order_id": row["id"]}
    assert insert_both(role, row, answer, second="consulting_orderdecision") is None
