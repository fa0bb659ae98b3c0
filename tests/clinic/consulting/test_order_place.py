"""Orders are of the patient's own unit; whoever tries another is refused by the database."""

from uuid import uuid4

from tests.clinic.attempts import BOTH, insert, row_of
from tests.factories.world import make_world

TABLE = "consulting_order"


@BOTH
def test_a_prescriber_of_another_unit_orders_nothing_here(trial, role):
    patient, other = trial.patient(dose_mg="20"), make_world(code="east")
    row = row_of(TABLE, patient.orders.get().pk)
    next_one = {**row, "id": uuid4(), "number": 2, "supersedes_id": row["id"]}
    away = {"prescriber_id": other.staff["prescriber"].pk}
    for wrong in (away, {**away, "unit_id": other.unit.pk}):
        assert insert(role, TABLE, next_one | wrong) == "order_is_of_the_patients_unit"
    assert insert(role, TABLE, next_one) is None
