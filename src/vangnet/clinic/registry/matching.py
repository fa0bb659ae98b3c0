"""Who could be one person in two records of this database. A possible match, never a proof.

Between units only the unit to call is told: no number and no name of the other record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from vangnet.clinic.registry.models import Patient, PatientIdentifier, PatientIdentity, Unit
from vangnet.clinic.registry.person import Address, Person, Sex
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


def units_of_possible_matches(person: Person, *, besides: Unit) -> tuple[Unit, ...]:
    """The other units at which somebody could be this person, by name."""
    keys = match_keys(person)
    if not keys or person.birth_date is None:
        return ()
    dates = {person.birth_date, day_and_month_swapped(person.birth_date)} - {None}
    rows = PatientIdentity.objects.filter(birth_date__in=dates).exclude(patient__unit=besides)
    alike = [one.patient_id for one in rows if keys & match_keys(known_of(one))]
    units = Unit.objects.filter(patients__in=alike).distinct()
    return tuple(units.order_by("name"))


def possible_matches(patient: Patient) -> tuple[Unit, ...]:
    """The other units at which somebody could be this patient."""
    person = people([patient.pk]).get(patient.pk)
    return units_of_possible_matches(person, besides=patient.unit) if person else ()
