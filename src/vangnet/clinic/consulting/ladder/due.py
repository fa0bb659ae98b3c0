"""What waits for a prescriber: somebody whom this unit gives methadone, and no order says so."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.ladder.reading import Unordered, methadone_without_order
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role


def due(unit: Unit, *, on: date) -> list[Due]:
    return [_due(one) for one in methadone_without_order(unit, on=on)]


def _due(one: Unordered) -> Due:
    patient = one.episode.patient
    left, runs = (
        _("Left HAT, and no methadone is ordered. Write the order."),
        _("Methadone is given here, and no order of it is in force. Write the order."),
    )
    # An order that ended raises the task again, even when it was put aside before.
    key = f"{one.exit.pk}" if one.exit else f"{one.episode.pk}:{one.since}"
    return Due(
        key=f"methadone-without-order:{key}", kind="methadone_without_order", patient=patient.pk,
        number=patient.number, due_on=one.since, roles=(Role.PRESCRIBER.value,), urgent=True,
        sentence=left if one.exit else runs, url=reverse("consulting:order", args=[patient.pk]),
    )  # fmt: skip
