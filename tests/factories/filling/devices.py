"""A device that was on a patient, and one reading of it."""

from datetime import date

from tests.factories.devices import keep, oximeter, put_on
from tests.factories.world import World
from vangnet.clinic.devices.actions import record_calibration, take_off
from vangnet.clinic.reception import actions as reception
from vangnet.clinic.registry.models import Patient


def fill(world: World, patient: Patient) -> None:
    device = oximeter(world)
    record_calibration(
        device=device, calibrated_on=date(2026, 1, 5), due_on=date(2027, 1, 5), by=world.nurse,
        at=world.now,
    )  # fmt: skip
    visit = world.check_in(patient)
    binding = put_on(world, visit, device)
    keep(world, device)
    take_off(binding=binding, by=world.nurse, at=world.now)
    reception.turn_away(visit=visit, by=world.nurse, at=world.now)
