"""One request is one row, also when a page is sent twice or from two screens at once."""

from typing import TypeVar
from uuid import UUID

from django.db import models

from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.registry.models import Patient

Row = TypeVar("Row", bound=models.Model)


def earlier(model: type[Row], request_id: UUID, *, patient: UUID, **content: object) -> Row | None:
    """What this request has written before, or None. Others about this person wait meanwhile.

    The same request with other content is somebody's error, and nothing is written.
    """
    Patient.objects.select_for_update(no_key=True).get(pk=patient)
    row = model._default_manager.filter(request_id=request_id).first()
    if row is not None and any(getattr(row, name) != value for name, value in content.items()):
        raise RequestReused(request_id)
    return row
