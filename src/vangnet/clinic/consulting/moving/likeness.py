"""Somebody in treatment at another unit could be this person: who must be asked about first.

A possible match stops an enrolment until a prescriber has said that they are two people
(two_people.py). Without that, one person could be enrolled twice under two numbers. The database
asks the same once more, of the same family name and birth date: 0090_enrolled.sql.
"""

from django.db.models import Q, QuerySet

from vangnet.clinic.consulting.models import Enrolment, NotTheSame
from vangnet.clinic.registry.matching import alike_elsewhere
from vangnet.clinic.registry.models import Patient, Unit


def unanswered(patient: Patient) -> list[Enrolment]:
    """Enrolments elsewhere that could be of this person, and nobody has said that they are not.

    None for who is enrolled. Of each only its unit may be told.
    """
    if Enrolment.objects.filter(patient=patient, ended_at__isnull=True).exists():
        return []
    alike = alike_elsewhere(patient)
    if not alike:
        return []
    said = answers(patient).values_list("patient", "other")
    answered = {key for pair in said for key in pair}
    rows = Enrolment.objects.filter(patient__in=alike, ended_at__isnull=True)
    rows = rows.exclude(unit=patient.unit_id).select_related("unit")
    return [one for one in rows.order_by("unit__name", "pk") if one.patient_id not in answered]


def units_to_call(patient: Patient) -> tuple[Unit, ...]:
    """Where those are enrolled, each unit once."""
    return tuple({one.unit_id: one.unit for one in unanswered(patient)}.values())


def answers(patient: Patient) -> QuerySet[NotTheSame]:
    """Of whom it was said that they are not this person, at either unit, the first first."""
    rows = NotTheSame.objects.filter(Q(patient=patient) | Q(other=patient))
    return rows.select_related("said_by", "unit").order_by("said_at", "pk")
