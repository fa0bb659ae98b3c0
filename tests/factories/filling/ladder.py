"""An episode that ended, its dose, a contact, and an exit that was taken back."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.ladder import actions, leaving
from vangnet.clinic.registry.models import Patient
from vangnet.rules.ladder import (
    ContactKind,
    DoseSpan,
    EpisodeEndReason,
    EpisodeFacts,
    Follows,
    Treatment,
)


def fill(world: World, patient: Patient) -> None:
    written = {"by": world.staff["prescriber"], "at": world.now}
    begun = actions.begin_episode(
        patient=patient, request_id=uuid4(), **written,
        new=EpisodeFacts(
            treatment=Treatment.METHADONE, started_on=date(2024, 1, 1), ended_on=date(2025, 1, 1),
            end_reason=EpisodeEndReason.NOT_EFFECTIVE,
            doses=(DoseSpan(from_on=date(2024, 1, 1), mg_per_day=Decimal(60)),),
        ),
    )  # fmt: skip
    assert begun.row, begun.reasons
    actions.record_contact(
        patient=patient, new=actions.NewContact(kind=ContactKind.VISIT, on=date(2025, 1, 1)),
        request_id=uuid4(), **written,
    )  # fmt: skip
    left = world.patient()  # somebody else: the patient's own orders stay as they are
    hat = EpisodeFacts(treatment=Treatment.HAT, started_on=date(2026, 1, 1))
    actions.begin_episode(patient=left, new=hat, request_id=uuid4(), **written)
    answer = leaving.leave_treatment(
        patient=left, request_id=uuid4(), **written,
        new=leaving.NewExit(
            ended_on=date(2026, 3, 1), reason=EpisodeEndReason.OWN_CHOICE,
            follows=Follows.METHADONE_HERE,
        ),
    )  # fmt: skip
    assert answer.row, answer.reasons
    leaving.take_back_exit(kept=answer.row, why="made up", request_id=uuid4(), **written)
