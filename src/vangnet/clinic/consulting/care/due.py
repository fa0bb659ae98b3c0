"""What is due of health checks and complaints, for the list of tasks."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.care import reading
from vangnet.clinic.consulting.models import Complaint
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role
from vangnet.rules.care import ComplaintMove
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.checks import State
from vangnet.rules.clinic_day import day_bounds

CARERS = (Role.NURSE.value, Role.PRESCRIBER.value)


def due(unit: Unit, *, on: date) -> list[Due]:
    """Checks that are overdue, and complaints nobody has answered in time."""
    return [*_checks(unit, on), *_complaints(unit, on)]


def _checks(unit: Unit, on: date) -> list[Due]:
    at = day_bounds(on, zone_of(unit), unit.day_starts_at)[0]
    lines, _unset = reading.overdue(unit, at=at)
    found = []
    for line in lines:
        row, blocking = line.row, line.row.state is State.BLOCKING
        assert row.due_on is not None, "what is overdue has a day on which it was due"
        says = _("%(check)s is overdue. Doses wait for it.") if blocking else _(
            "%(check)s is overdue. Do it and record the result."
        )  # fmt: skip
        review = row.kind is CheckKind.PRESCRIBER_REVIEW
        found.append(
            Due(
                key=f"check:{line.patient.pk}:{row.kind}:{row.due_on}", kind="check_overdue",
                patient=line.patient.pk, number=line.patient.number, due_on=row.due_on,
                roles=(Role.PRESCRIBER.value,) if review else CARERS,
                sentence=says % {"check": row.title},
                url=_page("result", line.patient.pk, row.kind.value), urgent=blocking,
            )
        )  # fmt: skip
    return found


def _complaints(unit: Unit, on: date) -> list[Due]:
    done = (ComplaintMove.ANSWERED.value, ComplaintMove.CLOSED.value)
    rows = Complaint.objects.filter(unit=unit, answer_by_on__lt=on).exclude(steps__move__in=done)
    return [
        Due(
            key=f"complaint:{one.pk}", kind="complaint_unanswered", patient=one.patient_id,
            number=one.patient.number, due_on=one.answer_by_on, roles=CARERS,
            sentence=_("A complaint waits for its answer."), url=_page("complaint-step", one.pk),
        )
        for one in rows.select_related("patient")
        if one.answer_by_on is not None
    ]  # fmt: skip


def _page(name: str, *keys: UUID | str) -> str:
    return reverse(f"care:{name}", args=keys)
