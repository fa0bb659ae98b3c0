"""Who left against advice and has not been reached yet: a task until somebody spoke with them.

Leaving is recovery's, an outer room: it offers them as a function of the database, which is asked
for by name here. The key holds the day: marked done, it is there again tomorrow.
"""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit

QUESTION = """select departure_id, visit_id, patient_id, due_at, owner, owner_role
                from recovery_followed_up(%s)"""


def due(unit: Unit, *, on: date) -> list[Due]:
    rows = facts.ask(QUESTION, unit.pk)
    numbers = facts.numbers_of(row[2] for row in rows)
    sentence = _("Left against advice, not reached yet. %(name)s calls or visits, until reached.")
    return [
        Due(
            key=f"follow-up:{departure}:{on}", kind="left_against_advice", patient=patient,
            number=numbers[patient], due_on=clinic_day_of(unit, at=due_at), roles=(role,),
            urgent=True, sentence=sentence % {"name": owner},
            url=reverse("recovery:follow-up", args=[visit]),
        )
        for departure, visit, patient, due_at, owner, role in rows
    ]  # fmt: skip
