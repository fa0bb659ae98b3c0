"""Letters that left without consent: the manager looks at each, once.

Letters are the board's, an outer room: it offers them as a function of the database, which is
asked for by name here.
"""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role

QUESTION = "select letter_id, patient_id, made_at from board_letters_without_consent(%s)"


def due(unit: Unit, *, on: date) -> list[Due]:
    rows = facts.ask(QUESTION, unit.pk)
    numbers = facts.numbers_of(row[1] for row in rows)
    found = []
    for letter, patient, made_at in rows:
        made_on = clinic_day_of(unit, at=made_at)
        if made_on > on:
            continue
        found.append(
            Due(
                key=f"letter-without-consent:{letter}", kind="letter_without_consent",
                patient=patient, number=numbers[patient], due_on=made_on,
                roles=(Role.MANAGER.value,), urgent=True, tells_nothing_clinical=True,
                sentence=_("A letter left without consent. Read why, and say what you found."),
                url=reverse("letter:letter", args=[letter]),
            )
        )  # fmt: skip
    return found
