"""Registering people on the real tables: new, changed, unchanged, refused; never two of one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from tests.factories.world import make_world

from vangnet.clinic.journal.models import Leaf
from vangnet.clinic.registry.actions import Outcome, WhyNot, register_patient
from vangnet.clinic.registry.models import Patient, PatientIdentifier, PatientIdentity
from vangnet.clinic.registry.person import RECORD_ID_SYSTEM, Address, Person, Photo, Sex, Telecom

CLINIC = "https://clinic.example/number"
BORN = date(1974, 5, 12)
OTHER_DAY = date(1980, 1, 1)
ADDRESS = Address(lines=("Damrak 1",), postcode="1012 LG", city="Amsterdam", country="NL")
ANNA = Person(
    family_name="de Vriës-Smit", given_names="Anna Maria", birth_date=BORN, sex=Sex.FEMALE,
    identifiers=((CLINIC, "A-1"),), address=ADDRESS,
    telecom=(Telecom(system="phone", value="+31200000000", use="home"),),
    photo=Photo(image=b"a face", content_type="image/jpeg"),
)  # fmt: skip


def register(world, person, **other):
    given = {"unit": world.unit, "by": world.staff["desk"], "at": world.now} | other
    return register_patient(person=person, **given)


def who(patient):
    return PatientIdentity.objects.get(patient=patient)


def test_someone_new_gets_the_next_number(world):
    first = register(world, ANNA)
    second = register(world, replace(ANNA, family_name="Bakker", identifiers=((CLINIC, "A-2"),)))
    assert [one.outcome for one in (first, second)] == [Outcome.NEW, Outcome.NEW]
    assert [one.patient.number for one in (first, second)] == ["C-001", "C-002"]
    assert first.patient.registered_by == world.staff["desk"]
    assert who(first.patient).address_lines == "Damrak 1"


def test_the_same_again_changes_nothing_and_writes_nothing(world):
    register(world, ANNA)
    leaves = Leaf.objects.count()
    assert register(world, ANNA).outcome is Outcome.UNCHANGED
    assert Leaf.objects.count() == leaves


NEWS = {
    "another family name": {"family_name": "Bakker"},
    "other given names": {"given_names": "Jo"},
    "another way to write it": {"family_name": "de Vries Smit"},
    "another birth date": {"birth_date": OTHER_DAY},
    "both, written otherwise": {"birth_date": OTHER_DAY, "family_name": "DE VRIES SMIT"},
    "another sex": {"sex": Sex.OTHER},
    "a number more": {"identifiers": ((CLINIC, "A-1"), (CLINIC, "A-9"))},
    "another address": {"address": Address(city="Delft")},
    "another telephone": {"telecom": (Telecom(system="phone", value="1"),)},
    "another face": {"photo": Photo(image=b"another face", content_type="image/jpeg")},
}


@pytest.mark.parametrize("news", NEWS.values(), ids=NEWS)
def test_what_is_new_is_a_change_once(world, news):
    patient = register(world, ANNA).patient
    changed = register(world, replace(ANNA, **news))
    assert (changed.outcome, changed.patient) == (Outcome.CHANGED, patient)
    assert register(world, replace(ANNA, **news)).outcome is Outcome.UNCHANGED


NOT_SAID = {
    "birth date": {"birth_date": None},
    "given names, with the birth date": {"given_names": ""},
    "sex": {"sex": Sex.UNKNOWN},
    "address": {"address": None},
    "postcode": {"address": replace(ADDRESS, postcode="")},
    "country": {"address": replace(ADDRESS, country="")},
    "telephone": {"telecom": ()},
    "face": {"photo": None},
}


@pytest.mark.parametrize("less", NOT_SAID.values(), ids=NOT_SAID)
def test_what_is_not_said_is_kept(world, less):
    register(world, ANNA)
    assert register(world, replace(ANNA, **less)).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    "elsewhere",
    [
        Address(lines=("Damrak 2",), city="Amsterdam", country="NL"),
        Address(lines=("Damrak 1",), city="Delft"),
        Address(lines=("Damrak 1",), postcode="1012 ZZ", city="Amsterdam"),
        Address(city="Amsterdam"),
    ],
)
def test_a_different_address_replaces_the_whole(world, elsewhere):
    """Half of the old address under the new one would be a place where nobody lives."""
    patient = register(world, ANNA).patient
    register(world, replace(ANNA, address=elsewhere))
    kept = who(patient)
    shown = Address(
        lines=tuple(kept.address_lines.splitlines()),
        postcode=kept.postcode,
        city=kept.city,
        country=kept.country,
    )
    assert shown == elsewhere


def test_a_postcode_that_comes_later_is_added(world):
    patient = register(world, replace(ANNA, address=replace(ADDRESS, postcode=""))).patient
    assert register(world, ANNA).outcome is Outcome.CHANGED
    assert who(patient).postcode == "1012 LG"


SOMEONE_ELSE = {
    "family name and birth date": {"family_name": "Bakker", "birth_date": OTHER_DAY},
    "given name and birth date": {"given_names": "Jo", "birth_date": OTHER_DAY},
    "no given name, another birth date": {"given_names": "", "birth_date": OTHER_DAY},
    "family name, no birth date": {"family_name": "Bakker", "birth_date": None},
}


@pytest.mark.parametrize("other", SOMEONE_ELSE.values(), ids=SOMEONE_ELSE)
def test_a_known_number_with_another_name_and_no_such_birth_date_is_refused(world, other):
    register(world, ANNA)
    leaves = Leaf.objects.count()
    answer = register(world, replace(ANNA, **other))
    assert (answer.outcome, answer.why_not) == (Outcome.REFUSED, WhyNot.LOOKS_LIKE_ANOTHER_PERSON)
    assert answer.patient is None
    assert Leaf.objects.count() == leaves


def test_two_birth_dates_that_are_not_known_are_not_the_same_one(world):
    unknown = replace(ANNA, birth_date=None)
    register(world, unknown)
    assert register(world, replace(unknown, family_name="Bakker")).outcome is Outcome.REFUSED
    assert register(world, unknown).outcome is Outcome.UNCHANGED


def test_the_id_of_a_record_joins_only_who_agrees_in_all(world):
    record = replace(ANNA, identifiers=((RECORD_ID_SYSTEM, uuid4().hex),))
    register(world, replace(record, birth_date=None))
    assert register(world, replace(record, family_name="Bakker")).outcome is Outcome.REFUSED
    completed = register(world, record)
    assert (completed.outcome, completed.birth_date_known) == (Outcome.CHANGED, True)
    assert register(world, replace(record, birth_date=OTHER_DAY)).outcome is Outcome.REFUSED


def test_without_any_identifier_nobody_is_registered(world):
    answer = register(world, replace(ANNA, identifiers=()))
    assert (answer.outcome, answer.why_not) == (Outcome.REFUSED, WhyNot.NO_IDENTIFIER)


def test_numbers_of_two_patients_are_refused(world):
    register(world, ANNA)
    register(world, replace(ANNA, identifiers=((CLINIC, "A-2"),)))
    both = register(world, replace(ANNA, identifiers=((CLINIC, "A-1"), (CLINIC, "A-2"))))
    assert both.why_not is WhyNot.IDENTIFIERS_OF_TWO_PATIENTS


def test_a_patient_of_another_unit_is_not_changed(world):
    patient = register(world, ANNA).patient
    elsewhere = make_world(code="east")
    leaves = Leaf.objects.count()
    answer = register(elsewhere, replace(ANNA, sex=Sex.OTHER))
    assert (answer.outcome, answer.why_not) == (Outcome.REFUSED, WhyNot.ANOTHER_UNIT)
    assert answer.patient is None
    assert who(patient).sex == "female"
    assert Leaf.objects.count() == leaves


def test_a_double_under_another_number_is_registered_and_named(world):
    first = register(world, ANNA)
    double = register(world, replace(ANNA, identifiers=(("urn:elsewhere", "7"),)))
    assert first.looks_like == ()
    assert (double.outcome, double.looks_like) == (Outcome.NEW, ("C-001",))
    assert double.patient != first.patient


def test_people_of_another_unit_are_nobodys_double_here(world):
    register(world, ANNA)
    elsewhere = make_world(code="east")
    assert register(elsewhere, replace(ANNA, identifiers=(("urn:e", "7"),))).looks_like == ()


def at_once(world, people):
    """Registers them in as many threads, each with a connection of its own."""

    def one(person):
        try:
            return register(world, person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(one, people))


def test_one_person_registered_eight_times_at_once_is_one_patient(open_world):
    card = ("urn:vangnet:test", uuid4().hex)
    answers = at_once(open_world, [replace(ANNA, identifiers=(card,))] * 8)
    outcomes = sorted(answer.outcome for answer in answers)
    assert outcomes == [Outcome.NEW, *[Outcome.UNCHANGED] * 7]
    assert len({answer.patient.pk for answer in answers}) == 1
    assert Patient.objects.filter(unit=open_world.unit).count() == 1
    assert PatientIdentifier.objects.filter(value=card[1]).count() == 1


def test_eight_people_registered_at_once_have_eight_numbers_in_a_row(open_world):
    people = [
        replace(ANNA, family_name=f"Test{n}", identifiers=(("urn:vangnet:test", uuid4().hex),))
        for n in range(8)
    ]
    answers = at_once(open_world, people)
    assert {answer.outcome for answer in answers} == {Outcome.NEW}
    assert sorted(answer.patient.number for answer in answers) == [
        f"C-{n:03d}" for n in range(1, 9)
    ]
