"""A letter with consent, and its paper."""

from tests.factories.letters import agree, make
from tests.factories.world import World
from vangnet.clinic.registry.models import Patient


def fill(world: World, patient: Patient) -> None:
    agree(world, patient)
    assert make(world, patient).letter
