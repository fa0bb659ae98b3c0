"""Registering people, rooms and alerts. Who may be told apart from whom is decided here once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any
from uuid import UUID, uuid4

from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.models import (
    Alert,
    AlertKind,
    Patient,
    PatientIdentifier,
    PatientIdentity,
    PatientPhoto,
    Room,
    RoomState,
    Unit,
)
from vangnet.clinic.registry.person import Person
from vangnet.clinic.staff.models import User

NUMBER_PREFIX = "C-"


class Outcome(StrEnum):
    """What came of registering someone."""

    NEW = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    REFUSED = auto()


class WhyNot(StrEnum):
    """Why someone was not registered."""

    NO_IDENTIFIER = auto()
    IDENTIFIERS_OF_TWO_PATIENTS = auto()
    LOOKS_LIKE_ANOTHER_PERSON = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The answer: which patient, and whether anything changed; or why not."""

    outcome: Outcome
    patient: Patient | None = None
    why_not: WhyNot | None = None


def register_patient(*, unit: Unit, person: Person, by: User, at: datetime) -> Registered:
    """Register `person`, or bring what is known of them up to date. The same twice changes nothing.

    Someone is recognised by an identifier they share with a patient. A record whose birth date
    and name both differ from that patient's is refused: an identifier may have been mistyped.
    """
    if not person.identifiers:
        return Registered(outcome=Outcome.REFUSED, why_not=WhyNot.NO_IDENTIFIER)
    with acting(str(by.pk)):
        # One registration at a time a unit: the next number, and the search below, stay true.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        known = _who_has(person)
        if len(known) > 1:
            return Registered(outcome=Outcome.REFUSED, why_not=WhyNot.IDENTIFIERS_OF_TWO_PATIENTS)
        if not known:
            return Registered(outcome=Outcome.NEW, patient=_add(unit, person, by=by, at=at))
        return _bring_up_to_date(known.pop(), person, at=at)


def record_alert(*, patient: Patient, kind: AlertKind, words: str, by: User, at: datetime) -> Alert:
    """What staff must see first. "No known allergies" is an alert of its own."""
    with acting(str(by.pk)):
        return Alert.objects.create(
            patient=patient, kind=kind, words=words, recorded_at=at, recorded_by=by
        )


def set_room_state(*, room: Room, state: RoomState, by: User, at: datetime) -> None:
    """Ready, being cleaned, or closed."""
    with acting(str(by.pk)):
        locked = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
        if locked.state != state:
            locked.state, locked.state_since = state, at
            locked.save(update_fields=["state", "state_since"])


def _who_has(person: Person) -> set[UUID]:
    rows = PatientIdentifier.objects.none()
    for system, value in person.identifiers:
        rows = rows | PatientIdentifier.objects.filter(system=system, value=value)
    return set(rows.values_list("patient_id", flat=True))


def _next_number(unit: Unit) -> str:
    digits = Cast(Substr("number", len(NUMBER_PREFIX) + 1), IntegerField())
    last = unit.patients.filter(number__regex=rf"^{NUMBER_PREFIX}\d+$").aggregate(last=Max(digits))[
        "last"
    ]
    return f"{NUMBER_PREFIX}{(last or 0) + 1:03d}"


def _add(unit: Unit, person: Person, *, by: User, at: datetime) -> Patient:
    patient = Patient.objects.create(
        unit=unit, number=_next_number(unit), registered_at=at, registered_by=by
    )
    PatientIdentity.objects.create(patient=patient, salt=uuid4(), **_identity_columns(person))
    _add_identifiers(patient.pk, person)
    if person.photo:
        PatientPhoto.objects.create(
            patient=patient,
            image=person.photo.image,
            content_type=person.photo.content_type,
            taken_on=at.date(),
            salt=uuid4(),
        )
    return patient


def _identity_columns(person: Person) -> dict[str, Any]:
    columns: dict[str, Any] = {
        "family_name": person.family_name,
        "given_names": person.given_names,
        "birth_date": person.birth_date,
        "sex": person.sex.value,
    }
    if person.address is not None:
        columns |= {
            "address_lines": "\n".join(person.address.lines),
            "postcode": person.address.postcode,
            "city": person.address.city,
            "country": person.address.country,
        }
    if person.telecom:
        columns["telecom"] = [
            {"system": one.system, "value": one.value, "use": one.use} for one in person.telecom
        ]
    return columns


def _bring_up_to_date(patient_key: UUID, person: Person, *, at: datetime) -> Registered:
    identity = PatientIdentity.objects.select_related("patient").get(patient_id=patient_key)
    other_name = identity.family_name.casefold() != person.family_name.casefold()
    if other_name and identity.birth_date != person.birth_date:
        return Registered(outcome=Outcome.REFUSED, why_not=WhyNot.LOOKS_LIKE_ANOTHER_PERSON)
    changed = False
    for column, value in _identity_columns(person).items():
        if getattr(identity, column) != value:
            setattr(identity, column, value)
            changed = True
    if changed:
        identity.save()
    changed |= _add_identifiers(patient_key, person)
    changed |= _new_face(patient_key, person, at=at)
    return Registered(
        outcome=Outcome.CHANGED if changed else Outcome.UNCHANGED, patient=identity.patient
    )


def _add_identifiers(patient_key: UUID, person: Person) -> bool:
    held = set(
        PatientIdentifier.objects.filter(patient_id=patient_key).values_list("system", "value")
    )
    missing = [pair for pair in dict.fromkeys(person.identifiers) if pair not in held]
    for system, value in missing:
        PatientIdentifier.objects.create(
            patient_id=patient_key, system=system, value=value, salt=uuid4()
        )
    return bool(missing)


def _new_face(patient_key: UUID, person: Person, *, at: datetime) -> bool:
    if person.photo is None:
        return False
    photo = PatientPhoto.objects.filter(patient_id=patient_key).first()
    if photo and bytes(photo.image) == person.photo.image:
        return False
    PatientPhoto.objects.update_or_create(
        patient_id=patient_key,
        defaults={
            "image": person.photo.image,
            "content_type": person.photo.content_type,
            "taken_on": at.date(),
        },
        create_defaults={
            "image": person.photo.image,
            "content_type": person.photo.content_type,
            "taken_on": at.date(),
            "salt": uuid4(),
        },
    )
    return True
