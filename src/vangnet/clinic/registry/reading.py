"""Finding one patient of the reader's unit for a page."""

from typing import Any
from uuid import UUID

from django.http import Http404

from vangnet.clinic.registry.models import Patient


def patient_or_404(key: UUID, *, unit: Any) -> Patient:
    """A patient of this unit. One of another unit is not found, as one who does not exist."""
    patient = Patient.objects.select_related("identity", "unit").filter(pk=key, unit=unit).first()
    if patient is None:
        raise Http404
    return patient
