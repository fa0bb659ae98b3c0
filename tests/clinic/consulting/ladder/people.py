"""Someone on the ladder, as the tests of this part begin."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from tests.factories.world import World

from vangnet.clinic.consulting.ladder import actions, leaving
from vangnet.clinic.consulting.ladder.actions import Written
from vangnet.clinic.consulting.models import Episode, TreatmentExit
from vangnet.clinic.registry.models import Patient
from vangnet.rules.ladder import DoseSpan, EpisodeEndReason, EpisodeFacts, Follows, Treatment

TODAY = date(2026, 3, 2)  # the clinic day of a new world
HAT_SINCE = date(2026, 1, 5)
METHADONE_ORDER = {
    "dose_mg": "60", "doses_per_day": 1, "drug": "methadone", "salt_form": "hydrochloride",
    "route": "oral",
}  # fmt: skip


def written(world: World) -> dict:
    return {"by": world.staff["prescriber"], "at": world.now}


def facts(treatment: Treatment, started_on: date, *doses: tuple[date, str], **more) -> EpisodeFacts:
    spans = tuple(DoseSpan(from_on=day, mg_per_day=Decimal(mg)) for day, mg in doses)
    return EpisodeFacts(treatment=treatment, started_on=started_on, doses=spans, **more)


def settle() -> None:
    """Ask now what the database asks at commit: a test's own transaction never gets there."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def begin(world: World, patient: Patient, new: EpisodeFacts, **more) -> Written[Episode]:
    answer = actions.begin_episode(
        patient=patient, new=new, **{"request_id": uuid4(), **written(world), **more}
    )
    settle()
    return answer


def begun(world: World, patient: Patient, new: EpisodeFacts) -> Episode:
    answer = begin(world, patient, new)
    assert answer.row, answer.reasons
    return answer.row


def in_hat(world: World) -> Patient:
    """With order, approval and the HAT episode."""
    patient = world.patient()
    begun(world, patient, facts(Treatment.HAT, HAT_SINCE, (HAT_SINCE, "600")))
    return patient


def hat_of(patient: Patient) -> Episode:
    """The HAT episode; the methadone that let them in was taken back by the factory."""
    return Episode.objects.get(patient=patient, treatment=Treatment.HAT)


def leave(
    world: World, patient: Patient, *, follows: Follows = Follows.METHADONE_HERE,
    reason: EpisodeEndReason = EpisodeEndReason.OWN_CHOICE, ended_on: date = TODAY,
    provider: str = "", **more,
) -> Written[TreatmentExit]:  # fmt: skip
    new = leaving.NewExit(ended_on=ended_on, reason=reason, follows=follows, provider=provider)
    answer = leaving.leave_treatment(
        patient=patient, new=new, **{"request_id": uuid4(), **written(world), **more}
    )
    settle()
    return answer
