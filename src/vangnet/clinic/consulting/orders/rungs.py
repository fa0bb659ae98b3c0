"""A signed order is a step on the ladder: the first one begins the rung, each later one is a dose.

What does not fit beside the rungs that are written down (methadone that still runs elsewhere)
is left to the prescriber, who sees the ladder on the same page.
"""

from datetime import datetime
from uuid import uuid5

from vangnet.clinic.consulting.ladder.actions import begin_episode, record_dose
from vangnet.clinic.consulting.ladder.facts import standing_episodes
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.models import User
from vangnet.rules.amounts import Drug
from vangnet.rules.ladder import HAT_DRUGS, DoseSpan, EpisodeFacts, Treatment

RUNGS = {
    **dict.fromkeys(HAT_DRUGS, Treatment.HAT),
    Drug.METHADONE: Treatment.METHADONE,
    Drug.MORPHINE: Treatment.SLOW_RELEASE_MORPHINE,
    Drug.BUPRENORPHINE: Treatment.BUPRENORPHINE,
}


def climb(order: Order, *, by: User, at: datetime) -> None:
    """Begin the rung of the order's drug here, or note the order's most a day, in mg, as its dose.

    A rung begins on the order's first day, and today when that day is still to come.
    """
    treatment = RUNGS.get(Drug(order.drug))
    if treatment is None:
        return
    here = standing_episodes(patient=order.patient).filter(treatment=treatment, provider="")
    runs = here.filter(end__isnull=True).first()
    since = min(order.valid_from, clinic_day_of(order.unit, at=at))
    if runs is None:
        dose = DoseSpan(from_on=since, mg_per_day=order.day_mg)
        begin_episode(
            patient=order.patient, by=by, at=at, request_id=uuid5(order.pk, "rung"),
            new=EpisodeFacts(treatment=treatment, started_on=since, doses=(dose,)),
        )  # fmt: skip
        return
    since = max(since, runs.started_on)
    known = runs.doses.filter(from_on=since).exists()
    if not known:
        record_dose(
            episode=runs, dose=DoseSpan(from_on=since, mg_per_day=order.day_mg), by=by, at=at
        )
