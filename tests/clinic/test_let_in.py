"""Somebody let in at once, for the tests, is let in as by every rung."""

import pytest
from tests.factories.entry import entry_of, let_in, step_by_step
from tests.factories.world import World, make_world

from vangnet.clinic.consulting.models import Approval, Episode
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.person import Person, Sex


@pytest.fixture(params=["nl", "ch", "de", "ca", "gb", "dk"])
def world(request: pytest.FixtureRequest, db: None) -> World:
    return make_world(country=request.param)


def registered(world: World, name: str) -> Patient:
    person = Person(
        family_name=name, given_names="Made Up", birth_date=world.now.date().replace(year=1970),
        sex=Sex.UNKNOWN, identifiers=(("urn:vangnet:test", name),),
    )  # fmt: skip
    answer = registry.register_patient(
        unit=world.unit, person=person, by=world.staff["desk"], at=world.now
    )
    assert answer.patient is not None
    return answer.patient


def at_once(world: World, name: str) -> Approval:
    return let_in(
        registered(world, name), by=world.staff["prescriber"], desk=world.staff["desk"],
        at=world.now,
    )  # fmt: skip


def test_the_rows_are_those_of_the_actions(world: World):
    fast = at_once(world, "Fast")
    slow = step_by_step(registered(world, "Slow"), by=world.staff["prescriber"], at=world.now)
    assert entry_of(fast) == entry_of(slow)
    assert bool(fast.reference) == bool(slow.reference)


def test_nobody_else_is_left_behind_and_the_ladder_is_empty(world: World):
    before = Patient.objects.count()
    at_once(world, "Fast")
    assert Patient.objects.count() == before + 1
    assert not Episode.objects.exists()
