"""Registering people, rooms and alerts. Who may be told apart from whom is decided here once."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto
from typing import Any
from uuid import UUID, uuid4

from django.db.models import CharField, Func, IntegerField, Max, Q
from django.db.models.functions import Cast, Substr

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.matching import known_of, units_of_possible_matches
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
    WallShows,
)
from vangnet.clinic.registry.person import NATIONAL_SYSTEMS, Person, Sex
from vangnet.clinic.registry.pseudonym import plain_number
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task

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
    ANOTHER_UNIT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The answer: which patient, and whether anything changed; or why not.

    `looks_like`: numbers of patients of the unit who could be this new one. Staff must look. At
    another unit nobody's number is told: that unit stands in `call`.
    """

    outcome: Outcome
    patient: Patient | None = None
    why_not: WhyNot | None = None
    looks_like: tuple[str, ...] = ()
    birth_date_known: bool = True
    call: tuple[Unit, ...] = ()  # units to call: the patient's own, or where somebody looks alike


def register_patient(*, unit: Unit, person: Person, by: User, at: datetime) -> Registered:
    """Register `person`, or bring what is known of them up to date. The same twice changes nothing.

    Someone is recognised by an identifier they share with a patient, and by nothing else. A record
    that looks like another person all the same is refused: an identifier may have been mistyped.
    """
    if not person.identifiers:
        return _refused(WhyNot.NO_IDENTIFIER)
    with acting(str(by.pk)):
        # One registration at a time a unit: the next number, and the search below, stay true.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        known = _who_has(person)
        if len(known) > 1:
            return _refused(WhyNot.IDENTIFIERS_OF_TWO_PATIENTS)
        if not known:
            return _add(unit, person, by=by, at=at)
        patient = Patient.objects.select_for_update(no_key=True).get(pk=known.pop())
        if patient.unit_id != unit.pk:
            return replace(_refused(WhyNot.ANOTHER_UNIT), call=(patient.unit,))
        return _bring_up_to_date(patient, person, at=at)


def record_alert(*, patient: Patient, kind: AlertKind, words: str, by: User, at: datetime) -> Alert:
    """What staff must see first. "No known allergies" is an alert of its own."""
    with acting(str(by.pk)):
        return Alert.objects.create(
            patient=patient, kind=kind, words=words, recorded_at=at, recorded_by=by
        )


