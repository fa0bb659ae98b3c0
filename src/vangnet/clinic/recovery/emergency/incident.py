"""An overdose that has ended stands in the register of incidents, once, and names its record.

At the end, not at the press: only then is it known whether it was one. By mistake is none
(docs/decisions/0017-overdose.md).
"""

from datetime import datetime
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.recovery.emergency.models import Emergency, Outcome
from vangnet.clinic.recovery.incidents import actions as incidents
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.models import User
from vangnet.rules.incidents import Grade, IncidentKind

# What is known at the end, no more; who looks at it later corrects the grade.
GRADES = {Outcome.AMBULANCE: Grade.SERIOUS_HARM, Outcome.OBSERVATION: Grade.PASSING_HARM}


def open_incident(emergency: Emergency, *, by: User, at: datetime) -> Incident | None:
    """Part of the end's transaction; None when it was started by mistake. Twice is once."""
    assert emergency.outcome is not None, "it has ended"
    grade = GRADES.get(Outcome(emergency.outcome))
    if grade is None:
        return None
    return of(emergency) or incidents.record_incident(
        unit=emergency.unit, by=by, at=at, request_id=_request_of(emergency.pk),
        new=incidents.NewIncident(
            kind=IncidentKind.OVERDOSE, grade=grade, happened_at=emergency.started_at,
            found_on=clinic_day_of(emergency.unit, at=emergency.started_at),
            words=_("An emergency was started. Its record says what was done, and when."),
            patient=emergency.patient, visit=emergency.visit, dose=_last_dose(emergency),
            emergency_key=emergency.pk,
        ),
    )  # fmt: skip


def of(emergency: Emergency) -> Incident | None:
    """Its first row, by which the page of the incident is found."""
    return Incident.objects.filter(emergency_key=emergency.pk, corrects__isnull=True).first()


def _last_dose(emergency: Emergency) -> HandOver | None:
    """Of that visit: rates count the route of what was given last before it."""
    doses = HandOver.objects.filter(
        visit=emergency.visit_id, allowed=True, at__lte=emergency.started_at
    )
    return doses.order_by("at").last() if emergency.visit_id else None


def _request_of(emergency: UUID) -> UUID:
    return uuid5(emergency, "incident")
