"""Rows in, the rule's facts about health checks out: the plain reading, one question a query.

The hatch uses the database's `consulting_checks`; a property test ties the two together.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from vangnet.clinic.consulting.models import CheckPlan, Result
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.care import NOT_DONE
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.checks import Plan, Standing, plans, standings
from vangnet.rules.facts import CheckFacts


def counting() -> QuerySet[Result]:
    """Results that nothing corrects and that were no error."""
    return Result.objects.filter(corrected_by__isnull=True, is_void=False)


def checks_of(patients: list[UUID], *, on: date) -> dict[UUID, tuple[CheckFacts, ...]]:
    """Of each person the last check of each kind and their own plan."""
    done: dict[tuple[UUID, str], date] = {}
    rows = counting().filter(patient__in=patients, taken_on__lte=on)
    rows = rows.exclude(finding__in=[one.value for one in NOT_DONE])
    for patient, kind, last in rows.values_list("patient_id", "kind").annotate(Max("taken_on")):
        done[patient, kind] = last
    own: dict[tuple[UUID, str], int | None] = {}
    for plan in CheckPlan.objects.filter(patient__in=patients).order_by("recorded_at", "pk"):
        own[plan.patient_id, plan.kind] = plan.every_months
    tried = Result.objects.filter(patient__in=patients).values_list("patient_id", "kind")
    known = {*own, *tried.distinct()}
    found: dict[UUID, list[CheckFacts]] = {one: [] for one in patients}
    for patient, kind in sorted(known, key=lambda pair: pair[1]):
        found[patient].append(
            CheckFacts(
                kind=CheckKind(kind), last_on=done.get((patient, kind)),
                own_months=own.get((patient, kind)),
            )
        )  # fmt: skip
    return {patient: tuple(facts) for patient, facts in found.items()}


def since(patient: Patient) -> date:
    """The person's first day here: from then on a check that was never done is due."""
    return clinic_day_of(patient.unit, at=patient.registered_at)


def signed_plans(unit: Unit, *, at: datetime) -> dict[CheckKind, Plan]:
    """What the unit's protocol says; a plan without anything where nothing was signed."""
    found = in_force(unit=unit, at=at)
    return plans(found[1] if found else None)


def standings_of(
    patients: list[Patient], *, unit: Unit, at: datetime
) -> dict[UUID, list[Standing]]:
    """How every check of every one of them stands on this clinic day."""
    today, signed = clinic_day_of(unit, at=at), signed_plans(unit, at=at)
    known = checks_of([one.pk for one in patients], on=today)
    return {
        one.pk: standings(known[one.pk], signed, since=since(one), on=today) for one in patients
    }