def change_home(*, patient: Patient, unit: Unit) -> str:
    """The record goes to another unit, under that unit's next number. Part of a transfer's

    transaction, never on its own: the database asks for the transfer.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    patient.unit, patient.number = unit, _next_number(unit)
    patient.save(update_fields=["unit", "number"])
    return patient.number


def set_room_state(*, room: Room, state: RoomState, by: User, at: datetime) -> None:
    """Ready, being cleaned, or closed. Somebody may be in it only while it is ready."""
    by.must(Task.CLEAN_ROOM)
    with acting(str(by.pk)):
        locked = Room.objects.select_for_update(no_key=True).get(pk=room.pk)
        if locked.state != state:
            locked.state, locked.state_since = state, at
            locked.save(update_fields=["state", "state_since"])


def set_wall(*, unit: Unit, shows: WallShows, by: User) -> None:
    """What the board on the wall shows of a patient. The journal keeps who chose what, and when."""
    by.must(Task.CHOOSE_WALL)
    with acting(str(by.pk)):
        locked = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        if locked.wall_shows != shows:
            locked.wall_shows = shows
            locked.save(update_fields=["wall_shows"])


def _refused(why_not: WhyNot) -> Registered:
    return Registered(outcome=Outcome.REFUSED, why_not=why_not)


def _who_has(person: Person) -> set[UUID]:
    rows = PatientIdentifier.objects.annotate(
        plain=Func("value", function="registry_plain_number", output_field=CharField())
    )
    asked = Q(pk__in=[])
    for system, value in person.identifiers:
        asked |= Q(system=system, value=value)
        if system in NATIONAL_SYSTEMS:  # written another way it is the same number
            asked |= Q(system=system, plain=plain_number(value))
    return set(rows.filter(asked).values_list("patient_id", flat=True))


def _next_number(unit: Unit) -> str:
    digits = Cast(Substr("number", len(NUMBER_PREFIX) + 1), IntegerField())
    last = unit.patients.filter(number__regex=rf"^{NUMBER_PREFIX}\d+$").aggregate(last=Max(digits))[
        "last"
    ]
    return f"{NUMBER_PREFIX}{(last or 0) + 1:03d}"


def _looks_like(unit: Unit, person: Person) -> tuple[str, ...]:
    """Patients of the unit with the same name and birth date, or a birth date not known."""
    others = PatientIdentity.objects.filter(patient__unit=unit).select_related("patient")
    if person.birth_date is not None:
        others = others.filter(Q(birth_date=person.birth_date) | Q(birth_date__isnull=True))
    alike = (other for other in others if person.could_be(known_of(other)))
    return tuple(sorted(other.patient.number for other in alike))


def _add(unit: Unit, person: Person, *, by: User, at: datetime) -> Registered:
    looks_like = _looks_like(unit, person)
    call = units_of_possible_matches(person, besides=unit)
    patient = Patient.objects.create(
        unit=unit, number=_next_number(unit), registered_at=at, registered_by=by
    )
    PatientIdentity.objects.create(patient=patient, salt=uuid4(), **_columns(person))
    _add_identifiers(patient.pk, person)
    if person.photo:
        PatientPhoto.objects.create(
            patient=patient,
            image=person.photo.image,
            content_type=person.photo.content_type,
            taken_on=at.date(),
            salt=uuid4(),
        )
    return Registered(
        outcome=Outcome.NEW,
        patient=patient,
        looks_like=looks_like,
        birth_date_known=person.birth_date is not None,
        call=call,
    )


def _columns(person: Person) -> dict[str, Any]:
    """What `person` says, as columns."""
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


def _bring_up_to_date(patient: Patient, person: Person, *, at: datetime) -> Registered:
    identity = PatientIdentity.objects.get(patient=patient)
    known = known_of(identity)
    if person.contradicts(known):
        return _refused(WhyNot.LOOKS_LIKE_ANOTHER_PERSON)
    news = {
        column: value
        for column, value in _columns(_filled_from(known, person)).items()
        if getattr(identity, column) != value
    }
    for column, value in news.items():
        setattr(identity, column, value)
    if news:
        identity.save()
    changed = bool(news)
    changed |= _add_identifiers(patient.pk, person)
    changed |= _new_face(patient.pk, person, at=at)
    return Registered(
        outcome=Outcome.CHANGED if changed else Outcome.UNCHANGED,
        patient=patient,
        birth_date_known=identity.birth_date is not None,
    )


def _filled_from(known: Person, person: Person) -> Person:
    """What is known already stands where `person` does not say it."""
    address = person.address
    if address is not None and known.address is not None:
        address = address.filled_from(known.address)
    return replace(
        person,
        given_names=person.given_names or known.given_names,
        birth_date=person.birth_date or known.birth_date,
        sex=known.sex if person.sex is Sex.UNKNOWN else person.sex,
        address=address,
    )


def _add_identifiers(patient_key: UUID, person: Person) -> bool:
    held = {
        _as_one(*pair)
        for pair in PatientIdentifier.objects.filter(patient_id=patient_key).values_list(
            "system", "value"
        )
    }
    missing = {
        _as_one(*pair): pair for pair in reversed(person.identifiers) if _as_one(*pair) not in held
    }
    for system, value in reversed(missing.values()):
        PatientIdentifier.objects.create(
            patient_id=patient_key, system=system, value=value, salt=uuid4()
        )
    return bool(missing)


def _as_one(system: str, value: str) -> tuple[str, str]:
    """A national number is the same however it is written."""
    return system, plain_number(value) if system in NATIONAL_SYSTEMS else value


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
