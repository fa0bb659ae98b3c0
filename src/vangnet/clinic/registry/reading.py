"""Finding one patient of the reader's unit for a page."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from vangnet.clinic.registry.here import patients_at
from vangnet.clinic.registry.models import Patient, Unit


def patient_or_404(key: UUID, *, unit: Any) -> Patient:
    """A patient of this unit. One of another unit is not found, as one who does not exist."""
    patient = Patient.objects.select_related("identity", "unit").filter(pk=key, unit=unit).first()
    if patient is None:
        raise Http404
    return patient


def here_or_404(key: UUID, *, unit: Unit, day: date) -> Patient:
    """A patient of this unit, or a guest of that day."""
    known = patients_at(unit, day=day).select_related("identity", "unit")
    return get_object_or_404(known, pk=key)
