"""Who is here now and since when: what the desk and the other rooms ask of the queue."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.models import Unit
from vangnet.rules.visit import Stage

BEFORE_THE_DOSE = (Stage.WAITING, Stage.TESTED, Stage.CHECKED)
# How the page shows waiting, no clinical value: from here on the minutes stand in another colour.
WAITING_LONG = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Someone who is here and has no dose yet."""

    visit: Visit
    stage: Stage
    waited: timedelta
    is_long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAtTheDesk:
    """The queue, longest waiting first, and what else is in the house."""

    waiting: tuple[Waiting, ...]
    long: int
    in_rooms: int
    left: int


def day_at_the_desk(unit: Unit, *, day: date, at: datetime) -> DayAtTheDesk:
    """The queue of `unit` at `at`. `left` counts the visits of that clinic day that are over."""
    visits = Visit.objects.filter(unit=unit)
    here = visits.filter(closed_at__isnull=True)
    rows = here.filter(stage__in=[s.value for s in BEFORE_THE_DOSE])
    waiting = tuple(
        _waiting(visit, at) for visit in rows.select_related("patient__unit").order_by("opened_at")
    )
    return DayAtTheDesk(
        waiting=waiting,
        long=sum(one.is_long for one in waiting),
        in_rooms=here.exclude(stage__in=[s.value for s in BEFORE_THE_DOSE]).count(),
        left=visits.filter(clinic_day=day, closed_at__isnull=False).count(),
    )


def _waiting(visit: Visit, at: datetime) -> Waiting:
    waited = max(at - visit.opened_at, timedelta(0))
    return Waiting(
        visit=visit, stage=Stage(visit.stage), waited=waited, is_long=waited >= WAITING_LONG
    )


def open_visit_of(patient_key: UUID) -> Visit | None:
    """The visit this patient is in now, at any unit."""
    return Visit.objects.filter(patient=patient_key, closed_at__isnull=True).first()
