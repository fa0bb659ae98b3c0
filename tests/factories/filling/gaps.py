"""A task that somebody did."""

from tests.factories.world import World
from vangnet.clinic.consulting.models import TaskDone
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import Patient


def fill(world: World, patient: Patient) -> None:
    by = world.staff["prescriber"]
    with acting(str(by.pk)):
        TaskDone.objects.create(
            unit=world.unit, patient=patient, key="missed-days:test", kind="missed_days",
            due_on=world.now.date(), words="called", done_at=world.now, done_by=by,
        )  # fmt: skip
