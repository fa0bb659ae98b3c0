"""Rows in, facts out: what somebody takes on a day, and when they were last asked."""

from datetime import date

from django.db.models import Q, QuerySet

from vangnet.clinic.consulting.models import OtherMedicine, OtherMedicinesAsked
from vangnet.clinic.registry.models import Patient
from vangnet.rules.medicines import MedicineKind, OtherMedicineFacts


def taken(patient: Patient, *, on: date) -> QuerySet[OtherMedicine]:
    """Taken on that day; the last day is a day of it. As `consulting_other_medicines` in SQL."""
    rows = OtherMedicine.objects.filter(patient=patient, from_on__lte=on)
    open_on = Q(end__isnull=True) | Q(end__is_void=False, end__ended_on__gte=on)
    return rows.filter(open_on).select_related("recorded_by").order_by("name", "pk")


def medicine_facts(patient: Patient, *, on: date) -> tuple[OtherMedicineFacts, ...]:
    return tuple(
        OtherMedicineFacts(
            name=one.name, kind=MedicineKind(one.kind), amount=one.amount, unit=one.amount_unit
        )
        for one in taken(patient, on=on)
    )


def last_asked(patient: Patient, *, on: date) -> OtherMedicinesAsked | None:
    """The last time somebody asked for everything; None: never."""
    rows = OtherMedicinesAsked.objects.filter(patient=patient, asked_on__lte=on)
    return rows.select_related("recorded_by").order_by("asked_on", "recorded_at", "pk").last()


def takes_sedatives(patient: Patient, *, on: date) -> bool:
    return taken(patient, on=on).filter(kind=MedicineKind.SEDATIVE).exists()
