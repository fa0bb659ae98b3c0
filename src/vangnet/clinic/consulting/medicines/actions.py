"""Writing down what is taken beside, its end, and that somebody asked. Twice the same is once."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from vangnet.clinic.consulting.care import once
from vangnet.clinic.consulting.models import OtherMedicine, OtherMedicineEnd, OtherMedicinesAsked
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.medicines import MedicineKind, MedicineSource


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMedicine:
    """As it was told. `amount` a day in `amount_unit` (UCUM), or neither."""

    name: str
    kind: MedicineKind
    source: MedicineSource
    from_on: date
    amount: Decimal | None = None
    amount_unit: str = ""
    prescribed_by: str = ""


def add_medicine(
    *, patient: Patient, new: NewMedicine, by: User, at: datetime, request_id: UUID,
    unit: Unit | None = None,
) -> OtherMedicine:  # fmt: skip
    """`unit`: where it is written, when that is not the patient's own: by whom they are a guest."""
    by.must(Task.KEEP_HEALTH_RECORD)
    written = {
        "name": new.name.strip(), "kind": new.kind.value, "source": new.source.value,
        "from_on": new.from_on, "amount": new.amount, "amount_unit": new.amount_unit,
        "prescribed_by": new.prescribed_by.strip(),
    }  # fmt: skip
    with acting(str(by.pk)):
        if kept := once.earlier(OtherMedicine, request_id, patient=patient.pk, **written):
            return kept
        return OtherMedicine.objects.create(
            unit_id=unit.pk if unit else patient.unit_id, patient=patient,
            request_id=request_id, recorded_at=at,
            recorded_by=by, **written,
        )  # fmt: skip


def end_medicine(
    *, medicine: OtherMedicine, ended_on: date, why: str, by: User, at: datetime,
    request_id: UUID, is_void: bool = False, unit: Unit | None = None,
) -> OtherMedicineEnd | None:  # fmt: skip
    """`ended_on`: the last day of it; `is_void`: it never was taken. None: it had ended already."""
    by.must(Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            OtherMedicineEnd, request_id, patient=medicine.patient_id, medicine_id=medicine.pk,
            ended_on=ended_on, is_void=is_void,
        ):  # fmt: skip
            return kept
        if OtherMedicineEnd.objects.filter(medicine=medicine).exists():
            return None
        return OtherMedicineEnd.objects.create(
            unit_id=unit.pk if unit else medicine.patient.unit_id,
            patient=medicine.patient, medicine=medicine,
            ended_on=ended_on, is_void=is_void, why=why.strip(), request_id=request_id,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip


def say_asked(
    *, patient: Patient, asked_on: date, source: MedicineSource, by: User, at: datetime,
    request_id: UUID, unit: Unit | None = None,
) -> OtherMedicinesAsked:  # fmt: skip
    """Asked on that day: nothing is taken beside what is written."""
    by.must(Task.KEEP_HEALTH_RECORD)
    with acting(str(by.pk)):
        if kept := once.earlier(
            OtherMedicinesAsked, request_id, patient=patient.pk, asked_on=asked_on,
            source=source.value,
        ):  # fmt: skip
            return kept
        return OtherMedicinesAsked.objects.create(
            unit_id=unit.pk if unit else patient.unit_id, patient=patient,
            asked_on=asked_on, source=source.value,
            request_id=request_id, recorded_at=at, recorded_by=by,
        )  # fmt: skip
