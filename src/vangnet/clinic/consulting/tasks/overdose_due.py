"""After an overdose a prescriber reviews the next dose; until then every opioid is locked.

Emergencies are the recovery room's, an outer room: it offers them as a function of the database,
which is asked for by name here.
"""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role

REVIEW = "overdose_review"
QUESTION = "select emergency_id, patient_id, ended_at from recovery_waiting_for_review(%s)"


def due(unit: Unit, *, on: date) -> list[Due]:
    """A note ends the task of one day; only the review that releases ends them all."""
    rows = facts.ask(QUESTION, unit.pk)
    numbers, found = facts.numbers_of(row[1] for row in rows), []
    for emergency, patient, ended_at in rows:
        ended_on = clinic_day_of(unit, at=ended_at)
        if ended_on > on:
            continue
        found.append(
            Due(
                key=f"overdose-review:{emergency}:{max(ended_on, on)}", kind=REVIEW,
                patient=patient, number=numbers[patient], due_on=ended_on,
                roles=(Role.PRESCRIBER.value,), urgent=True,
                sentence=_("Overdose: review the next dose. Opioids stay locked until then."),
                url=reverse("emergency:review", args=[emergency]),
            )
        )  # fmt: skip
    return found
