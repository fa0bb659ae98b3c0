"""Whose emergency a page may show: that of the reader's unit, or of one of its own patients."""

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.http import Http404

from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.emergency.models import Emergency, EmergencyAct, EmergencyPaper
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.here import is_expected
from vangnet.clinic.registry.models import Patient, Unit


def patient_or_404(key: UUID, *, unit: Unit, at: datetime) -> Patient:
    """Someone of this unit, its guest of that day, or whoever has an open visit here."""
    patient = Patient.objects.select_related("unit").filter(pk=key).first()
    if patient is None:
        raise Http404
    visits = Visit.objects.filter(patient=patient, unit=unit, closed_at__isnull=True)
    day = clinic_day_of(unit, at=at)
    if is_expected(patient, unit=unit, day=day) or visits.exists():
        return patient
    raise Http404


def emergency_or_404(key: UUID, *, unit: Unit, only_here: bool = False) -> Emergency:
    """`only_here`: what is done about it is done where it happens."""
    known = Emergency.objects.select_related(
        "unit", "visit", "protocol", "started_by", "ended_by", "hold",
        "patient__identity", "patient__unit",
    )  # fmt: skip
    mine = Q(unit=unit) if only_here else Q(unit=unit) | Q(patient__unit=unit)
    found = known.filter(mine, pk=key).first()
    if found is None:
        raise Http404
    return found


def act_or_404(key: UUID, *, unit: Unit) -> EmergencyAct:
    found = EmergencyAct.objects.select_related("emergency").filter(pk=key, unit=unit).first()
    if found is None:
        raise Http404
    return found


def paper_or_404(key: UUID, *, unit: Unit) -> EmergencyPaper:
    mine = Q(unit=unit) | Q(patient__unit=unit)
    found = EmergencyPaper.objects.filter(mine, pk=key).first()
    if found is None:
        raise Http404
    return found


def moment() -> datetime:
    """The database's clock, which decides: a machine whose clock is off loses no press."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found
