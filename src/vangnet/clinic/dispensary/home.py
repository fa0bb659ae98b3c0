"""Bottles at home, read as doses of their day. Handing them over is supply.py."""

from datetime import date
from uuid import UUID

from vangnet.clinic.dispensary.models import Bottle
from vangnet.clinic.registry.models import Patient
from vangnet.rules import facts as rule
from vangnet.rules.amounts import Drug, Route, SaltForm


def doses(patient: Patient, *, since: date, until: date) -> list[tuple[UUID, rule.DoseFacts]]:
    """The bottles of those days that did not come back, as doses, each with its key."""
    rows = Bottle.objects.filter(
        patient=patient, back_at__isnull=True, for_on__gte=since, for_on__lte=until
    )
    return [(row.pk, _dose(row)) for row in rows.select_related("supply")]


def _dose(row: Bottle) -> rule.DoseFacts:
    supply = row.supply
    return rule.DoseFacts(
        clinic_day=row.for_on,
        drug=Drug(supply.drug),
        salt_form=SaltForm(supply.salt_form),
        route=Route(supply.route),
        handed_over_at=supply.at,
        ended_at=supply.at,
        ordered_mg=row.dose_mg,
        handed_mg=row.dose_mg,
        given_mg=row.dose_mg,
        taken_home=True,
    )


def last_day(patient: Patient, *, before: date, drug: Drug | None) -> date | None:
    """The last earlier day for which something (of this drug) was taken home."""
    rows = Bottle.objects.filter(patient=patient, back_at__isnull=True, for_on__lt=before)
    rows = rows.filter(drug=drug) if drug else rows
    return rows.order_by("for_on").values_list("for_on", flat=True).last()


def ahead(patient: Patient, drug: Drug, *, after: date) -> tuple[date, ...]:
    """Days to come for which this drug was taken home already."""
    rows = Bottle.objects.filter(patient=patient, drug=drug, back_at__isnull=True, for_on__gt=after)
    return tuple(rows.order_by("for_on").values_list("for_on", flat=True))
