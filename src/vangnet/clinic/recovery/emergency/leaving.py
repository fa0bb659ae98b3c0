"""With the ambulance: the visit ends as that, once every dose of it has been accounted for."""

from datetime import datetime

from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.emergency.models import Emergency, Outcome
from vangnet.clinic.recovery.models import Departure, DepartureKind
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.visit import Stage


def leave_with_ambulance(*, emergency: Emergency, by: User, at: datetime) -> bool:
    """Whether the visit is closed now. Not while a dose of it is open: first its end is recorded,

    so that the register knows where it went. Twice is once.
    """
    by.must(Task.HELP_IN_EMERGENCY)
    assert emergency.outcome == Outcome.AMBULANCE, "only who was handed over leaves this way"
    if emergency.visit_id is None:
        return True
    with acting(str(by.pk)):
        visit = Visit.objects.select_for_update(no_key=True).get(pk=emergency.visit_id)
        if visit.closed_at is not None:
            return True
        uses = Use.objects.filter(visit=visit)
        if uses.filter(ended_at__isnull=True).exists():
            return False
        if not uses.exists():
            reception.close(visit, stage=Stage.TURNED_AWAY, by=by, at=at)
            return True
        if visit.stage == Stage.CHECKED:  # was back at the hatch for another drug
            reception.move(visit, Stage.RECOVERING)
        Departure.objects.create(
            unit_id=visit.unit_id, visit=visit, patient_id=visit.patient_id,
            kind=DepartureKind.AMBULANCE, at=at, by=by, reasons=[],
        )  # fmt: skip
        reception.close(visit, stage=Stage.LEFT, by=by, at=at)
        return True
