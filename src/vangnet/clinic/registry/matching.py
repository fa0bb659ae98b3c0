"""Who could be one person in two records of this database. A possible match, never a proof.

Between units only the unit to call is told: no number and no name of the other record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from vangnet.clinic.registry.models import Patient, PatientIdentifier, PatientIdentity, Unit
from vangnet.clinic.registry.person import Address, Person, Sex, folded
from vangnet.clinic.registry.pseudonym import day_and_month_swapped, match_keys


def known_of(identity: PatientIdentity) -> Person:
    """Who the patient is as far as a record is compared with it."""
    return Person(
        family_name=identity.family_name,
        given_names=identity.given_names,
        birth_date=identity.birth_date,
        sex=Sex(identity.sex),
        address=Address(
            lines=tuple(identity.address_lines.splitlines()),
            postcode=identity.postcode,
            city=identity.city,
            country=identity.country,
        ),
    )


def people(patients: Iterable[UUID]) -> Mapping[UUID, Person]:
    """Who these patients are, with their identifiers; forgotten ones are left out."""
    keys = list(patients)
    identifiers: dict[UUID, list[tuple[str, str]]] = {}
    for row in PatientIdentifier.objects.filter(patient__in=keys).order_by("system", "value"):
        identifiers.setdefault(row.patient_id, []).append((row.system, row.value))
    return {
        one.patient_id: replace(
            known_of(one), identifiers=tuple(identifiers.get(one.patient_id, ()))
        )
        for one in PatientIdentity.objects.filter(patient__in=keys)
    }


def could_be_one(one: Person, other: Person) -> bool:
    """Whether two records could be of one person: what the database asks, and wider than that."""
    same_day = one.birth_date is not None and one.birth_date == other.birth_date
    same_name = folded(one.family_name) == folded(other.family_name)
    return (same_day and same_name) or bool(match_keys(one) & match_keys(other))


def _alike(person: Person, *, besides: Unit) -> list[UUID]:
    if person.birth_date is None:
        return []
    dates = {person.birth_date, day_and_month_swapped(person.birth_date)} - {None}
    rows = PatientIdentity.objects.filter(birth_date__in=dates).exclude(patient__unit=besides)
    return [one.patient_id for one in rows if could_be_one(person, known_of(one))]


def units_of_possible_matches(person: Person, *, besides: Unit) -> tuple[Unit, ...]:
    """The other units at which somebody could be this person, by name."""
    units = Unit.objects.filter(patients__in=_alike(person, besides=besides)).distinct()
    return tuple(units.order_by("name"))


def alike_elsewhere(patient: Patient) -> list[UUID]:
    """Keys of the patients of other units who could be this one. For rows, never for a page."""
    person = people([patient.pk]).get(patient.pk)
    return _alike(person, besides=patient.unit) if person else []


def possible_matches(patient: Patient) -> tuple[Unit, ...]:
    """The other units at which somebody could be this patient."""
    units = Unit.objects.filter(patients__in=alike_elsewhere(patient)).distinct()
    return tuple(units.order_by("name"))
