"""Consent for a letter, and letters, by the same actions the pages use."""

from uuid import uuid4

from tests.factories.world import World
from vangnet.clinic.board.letter.actions import Answer, make_letter
from vangnet.clinic.board.letter.facts import Asked
from vangnet.clinic.consulting.care import talking
from vangnet.clinic.consulting.models import Consent
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.rules.care import ConsentScope

HOSPITAL = "St. Test Hospital, ward 4"


def agree(world: World, patient: Patient, scope: ConsentScope = ConsentScope.HOSPITAL_LETTER,
          ) -> Consent:  # fmt: skip
    return talking.give_consent(
        patient=patient, scope=scope, on=clinic_day_of(world.unit, at=world.now),
        form_version="2", witness=world.staff["prescriber"], words="", by=world.nurse,
        at=world.now, request_id=uuid4(),
    )  # fmt: skip


def take_back(world: World, patient: Patient) -> Consent:
    return talking.withdraw_consent(
        patient=patient, scope=ConsentScope.HOSPITAL_LETTER, words="",
        on=clinic_day_of(world.unit, at=world.now), by=world.nurse, at=world.now,
        request_id=uuid4(),
    )  # fmt: skip


def asked(**changes: str) -> Asked:
    said = {
        "recipient": HOSPITAL, "purpose": "admission", "phone": "+31 10 000 00 00",
        "language": "en", **changes,
    }  # fmt: skip
    return Asked(**said)


def make(world: World, patient: Patient, **changes: object) -> Answer:
    given = {"by": world.nurse, "at": world.now, "request_id": uuid4()}
    for name in given:
        given[name] = changes.pop(name, given[name])
    return make_letter(patient=patient, asked=asked(**changes), **given)
