"""One running enrolment a person, kept by the database; one national number, one person."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.ladder.actions import begin_episode, end_episode
from vangnet.clinic.consulting.models import Enrolment, Order
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.actions import Outcome, WhyNot
from vangnet.clinic.registry.matching import possible_matches
from vangnet.clinic.registry.models import PatientIdentifier
from vangnet.clinic.registry.person import Person, Sex
from vangnet.rules.ladder import EpisodeEndReason, EpisodeFacts, Treatment

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
SOMEBODY = Person(
    family_name="de Vries", given_names="Anna Maria", birth_date=date(1980, 4, 9), sex=Sex.FEMALE,
    identifiers=((BSN, "111222333"),),
)  # fmt: skip


def register(world, **changes):
    return registry.register_patient(
        unit=world.unit, person=replace(SOMEBODY, **changes), by=world.staff["desk"], at=world.now
    )


def running(patient):
    return list(Enrolment.objects.filter(patient=patient, ended_at=None))


def test_an_order_enrols_and_the_last_stop_ends_it(units, patient, settle):
    settle()
    (one,) = running(patient)
    assert one.unit == units.home.unit
    order = Order.objects.get(patient=patient)
    consulting.stop_order(
        order=order, reason="side_effects", by=units.home.staff["prescriber"], at=units.home.now
    )
    settle()
    assert running(patient) == []


def test_methadone_given_here_enrols_and_methadone_elsewhere_does_not(units, settle):
    patient = register(units.home).patient
    by = {"by": units.home.staff["prescriber"], "at": units.home.now}
    new = EpisodeFacts(treatment=Treatment.METHADONE, started_on=units.today, provider="GP")
    assert begin_episode(patient=patient, new=new, request_id=uuid4(), **by).row
    settle()
    assert running(patient) == []
    hat = EpisodeFacts(treatment=Treatment.HAT, started_on=units.today)
    assert begin_episode(patient=patient, new=hat, request_id=uuid4(), **by).row
    settle()
    assert len(running(patient)) == 1


def test_an_episode_that_ends_ends_the_enrolment(units, settle):
    patient = register(units.home).patient
    by = {"by": units.home.staff["prescriber"], "at": units.home.now}
    new = EpisodeFacts(treatment=Treatment.METHADONE, started_on=units.today)
    begun = begin_episode(patient=patient, new=new, request_id=uuid4(), **by).row
    settle()
    assert len(running(patient)) == 1
    ended = end_episode(
        episode=begun, ended_on=units.today, reason=EpisodeEndReason.OWN_CHOICE, **by
    )
    assert ended.row, ended.reasons
    settle()
    assert running(patient) == []


@BOTH
def test_nobody_is_enrolled_twice_or_away_from_home(units, patient, settle, role):
    settle()
    row = row_of("consulting_enrolment", running(patient)[0].pk)
    twice = {**row, "id": str(uuid4())}
    assert insert(role, "consulting_enrolment", twice) == "enrolment_one_a_person"
    elsewhere = {**twice, "unit_id": str(units.host.unit.pk)}
    assert insert(role, "consulting_enrolment", elsewhere) == "enrolment_is_at_the_home"
    undone = "update consulting_enrolment set ended_at = null where ended_at is not null"
    ended = "update consulting_enrolment set began_at = now() where id = %s"
    assert refusal(role, ended, row["id"]) == "record_moves_forward"
    assert refusal(role, undone) is None  # none has ended


def test_the_same_national_number_at_another_unit_is_refused_with_the_unit_to_call(units):
    assert register(units.home).outcome is Outcome.NEW
    for written in ("111222333", "111 222 333", "111.222.333"):
        answer = register(units.host, family_name="Smit", identifiers=((BSN, written),))
        assert (answer.outcome, answer.why_not) == (Outcome.REFUSED, WhyNot.ANOTHER_UNIT)
        assert answer.call == (units.home.unit,)


@BOTH
def test_the_database_knows_one_national_number_however_it_is_written(units, role):
    patient = register(units.home).patient
    other = units.host.patient()
    row = row_of("registry_patientidentifier", PatientIdentifier.objects.get(patient=patient).pk)
    again = {**row, "id": str(uuid4()), "salt": str(uuid4()), "patient_id": str(other.pk)}
    tried = {**again, "value": "111-222-333"}
    assert (
        insert(role, "registry_patientidentifier", tried)
        == "identifier_is_one_person_however_written"
    )
    own_number = {**tried, "system": "urn:vangnet:test"}
    assert insert(role, "registry_patientidentifier", own_number) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"identifiers": ((BSN, "123456782"),)},
        {"family_name": "Vries", "given_names": "Anna"},
        {"family_name": "Anna", "given_names": "Vries"},
        {"family_name": "de Vries-Smit"},
        {"family_name": "de Vreis"},  # a slip of the pen in the letters that are looked at: no
        {"birth_date": date(1980, 9, 4)},
    ],
)
def test_who_looks_alike_at_another_unit_is_a_possible_match_and_no_refusal(units, changes):
    register(units.home)
    answer = register(units.host, **{"identifiers": (("urn:x", str(uuid4())),), **changes})
    assert answer.outcome is Outcome.NEW
    alike = () if changes.get("family_name") == "de Vreis" else (units.home.unit,)
    assert answer.call == alike
    assert possible_matches(answer.patient) == alike


def test_another_birth_date_is_another_person(units):
    register(units.home)
    answer = register(units.host, identifiers=(("urn:x", "1"),), birth_date=date(1981, 4, 9))
    assert answer.call == ()
