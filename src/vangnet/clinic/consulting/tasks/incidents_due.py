"""Incidents that wait to be reported, and measures whose last day has come.

Both are recovery's, an outer room: it offers them as functions of the database, which are asked for
by name here. A note ends the task of one day; only the report, or the end of the measure, ends it.
"""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.tasks import facts
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role

REPORTS = (
    "select incident_id, patient_id, report_to, report_due_on from recovery_incidents_to_report(%s)"
)
MEASURES = (
    "select measure_id, incident_id, kind, patient_id, owner_id, ends_on"
    " from recovery_measures_in_force(%s)"
)
SUSPENSION = "suspension"  # its hold is a task of its own


def due(unit: Unit, *, on: date) -> list[Due]:
    reports, measures = facts.ask(REPORTS, unit.pk), facts.ask(MEASURES, unit.pk)
    numbers = facts.numbers_of([row[1] for row in reports] + [row[3] for row in measures])
    owners = User.objects.in_bulk([row[4] for row in measures])
    found = [_report(row, numbers, on) for row in reports]
    return found + [
        _measure(row, numbers, owners[row[4]], on) for row in measures if row[2] != SUSPENSION
    ]


def _report(row: Any, numbers: dict[Any, str], on: date) -> Due:
    incident, patient, whom, due_on = row
    # Whoever sees the list reads this, also who may not know what happened.
    return Due(
        key=f"incident-report:{incident}:{max(due_on, on)}", kind="incident_report",
        patient=patient, number=numbers.get(patient, _("Incident")), due_on=due_on,
        roles=(Role.MANAGER.value, Role.PRESCRIBER.value), urgent=True,
        tells_nothing_clinical=True, url=reverse("incidents:incident", args=[incident]),
        sentence=_("Report an incident to %(to)s.") % {"to": whom or _("the authority")},
    )  # fmt: skip


def _measure(row: Any, numbers: dict[Any, str], owner: User, on: date) -> Due:
    measure, incident, _kind, patient, _owner, ends_on = row
    return Due(
        key=f"measure-ends:{measure}:{max(ends_on, on)}", kind="measure_ends", patient=patient,
        number=numbers[patient], due_on=ends_on, roles=(owner.role,),
        url=reverse("incidents:incident", args=[incident]), tells_nothing_clinical=True,
        sentence=_("The last day of a measure has come. Its owner is %(name)s.")
        % {"name": owner.display_name},
    )  # fmt: skip
