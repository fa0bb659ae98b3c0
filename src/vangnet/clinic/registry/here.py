"""Whom a unit may meet at its desk: its own patients, and the guests of that day.

Who is a guest is written in an outer room; the database says it here, so that no code of this room
has to know that one.
"""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from vangnet.clinic.registry.models import Patient, Unit


def guests(unit: Unit, *, day: date) -> list[UUID]:
    """Keys of the patients of other units whose doses this unit gives that day."""
    with connection.cursor() as cursor:
        cursor.execute("select * from consulting_guests(%s, %s)", [unit.pk, day])
        return [key for (key,) in cursor.fetchall()]


def patients_at(unit: Unit, *, day: date) -> QuerySet[Patient]:
    """The unit's own patients and its guests of that day."""
    return Patient.objects.filter(Q(unit=unit) | Q(pk__in=guests(unit, day=day)))


def is_expected(patient: Patient, *, unit: Unit, day: date) -> bool:
    """Whether the patient belongs here, or is a guest that day."""
    return patient.unit_id == unit.pk or patient.pk in guests(unit, day=day)
