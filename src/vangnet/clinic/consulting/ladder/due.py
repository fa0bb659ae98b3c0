"""What waits for a prescriber after someone left HAT: methadone was promised and not written."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.ladder.reading import methadone_without_order
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role


def due(unit: Unit, *, on: date) -> list[Due]:
    return [
        Due(
            key=f"methadone-without-order:{one.pk}", kind="methadone_without_order",
            patient=one.patient_id, number=one.patient.number, due_on=one.end.ended_on,
            roles=(Role.PRESCRIBER.value,), urgent=True,
            sentence=_("Left HAT, and no methadone is ordered. Write the order."),
            url=reverse("consulting:order", args=[one.patient_id]),
        )
        for one in methadone_without_order(unit, on=on)
    ]  # fmt: skip
