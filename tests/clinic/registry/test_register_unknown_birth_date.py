"""A birth date that is not known confirms nobody: not at the desk, not between two records."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from vangnet.clinic.reception.actions import DoorReason, check_in
from vangnet.clinic.registry.actions import register_patient
from vangnet.clinic.registry.models import PatientIdentity
from vangnet.clinic.registry.person import Person, Sex, folded

SPARSE = Person(
    family_name="de Jong",
    given_names="Ingrid",
    birth_date=None,
    sex=Sex.UNKNOWN,
    identifiers=(("urn:vangnet:test", "I-1"),),
)


def at_the_desk(world, patient, birth_date):
    return check_in(
        unit=world.unit, patient=patient, face_matches=True, birth_date=birth_date,
        identifier=None, by=world.staff["desk"], at=world.now, request_id=uuid4(),
    )  # fmt: skip


@pytest.fixture
def sparse(world):
    registered = register_patient(
        unit=world.unit, person=SPARSE, by=world.staff["desk"], at=world.now
    )
    assert not registered.birth_date_known
    return registered.patient


def test_nothing_that_is_said_at_the_desk_equals_a_birth_date_not_known(world, sparse):
    for said in (date(1974, 5, 12), date.min, date.max):
        answer = at_the_desk(world, sparse, said)
        assert (answer.visit, answer.reasons) == (None, (DoorReason.BIRTH_DATE_DIFFERS,))


def test_saying_nothing_does_not_equal_it_either(world, sparse):
    identity = PatientIdentity.objects.get(patient=sparse)
    answer = at_the_desk(world, sparse, identity.birth_date)
    assert (answer.visit, answer.reasons) == (None, (DoorReason.NO_SECOND_IDENTIFIER,))


def test_once_completed_the_desk_can_confirm_it(world, sparse):
    born = date(1974, 5, 12)
    register_patient(
        unit=world.unit,
        person=replace(SPARSE, birth_date=born),
        by=world.staff["desk"],
        at=world.now,
    )
    assert at_the_desk(world, sparse, born).visit is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "ZOE"),
        ("Zoe\u0308", "zoë"),
        ("de Vries-Smit", "De Vries Smit"),
        ("d'Arc", "d\u2019 Arc"),
        ("Søren Łuczak", "soren luczak"),
        ("Groß", "GROSS"),
    ],
)
def test_two_ways_to_write_a_name_are_folded_into_one(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jansen", "Janssen"), ("de Vries", "Vries"), ("-", "."), ("", "-"), ("राम", "रमा")],
)
def test_other_names_stay_other_names(one, other):
    assert folded(one) != folded(other)
