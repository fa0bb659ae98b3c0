"""Guest days, a transfer to another unit and back, an enrolment, and a partner's file compared."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection

from tests.factories.units import Units, amounts
from tests.factories.world import World, make_world
from vangnet.clinic.consulting.models import Enrolment, PartnerMatch
from vangnet.clinic.consulting.moving import guests, partners
from vangnet.clinic.consulting.moving.partner_file import PartnerFile
from vangnet.clinic.consulting.moving.two_people import say_two_people
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.actions import register_patient
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.person import Person, Sex
from vangnet.rules.amounts import Drug


def fill(world: World, patient: Patient) -> None:
    other = make_world(code="neighbour", now=world.now)
    units = Units(home=world, host=other)
    _moved(units, world.patient())
    _stays(units, world.patient())
    _guest(units, world.patient())
    _compared(world, patient)
    with connection.cursor() as cursor:  # enrolments are written at commit
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    enrolled = Enrolment.objects.filter(unit=world.unit, ended_at=None).first()
    assert enrolled is not None
    _alike(other, enrolled.patient)


def _guest(units: Units, patient: Patient) -> None:
    permitted = units.permit(patient, 3, 6).row
    assert permitted is not None
    ordered = guests.order_for_guest(
        permission=permitted, wanted=amounts(drug=Drug.DIAMORPHINE), at=units.host.now,
        signature=units.host.signature("prescriber"), request_id=uuid4(),
    )  # fmt: skip
    assert ordered.row, ordered.reasons
    assert units.cut(permitted, 4).row


def _moved(units: Units, patient: Patient) -> None:
    signed = units.transfer(patient, 0).row
    assert signed is not None
    assert units.answer(signed).row
    assert units.take_over(signed).row


def _stays(units: Units, patient: Patient) -> None:
    signed = units.transfer(patient, 1).row
    assert signed is not None
    assert units.answer(signed).row
    assert units.undo(signed).row


def _compared(world: World, patient: Patient) -> None:
    prescriber, at = world.staff["prescriber"], world.now
    day = clinic_day_of(world.unit, at=at) - timedelta(days=1)
    file = PartnerFile(
        made_by="elsewhere",
        unit="Elsewhere",
        phone="1",
        key_id="0" * 16,
        made_on=day,
        pseudonyms=frozenset(),
    )
    check = partners.check_partner(
        unit=world.unit, file=file, key=b"k" * 32, by=prescriber, at=at, request_id=uuid4()
    )
    with acting(str(prescriber.pk)):
        PartnerMatch.objects.create(check_of=check, patient=patient)
    partners.note_look(unit=world.unit, matches=1, by=prescriber, at=at)


def _alike(other: World, patient: Patient) -> None:
    """Somebody at the other unit has the same name and birth date, and is another person."""
    who = patient.identity
    person = Person(
        family_name=who.family_name, given_names=who.given_names, birth_date=who.birth_date,
        sex=Sex(who.sex), identifiers=(("urn:vangnet:test", "alike"),),
    )  # fmt: skip
    answer = register_patient(unit=other.unit, person=person, by=other.staff["desk"], at=other.now)
    assert answer.patient is not None
    said = say_two_people(
        patient=answer.patient, words="Spoke with the other unit", at=other.now,
        signature=other.signature("prescriber"),
    )  # fmt: skip
    assert said.row, said.reasons
