"""Tasks that missed days raise: on the days the unit named, and when the order is suspended."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting import reading as orders
from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.roles import Role
from vangnet.rules import gaps

MISSED, SUSPENDED = "missed_days", "order_suspended"


def due(unit: Unit, *, on: date) -> list[Due]:
    """Nobody who came every day is in it, and nobody whose order was restarted since."""
    protocol = facts.protocol_on(unit, on=on)
    asked: tuple[int, ...] = facts.value_of(protocol, "missed_day_task_days") or ()
    found: list[Due] = []
    for course in facts.courses(unit, on=on):
        gap = course.gap
        if gap.last is None or gap.says is gaps.Says.RESTARTED:
            continue
        if course.suspended_from is not None:
            found.append(_suspended(course, course.suspended_from))
        found += [
            _missed(course, number, due_on)
            for number, due_on in gaps.task_days(gap.last.on, on=on, asked=asked)
        ]
    return found


def _missed(course: facts.Course, number: int, due_on: date) -> Due:
    assert course.gap.last is not None
    last_on = course.gap.last.on
    return Due(
        key=f"missed-days:{course.order.patient_id}:{course.order.drug}:{last_on}:{number}",
        kind=MISSED, patient=course.order.patient_id, number=course.order.patient.number,
        due_on=due_on, roles=(Role.PRESCRIBER.value,), url=_url(course.order.patient_id),
        sentence=_("Missed days: %(days)s (%(drug)s). Find out how the patient is.")
        % {"days": number, "drug": orders.drug_word(course.order.drug)},
    )  # fmt: skip


def _suspended(course: facts.Course, since: date) -> Due:
    """From the day on which the protocol stopped it; the same gap is the same task."""
    return Due(
        key=f"suspended:{course.order.patient_id}:{course.order.drug}:{since}",
        kind=SUSPENDED, patient=course.order.patient_id, number=course.order.patient.number,
        due_on=since, roles=(Role.PRESCRIBER.value,), urgent=True,
        url=_url(course.order.patient_id),
        sentence=_("Order suspended: %(days)s missed days (%(drug)s). Restart it or stop it.")
        % {"days": course.gap.missed_days, "drug": orders.drug_word(course.order.drug)},
    )  # fmt: skip


def _url(patient: UUID) -> str:
    return reverse("tasks:gap", args=[patient])
