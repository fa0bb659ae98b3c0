"""What is due about one person, from every area, as this reader may see it."""

from datetime import date
from typing import Any

from vangnet.clinic.consulting.tasks import listing
from vangnet.clinic.consulting.tasks.reading import COMING_SHOWN, Shown, shown
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User


def due(patient: Patient, *, on: date, reader: User) -> list[Shown]:
    """Late first, then today's, then the days to come; only what nobody has done."""
    lines: list[Any] = [
        one
        for one in listing.lines(patient.unit, on=on)
        if one.due.patient == patient.pk and -one.days_late <= COMING_SHOWN.days
    ]
    return [shown(one, reader=reader) for one in lines]
