"""A prescriber says that who looks alike elsewhere is another person, and how they know."""

from datetime import datetime

from vangnet.clinic.consulting.models import NotTheSame
from vangnet.clinic.consulting.moving import facts
from vangnet.clinic.consulting.moving.guests import Moved, lock
from vangnet.clinic.consulting.moving.likeness import answers, unanswered
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.actions import Signature
from vangnet.clinic.staff.roles import Task
from vangnet.rules.moving import MovingReason


def say_two_people(
    *, patient: Patient, words: str, signature: Signature, at: datetime
) -> Moved[NotTheSame]:
    """One row for each who looks alike now. Twice is once; who looks alike later is asked anew."""
    by = signature.user
    by.must(Task.PRESCRIBE)
    assert words.strip(), "the form asks how it is known"
    with acting(str(by.pk)):
        locked = lock(patient)
        if not facts.works_at(by, locked.unit):
            return Moved(reasons=(MovingReason.PATIENT_OF_ANOTHER_UNIT,))
        for one in unanswered(locked):
            NotTheSame.objects.create(
                unit_id=locked.unit_id, patient=locked, other_id=one.patient_id,
                words=words.strip(), said_at=at, said_by=by, signed_with=signature.method,
            )  # fmt: skip
        kept = answers(locked).last()
        return Moved(row=kept) if kept else Moved(reasons=(MovingReason.NOBODY_ALIKE,))
