"""Orders are of the patient's own unit, and of one drug of HAT at a time: the database too."""

from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, row_of
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.rules.amounts import Drug, Route, SaltForm

TABLE = "consulting_order"
HYDROMORPHONE = {
    "drug": Drug.HYDROMORPHONE, "salt_form": SaltForm.HYDROCHLORIDE, "route": Route.INTRAVENOUS,
    "supersedes_id": None,
}  # fmt: skip


@pytest.fixture
def patient(trial):
    return trial.patient(dose_mg="20")


def another(patient, **changes):
    row = row_of(TABLE, patient.orders.get().pk)
    return {**row, "id": uuid4(), "number": 9, "supersedes_id": row["id"], **changes}


@BOTH
def test_a_prescriber_of_another_unit_orders_nothing_here(trial, patient, role):
    other = make_world(code="east")
    away = {"prescriber_id": other.staff["prescriber"].pk}
    assert insert(role, TABLE, another(patient, **away)) == "order_is_of_the_patients_unit"
    moved = another(patient, unit_id=other.unit.pk, **away)
    assert insert(role, TABLE, moved) == "order_is_of_the_patients_unit"


@BOTH
def test_one_drug_of_hat_runs_at_a_time(trial, patient, role):
    row = another(patient, **HYDROMORPHONE)
    assert insert(role, TABLE, row) == "order_is_of_one_drug_of_hat"
    consulting.stop_order(
        order=patient.orders.get(), reason="changed", by=trial.staff["prescriber"], at=trial.now
    )
    assert insert(role, TABLE, row) is None
