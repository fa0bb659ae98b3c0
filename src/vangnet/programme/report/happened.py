"""What went wrong in the doses of a year: incidents that count, and what an emergency asked for."""

from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from vangnet.clinic.recovery.emergency.models import ActKind, Emergency, EmergencyAct, Outcome
from vangnet.clinic.recovery.incidents.facts import counting
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.clinic.recovery.models import Observation
from vangnet.clinic.registry.facts import end_of_day
from vangnet.clinic.registry.models import Unit
from vangnet.programme.report.counting.rows import Happened
from vangnet.rules.incidents import Grade, IncidentKind
from vangnet.rules.watching import Asks

A_DAY = timedelta(days=1)
# In the order of the report. Those of incidents bear the name of their kind.
CALLED, OXYGEN, NALOXONE, EMERGENCY = "called", "oxygen", "naloxone", "emergency"
GRAVEST = "gravest"
OF_INCIDENTS = (IncidentKind.SEIZURE, IncidentKind.FALL, IncidentKind.MEDICATION_ERROR)


def happened(unit: Unit, *, first_on: date, last_on: date) -> list[Happened]:
    """Events with and without a dose near them; of each also how many people had one."""
    since = end_of_day(unit, day=first_on - A_DAY)
    until = end_of_day(unit, day=last_on)
    incidents = counting(unit).filter(happened_at__gte=since, happened_at__lt=until)
    return [
        _visits_that_called(unit, since, until),
        *_emergencies(unit, since, until),
        *_incidents(incidents),
        _one(GRAVEST, incidents.filter(grade=Grade.LASTING_HARM_OR_DEATH.value)),
    ]


def _visits_that_called(unit: Unit, since: datetime, until: datetime) -> Happened:
    """Visits in which a sign asked to call the nurse, or more: each counts once."""
    rows = Observation.objects.filter(
        unit=unit, at__gte=since, at__lt=until, asks__in=[Asks.CALL, Asks.OVERDOSE],
        corrected_by__isnull=True,
    )  # fmt: skip
    found = rows.aggregate(
        count=Count("visit", distinct=True), persons=Count("patient", distinct=True)
    )
    return Happened(kind=CALLED, **found)


def _emergencies(unit: Unit, since: datetime, until: datetime) -> list[Happened]:
    """What was started by mistake was none."""
    rows = Emergency.objects.filter(unit=unit, started_at__gte=since, started_at__lt=until)
    rows = rows.exclude(outcome=Outcome.NO_OVERDOSE)
    found = []
    for kind, act in ((OXYGEN, ActKind.OXYGEN), (NALOXONE, ActKind.NALOXONE)):
        acts = EmergencyAct.objects.filter(
            emergency__in=rows, kind=act, is_void=False, corrected_by__isnull=True
        )
        counts = acts.aggregate(
            count=Count("emergency", distinct=True), persons=Count("patient", distinct=True)
        )
        found.append(Happened(kind=kind, **counts))
    counts = rows.aggregate(count=Count("pk"), persons=Count("patient", distinct=True))
    return [Happened(kind=EMERGENCY, **counts), *found]


def _incidents(incidents: QuerySet[Incident]) -> list[Happened]:
    """The kinds that may come of a dose. The others have their own page, which is not of doses."""
    return [_one(kind.value, incidents.filter(kind=kind.value)) for kind in OF_INCIDENTS]


def _one(kind: str, rows: QuerySet[Incident]) -> Happened:
    counts = rows.aggregate(count=Count("pk"), persons=Count("patient", distinct=True))
    return Happened(kind=kind, **counts)
