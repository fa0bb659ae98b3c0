"""Somebody enrolled elsewhere could be this person: a prescriber asks before anything begins."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.clinic.consulting.orders.wanting import wanted
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.consulting.ladder.actions import begin_episode
from vangnet.clinic.consulting.models import Enrolment, NotTheSame
from vangnet.clinic.consulting.moving.likeness import unanswered
from vangnet.clinic.consulting.moving.two_people import say_two_people
from vangnet.clinic.consulting.orders.actions import look
from vangnet.clinic.registry import actions as registry
from vangnet.clinic.registry.matching import could_be_one
from vangnet.clinic.registry.models import PatientIdentifier, PatientIdentity
from vangnet.clinic.registry.person import NATIONAL_SYSTEMS, Person, Sex, folded
from vangnet.rules.decision import Reason
from vangnet.rules.ladder import EpisodeFacts, LadderReason, Treatment
from vangnet.rules.moving import MovingReason

GUARD = "enrolled_is_nobody_enrolled_elsewhere"
ANNA = Person(
    family_name="de Vries", given_names="Anna Maria", birth_date=date(1980, 4, 9), sex=Sex.FEMALE
)
PASSWORD = "made up for the test"


def registered(world, **changes):
    person = replace(ANNA, identifiers=(("urn:unit:card", str(uuid4())),), **changes)
    answer = registry.register_patient(
        unit=world.unit, person=person, by=world.staff["desk"], at=world.now
    )
    assert answer.patient
    return answer.patient


def methadone(world, patient):
    new = EpisodeFacts(treatment=Treatment.METHADONE, started_on=date(2026, 3, 2))
    return begin_episode(
        patient=patient, new=new, by=world.staff["prescriber"], at=world.now, request_id=uuid4()
    )


def say(world, patient, *, words="Spoke with East: theirs was born in Delft", by=None):
    return say_two_people(
        patient=patient, words=words, signature=(by or world).signature("prescriber"), at=world.now
    )


@pytest.fixture
def enrolled(units, settle):
    """Anna is in treatment at home, and the database has said so."""
    patient = registered(units.home)
    assert methadone(units.home, patient).row
    settle()
    return patient


@pytest.fixture
def second(units, enrolled):
    """Somebody at the other unit, under another number."""
    return registered(units.host, given_names="Anne")


def test_the_second_unit_begins_nothing_before_it_has_called(units, second, settle):
    refused = methadone(units.host, second)
    assert refused.reasons == (LadderReason.ALIKE_ENROLLED,)
    host = units.host
    asked = look(
        patient=second, wanted=wanted(host, (0, 200)), by=host.staff["prescriber"], at=host.now
    )
    told = {one.reason: one.values for one in asked.decision.refusals}
    assert told[Reason.ORDERING_ALIKE_ENROLLED] == {"units": "East"}
    answer = say(units.host, second)
    assert answer.row.said_by == units.host.staff["prescriber"]
    assert methadone(units.host, second).row
    settle()
    assert Enrolment.objects.filter(ended_at=None).count() == 2


def test_who_is_enrolled_already_is_not_asked(units, enrolled, second, settle):
    say(units.host, second)
    assert methadone(units.host, second).row
    settle()
    registered(units.home, given_names="Anne Marie")
    assert unanswered(enrolled) == unanswered(second) == []


def test_twice_is_once_and_another_one_who_looks_alike_is_asked_anew(units, enrolled, settle):
    second = registered(units.host)
    first = say(units.host, second).row
    assert say(units.host, second, words="again").row == first
    third = registered(units.home, given_names="Anna")
    assert methadone(units.home, third).row  # at the unit itself the desk sees the face
    settle()
    assert [one.patient_id for one in unanswered(second)] == [third.pk]
    assert say(units.host, second).row != first
    assert NotTheSame.objects.count() == 2


def test_nobody_answers_for_another_unit_or_about_nobody(units, second):
    away = say(units.host, second, by=units.home)
    assert away.reasons == (MovingReason.PATIENT_OF_ANOTHER_UNIT,)
    alone = registered(units.host, family_name="Smit", birth_date=date(1971, 1, 1))
    assert say(units.host, alone).reasons == (MovingReason.NOBODY_ALIKE,)


@BOTH
def test_the_database_enrols_nobody_who_could_be_enrolled_elsewhere(units, second, role):
    row = {
        "id": uuid4(), "patient_id": second.pk, "unit_id": units.host.unit.pk,
        "began_at": units.host.now, "ended_at": None,
    }  # fmt: skip
    assert insert(role, "consulting_enrolment", row) == GUARD
    say(units.host, second)
    assert insert(role, "consulting_enrolment", row) is None


@BOTH
def test_the_answer_is_of_the_own_patient_by_an_own_prescriber_and_stands(units, second, role):
    kept = say(units.host, second).row
    table = "consulting_notthesame"
    row = row_of(table, kept.pk)
    other = registered(units.host, family_name="Smit")
    for changes, guard in (
        ({}, "not_the_same_is_said_once"),
        ({"patient_id": other.pk, "other_id": second.pk}, "not_the_same_is_of_two_units"),
        ({"patient_id": row["other_id"]}, "not_the_same_is_of_two_units"),
        ({"patient_id": other.pk, "said_by_id": units.host.nurse.pk},
         "not_the_same_is_said_by_a_prescriber_here"),
        ({"patient_id": other.pk, "said_by_id": units.home.staff["prescriber"].pk},
         "not_the_same_is_said_by_a_prescriber_here"),
        ({"patient_id": other.pk, "words": ""}, "not_the_same_says_how"),
        ({"patient_id": other.pk, "words": "Another"}, None),
    ):  # fmt: skip
        assert insert(role, table, {**row, "id": uuid4(), **changes}) == guard, changes
    assert refusal(role, f"update {table} set words = 'x'") in ("record_is_final", "42501")
    assert refusal(role, f"delete from {table}") in ("record_is_final", "42501")


def test_an_order_that_asked_nobody_does_not_commit(units, second, settle):
    units.host.approve(second)
    units.host.order(second)
    with pytest.raises(IntegrityError, match="Call that unit"):
        settle()


def test_a_transfer_goes_on_with_what_runs(units, settle):
    """Both were enrolled before anybody asked: a name was corrected since."""
    patient, other = units.home.patient(), units.host.patient()
    assert methadone(units.home, patient).row
    settle()
    PatientIdentity.objects.filter(patient=other).update(
        family_name=patient.identity.family_name, birth_date=patient.identity.birth_date
    )
    transfer = units.transfer(patient).row
    units.answer(transfer)
    assert units.take_over(transfer).row
    settle()
    (runs,) = Enrolment.objects.filter(patient=patient, ended_at=None)
    assert runs.unit == units.host.unit


@BOTH
@pytest.mark.parametrize("statement", [
    "update registry_patientidentifier set value = 'X' where patient_id = %s",
    "delete from registry_patientidentifier where patient_id = %s",
    "delete from registry_patientidentity where patient_id = %s",
])  # fmt: skip
def test_who_is_enrolled_keeps_the_numbers_that_say_so(units, enrolled, statement, role):
    assert refusal(role, statement, enrolled.pk) == "who_is_enrolled_keeps_their_numbers"
    assert refusal(role, statement, registered(units.home).pk) is None


def test_a_further_number_is_added_to_who_is_enrolled(units, enrolled):
    known = PatientIdentifier.objects.filter(patient=enrolled).values_list("system", "value").get()
    person = replace(ANNA, identifiers=(known, ("urn:unit:card", "new")))
    answer = registry.register_patient(
        unit=units.home.unit, person=person, by=units.home.staff["desk"], at=units.home.now
    )
    assert (answer.patient, answer.outcome) == (enrolled, registry.Outcome.CHANGED)
    assert PatientIdentifier.objects.filter(patient=enrolled).count() == 2


def test_the_database_names_the_same_national_systems(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_indexdef('identifier_is_one_person_however_written'::regclass)"
        )
        predicate = cursor.fetchone()[0].split(" WHERE ")[1]
    assert set(predicate.split("'")[1::2]) - {""} == set(NATIONAL_SYSTEMS)


NAMES = st.text(
    st.sampled_from("aAeEéÉëøØßçÇıİIiÅåæ -.'’‐·0()") | st.characters(codec="utf-8"), max_size=12
).filter(lambda name: "\x00" not in name)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(NAMES, min_size=1, max_size=40))
def test_whoever_is_one_in_the_database_is_one_in_the_rule(db, names):
    with connection.cursor() as cursor:
        cursor.execute("select registry_name_plain(n) from unnest(%s::text[]) n", [names])
        plain = [row[0] for row in cursor.fetchall()]
    for name, written in zip(names, plain, strict=True):
        if written:
            assert folded(written) == folded(name), (name, written)
            assert could_be_one(replace(ANNA, family_name=name), replace(ANNA, family_name=written))


def test_the_page_says_whom_to_call_and_nothing_of_the_other(units, settle):
    now = units.at(at_present(units.home))
    theirs = registered(now.home)
    assert methadone(now.home, theirs).row
    settle()
    ours = registered(now.host, given_names="Anne")
    client = signed_in(Client(), now.host, "prescriber")
    record = reverse("registry:patient", args=[ours.pk])
    address = reverse("moving:two-people", args=[ours.pk])
    assert address in client.get(record).text
    page = client.get(address).text
    assert "East 020 East" in page
    assert str(theirs.pk) not in page
    assert "Anna Maria" not in page
    typed = {"request_id": str(uuid4()), "password": PASSWORD, "words": ""}
    assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"words": "Spoke", "password": "no"}).status_code == 422
    assert not NotTheSame.objects.exists()
    answered = client.post(address, typed | {"words": "Spoke with East"}, follow=True).text
    assert "Spoke with East" in answered
    assert address not in answered
    assert signed_in(Client(), now.host, "nurse").get(address).status_code == 403
