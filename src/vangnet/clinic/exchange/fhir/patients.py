"""A FHIR R4 Patient as a person, or every reason why it cannot be one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from vangnet.clinic.exchange.fhir import addresses, dates, identifiers, names, photos
from vangnet.clinic.exchange.fhir.dates import is_over
from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.fhir.shape import ContactPoint, Patient
from vangnet.clinic.exchange.fhir.words import fault_in, tidy
from vangnet.clinic.registry.person import (
    FAMILY_NAME_LENGTH_MAX,
    GIVEN_NAMES_LENGTH_MAX,
    Person,
    Sex,
    Telecom,
)

TELECOM_MAX = 20
TELECOM_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a record says. A person exactly when nothing refuses it."""

    person: Person | None = None
    refusals: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


def read(content: Mapping[str, Any], *, on: date) -> Reading:
    """`on` is today: names and addresses that ended before it are not the person's."""
    try:
        patient = Patient.model_validate(content)
    except ValidationError as error:
        return Reading(refusals=_wrong_kinds(error))
    if standing := _standing(patient):
        return Reading(refusals=tuple(standing))
    return _of_the_living(patient, on=on)


def _of_the_living(patient: Patient, *, on: date) -> Reading:
    family, given, refusals = _name(patient, on=on)
    born = dates.birth_date(patient.birth_date, on=on)
    if isinstance(born, Fault):
        refusals.append(Finding(born, "Patient.birthDate"))
    sex = _sex(patient.gender)
    if sex is None:
        refusals.append(Finding(Fault.SEX_NOT_KNOWN_TO_FHIR, "Patient.gender"))
    numbers, wrong_numbers, notes = _numbers(patient, on=on)
    address, wrong_address, address_notes = addresses.read(patient.address, on=on)
    telecom, wrong_telecom = _telecom(patient.telecom, on=on)
    refusals += [*wrong_numbers, *wrong_address, *wrong_telecom]
    if refusals or isinstance(born, Fault) or sex is None:
        return Reading(refusals=tuple(refusals), notes=(*notes, *address_notes))
    photo, photo_notes = photos.read(patient.photo)
    person = Person(
        family_name=family,
        given_names=given,
        birth_date=born,
        sex=sex,
        identifiers=numbers,
        address=address,
        telecom=telecom,
        photo=photo,
    )
    return Reading(person=person, notes=(*notes, *address_notes, *photo_notes))


def _numbers(
    patient: Patient, *, on: date
) -> tuple[tuple[tuple[str, str], ...], list[Finding], list[Finding]]:
    """The identifiers; where there is none to use, the id of the record in their place."""
    numbers, refusals, notes = identifiers.read(patient.identifier, on=on)
    if not numbers and not refusals:
        numbers = identifiers.of_record(patient.id)
        stands_in = Finding(Fault.ID_STANDS_IN, "Patient.identifier")
        nothing = Finding(Fault.NO_IDENTIFIER, "Patient.identifier")
        return (numbers, [], [*notes, stands_in]) if numbers else ((), [nothing], notes)
    return numbers, refusals, notes


def _standing(patient: Patient) -> list[Finding]:
    """Why nobody should be registered from this record, however well it is filled in."""
    found = []
    if patient.implicit_rules is not None:
        found.append(Finding(Fault.MODIFIED_MEANING, "Patient.implicitRules"))
    if patient.modifier_extension:
        found.append(Finding(Fault.MODIFIED_MEANING, "Patient.modifierExtension"))
    if patient.deceased or patient.deceased_at is not None:
        found.append(Finding(Fault.DECEASED, "Patient.deceased"))
    if patient.active is False:
        found.append(Finding(Fault.NOT_ACTIVE, "Patient.active"))
    if any(link.type == "replaced-by" for link in patient.link):
        found.append(Finding(Fault.REPLACED, "Patient.link"))
    return found


def _name(patient: Patient, *, on: date) -> tuple[str, str, list[Finding]]:
    found = names.chosen(patient.name, on=on)
    if found is None:
        return "", "", [Finding(Fault.FAMILY_NAME_MISSING, "Patient.name")]
    number, name = found
    field = f"Patient.name[{number}]"
    family, given = names.family_name(name), names.given_names(name)
    faults = [
        fault_in(family, field=f"{field}.family", length_max=FAMILY_NAME_LENGTH_MAX),
        fault_in(given, field=f"{field}.given", length_max=GIVEN_NAMES_LENGTH_MAX),
    ]
    return family, given, [fault for fault in faults if fault]


def _sex(gender: str | None) -> Sex | None:
    """Not said is "unknown", FHIR's own word for it; another word is no answer at all."""
    if gender is None:
        return Sex.UNKNOWN
    return Sex(gender) if gender in set(Sex) else None


def _telecom(
    given: Sequence[ContactPoint], *, on: date
) -> tuple[tuple[Telecom, ...], list[Finding]]:
    kept: dict[Telecom, None] = {}
    refusals = []
    if len(given) > TELECOM_MAX:
        return (), [Finding(Fault.TOO_MANY, "Patient.telecom")]
    for number, one in enumerate(given):
        words = tuple(tidy(word) for word in (one.system, one.value, one.use))
        system, value, use = words
        if not system or not value or use == "old" or is_over(one.period.end, on=on):
            continue
        field = f"Patient.telecom[{number}]"
        faults = [fault_in(word, field=field, length_max=TELECOM_LENGTH_MAX) for word in words]
        refusals += [fault for fault in faults if fault][:1]
        kept[Telecom(system=system, value=value, use=use)] = None
    return tuple(kept), refusals


def _wrong_kinds(error: ValidationError) -> tuple[Finding, ...]:
    """Where in the record, and no more: the parser's own words would quote the value."""
    paths: dict[str, None] = {}
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in one["loc"]]
        paths["Patient" + "".join(steps)] = None
    return tuple(Finding(Fault.WRONG_KIND_OF_VALUE, path) for path in paths)
