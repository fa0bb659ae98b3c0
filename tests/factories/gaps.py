"""Doses on some days and none on others, by the same actions the pages use."""

from decimal import Decimal

from tests.factories.world import World
from vangnet.clinic.protocols import actions as protocols
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.models import Patient
from vangnet.rules.country import Standing, Value
from vangnet.rules.protocol import Site


def dosed(world: World, patient: Patient, *, mg: str = "200") -> None:
    """One whole visit with a dose, now."""
    visit = world.at_the_hatch(patient)
    world.use(world.hand_over(visit, dose_mg=Decimal(mg)))
    assert world.leave(visit).departure
    world.clean_rooms()


def sign_values(world: World, units: dict[str, str], **values: object) -> None:
    """The unit's protocol with these values of its own set, or with None taken out."""
    found = in_force(unit=world.unit, at=world.now)
    assert found
    site = Site.model_validate(found[1].content()["site"])
    kept = [one for one in site.values if one.key not in values]
    own = [
        Value(key=key, value=value, unit=units.get(key, ""), standing=Standing.DEMONSTRATION)
        for key, value in values.items()
        if value is not None
    ]
    answer = protocols.sign(
        unit=world.unit, site=site.model_copy(update={"values": (*kept, *own)}),
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip
    assert answer.version, (answer.protocol.missing, answer.protocol.loosened)
