"""Rows in every record, an area at a time: for tests that try each table of the house.

Each module has `fill(world, patient)`; a module counts as soon as it lies here.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.factories.world import World
from vangnet.clinic.registry.models import Patient


def fill_all(world: World, patient: Patient) -> None:
    for module in sorted(one.name for one in iter_modules(__path__)):
        import_module(f"{__name__}.{module}").fill(world, patient)
