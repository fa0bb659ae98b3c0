"""Marking a task as done: what somebody did about it, in their own words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from vangnet.clinic.consulting.models import TaskDone
from vangnet.clinic.consulting.tasks.listing import lines
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User


class NotDone(StrEnum):
    """Why nothing was written."""

    NOT_DUE = auto()  # there is no such task, or it is still coming
    NOT_YOURS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    done: TaskDone | None
    why_not: NotDone | None = None


def mark_done(*, unit: Unit, key: str, words: str, by: User, at: datetime) -> Answer:
    """Only what is due, and only by whose it is. Twice is once: the first words stay."""
    assert words.strip(), "the form asks what was done"
    with acting(str(by.pk)):
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # one at a time
        if earlier := TaskDone.objects.filter(unit=unit, key=key).first():
            return Answer(done=earlier)
        today = lines(unit, on=clinic_day_of(unit, at=at))
        line = next((one for one in today if one.due.key == key and one.days_late >= 0), None)
        if line is None or line.due.patient is None:  # about nobody: its own page ends it
            return Answer(done=None, why_not=NotDone.NOT_DUE)
        if not line.is_of(by):
            return Answer(done=None, why_not=NotDone.NOT_YOURS)
        done = TaskDone.objects.create(
            unit=unit, patient_id=line.due.patient, key=key, kind=line.due.kind,
            due_on=line.due.due_on, words=words.strip(), done_at=at, done_by=by,
        )  # fmt: skip
        return Answer(done=done)
