"""What is due of health checks and complaints, for the list of tasks."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.care import reading
from vangnet.clinic.consulting.care.reading import Overdue
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
    """One task a patient and owner: nine checks of a newcomer are one afternoon, not nine tasks."""
    at = day_bounds(on, zone_of(unit), unit.day_starts_at)[0]
    lines, _unset = reading.overdue(unit, at=at)
    together: dict[tuple[UUID, bool, bool], list[Overdue]] = {}
    for line in lines:
        blocking = line.row.state is State.BLOCKING
        review = line.row.kind is CheckKind.PRESCRIBER_REVIEW
        together.setdefault((line.patient.pk, review, blocking), []).append(line)
    return [
        _of_patient(found, review=review, blocking=blocking)
        for (_patient, review, blocking), found in together.items()
    ]


def _of_patient(lines: list[Overdue], *, review: bool, blocking: bool) -> Due:
    patient, rows = lines[0].patient, [line.row for line in lines]
    days = [row.due_on for row in rows if row.due_on is not None]
    assert days, "what is overdue has a day on which it was due"
    says = _("Overdue: %(checks)s. Doses wait for it.") if blocking else _(
        "Overdue: %(checks)s. Do it and record the result."
    )  # fmt: skip
    only = rows[0].kind.value if len(rows) == 1 else ""
    return Due(
        # Another check that falls due raises the task again, even when this one was put aside.
        key=f"check:{patient.pk}:{only or len(rows)}:{max(days)}", kind="check_overdue",
        patient=patient.pk, number=patient.number, due_on=min(days),
        roles=(Role.PRESCRIBER.value,) if review else CARERS,
        sentence=says % {"checks": ", ".join(str(row.title) for row in rows)},
        url=_page("result", patient.pk, only) if only else _page("patient", patient.pk),
        urgent=blocking,
    )  # fmt: skip


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
