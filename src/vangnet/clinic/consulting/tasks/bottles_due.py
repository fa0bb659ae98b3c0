"""Bottles at home that no order says any more: somebody calls, and asks them back.

Bottles are the dispensary's, an outer room: it offers them as a function of the database, which is
asked for by name here.
"""

from datetime import date

from django.urls import reverse
from django.utils.translation import ngettext

from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role

BOTTLES = "bottles_out_of_order"
QUESTION = (
    "select supply_id, patient_id, bottles, first_on from dispensary_bottles_out_of_order(%s, %s)"
)


def due(unit: Unit, *, on: date) -> list[Due]:
    """Of every supply with bottles for `on` or later that are more than is ordered now."""
    rows = facts.ask(QUESTION, unit.pk, on)
    numbers = facts.numbers_of(row[1] for row in rows)
    return [
        Due(
            key=f"bottles-back:{supply}", kind=BOTTLES, patient=patient, number=numbers[patient],
            due_on=on, roles=(Role.NURSE.value, Role.PRESCRIBER.value), urgent=True,
            sentence=ngettext(
                "%(n)s bottle at home is more than is ordered now. Call, and ask it back.",
                "%(n)s bottles at home are more than is ordered now. Call, and ask them back.",
                bottles,
            ) % {"n": bottles},
            url=reverse("registry:patient", args=[patient]),
        )
        for supply, patient, bottles, _first_on in rows
    ]  # fmt: skip
