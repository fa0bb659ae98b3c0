"""An episode that ended, its dose, and a contact."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.consulting.models import Contact, Episode, EpisodeDose, EpisodeEnd
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Patient
from vangnet.rules.ladder import ContactKind, EpisodeEndReason, Treatment


def fill(world: World, patient: Patient) -> None:
    by = world.staff["prescriber"]
    written = {"recorded_at": world.now, "recorded_by": by}
    with acting(str(by.pk)):
        episode = Episode.objects.create(
            unit=world.unit, patient=patient, treatment=Treatment.METHADONE,
            started_on=date(2024, 1, 1), request_id=uuid4(), **written,
        )  # fmt: skip
        EpisodeDose.objects.create(
            episode=episode, from_on=date(2024, 1, 1), dose_mg=Decimal(60), **written
        )
        EpisodeEnd.objects.create(
            episode=episode, ended_on=date(2025, 1, 1), reason=EpisodeEndReason.NOT_EFFECTIVE,
            **written,
        )  # fmt: skip
        Contact.objects.create(
            unit=world.unit, patient=patient, kind=ContactKind.VISIT, on=date(2025, 1, 1),
            request_id=uuid4(), **written,
        )  # fmt: skip
