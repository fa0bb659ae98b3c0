"""Methadone taken home for two days, of which one bottle came back."""

from tests.factories.methadone import bring_back, only_methadone, take_home
from tests.factories.world import World
from vangnet.clinic.registry.models import Patient


def fill(world: World, patient: Patient) -> None:
    visit = world.check(world.blow(world.check_in(only_methadone(world))))
    kept = take_home(world, visit)
    assert kept.allowed, kept.reasons
    bring_back(world, kept.bottles.order_by("for_on").last())
