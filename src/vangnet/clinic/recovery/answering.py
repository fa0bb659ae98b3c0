"""Somebody answers an alarm, sees that a patient is not in the room, or sees them back."""

from dataclasses import dataclass
from datetime import datetime

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import facts, known
from vangnet.clinic.recovery.models import Absence, AlarmAnswer
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.alarms import Alarm, AlarmKind, alarm_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The row that was kept, or the alarm that rings by now instead; neither: nothing rings."""

    answer: AlarmAnswer | None
    alarm: Alarm | None


def answer(*, visit: Visit, kind: AlarmKind, what: str, by: User, at: datetime) -> Answered:
    """Answer the alarm that was read on the screen, by name.

    Another alarm than the one that was read is not answered: it has to be read first. Answered by
    a colleague a moment before: theirs stands.
    """
    by.must(Task.OBSERVE)
    with acting(str(by.pk)):
        locked = reception.lock(visit)
        room = known.of_visit(locked, at=at)
        alarm = alarm_of(room) if room else None
        if alarm is None or (alarm.kind, alarm.what) != (kind, what):
            return Answered(answer=None, alarm=alarm)
        if not alarm.wants_answer:
            last = AlarmAnswer.objects.filter(visit=locked, what=what).order_by("at").last()
            return Answered(answer=last, alarm=alarm)
        kept = AlarmAnswer.objects.create(
            unit_id=locked.unit_id, visit=locked, patient_id=locked.patient_id, kind=kind,
            what=what, since=alarm.since, escalated=alarm.escalated, at=at, by=by,
        )  # fmt: skip
        return Answered(answer=kept, alarm=alarm)


def see_gone(*, visit: Visit, by: User, at: datetime) -> Absence | None:
    """The patient is not where they should be: an alarm, until seen back or left."""
    return _see(visit, is_gone=True, by=by, at=at)


def see_back(*, visit: Visit, by: User, at: datetime) -> Absence | None:
    """Somebody sees the patient back in the room."""
    return _see(visit, is_gone=False, by=by, at=at)


def _see(visit: Visit, *, is_gone: bool, by: User, at: datetime) -> Absence | None:
    """Said twice is one row; nothing of somebody without a dose, or who has left."""
    by.must(Task.CLEAN_ROOM)
    with acting(str(by.pk)):
        locked = reception.lock(visit)
        if locked.closed_at is not None or not facts.uses(locked):
            return None
        last = Absence.objects.filter(visit=locked).order_by("at", "pk").last()
        if (last.is_gone if last else False) is is_gone:
            return last
        return Absence.objects.create(
            unit_id=locked.unit_id, visit=locked, patient_id=locked.patient_id,
            is_gone=is_gone, at=at, by=by,
        )  # fmt: skip
