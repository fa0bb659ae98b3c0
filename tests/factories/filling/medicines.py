"""A sedative from elsewhere, one that ended, and that somebody asked for everything."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.medicines import actions
from vangnet.clinic.registry.models import Patient
from vangnet.rules.medicines import MedicineKind, MedicineSource


def fill(world: World, patient: Patient, *, today: date | None = None) -> None:
    today = today or world.now.date()

    def written() -> dict:
        return {"by": world.nurse, "at": world.now, "request_id": uuid4()}

    for name, kind in (("Lorazepam", MedicineKind.SEDATIVE), ("Codeine", MedicineKind.OPIOID)):
        kept = actions.add_medicine(
            patient=patient, **written(),
            new=actions.NewMedicine(
                name=name, kind=kind, amount=Decimal("2.5"), amount_unit="mg",
                prescribed_by="GP, made up", source=MedicineSource.PHARMACY_LIST,
                from_on=today - timedelta(days=10),
            ),
        )  # fmt: skip
    assert actions.end_medicine(
        medicine=kept, ended_on=today - timedelta(days=1), why="made up", **written()
    )
    actions.say_asked(
        patient=patient, asked_on=today, source=MedicineSource.PATIENT, **written()
    )  # fmt: skip
