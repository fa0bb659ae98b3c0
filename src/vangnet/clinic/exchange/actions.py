"""What an import does to the registry: one person, one transaction.

A dry run does the same and takes it back. Decides nothing about people: the registry does.
"""

from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from vangnet.clinic.exchange.fhir.finding import Fault, Finding
from vangnet.clinic.exchange.intake import Answer, End
from vangnet.clinic.journal.actions import acting
from vangnet.clinic.registry.actions import Outcome, Registered, WhyNot, register_patient
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.registry.person import Person
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role

IMPORTER = "import"
_TRIES = 3
_ENDS = {
    Outcome.NEW: End.NEW,
    Outcome.CHANGED: End.CHANGED,
    Outcome.UNCHANGED: End.UNCHANGED,
}
_FAULTS = {
    WhyNot.NO_IDENTIFIER: Fault.NO_IDENTIFIER,
    WhyNot.IDENTIFIERS_OF_TWO_PATIENTS: Fault.TWO_PATIENTS,
    WhyNot.LOOKS_LIKE_ANOTHER_PERSON: Fault.ANOTHER_PERSON,
    WhyNot.ANOTHER_UNIT: Fault.ANOTHER_UNIT,
}


def importer() -> User:
    """Answers for an import when no member of staff does. Nobody can sign in as it."""
    with acting("system:import"):
        user, _ = User.objects.get_or_create(
            username=IMPORTER,
            defaults={
                "display_name": "Import from a file",
                "role": Role.MANAGER.value,
                "is_active": False,
                "password": "!",
            },
        )
    return user


def register(*, unit: Unit, person: Person, by: User, at: datetime) -> Answer:
    """Register one person, whole or not at all."""
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                registered = register_patient(unit=unit, person=person, by=by, at=at)
            return _answer(registered)
        except IntegrityError:
            continue  # another unit or the desk was faster; the next look finds what they wrote
        except DataError:
            break
    return _refused(Fault.NOT_KEPT)


class Rehearsal:
    """A dry run. Each person is registered and taken back at once, so no lock outlives a record.

    People of this run who share an identifier are registered again, in order, before the next
    of them: so a repeat within the files counts as it would in earnest.
    """

    def __init__(self) -> None:
        self._who: dict[tuple[str, str], list[Person]] = {}

    def register(self, *, unit: Unit, person: Person, by: User | None, at: datetime) -> Answer:
        with transaction.atomic():
            by = by or importer()
            for earlier in self._earlier(person):
                register(unit=unit, person=earlier, by=by, at=at)
            answer = register(unit=unit, person=person, by=by, at=at)
            transaction.set_rollback(True)
        if answer.end in {End.NEW, End.CHANGED}:
            self._remember(person)
        return answer

    def _earlier(self, person: Person) -> list[Person]:
        found: list[Person] = []
        for pair in person.identifiers:
            found += [one for one in self._who.get(pair, []) if one not in found]
        return found

    def _remember(self, person: Person) -> None:
        joined = [*self._earlier(person), person]
        for one in joined:
            for pair in one.identifiers:
                self._who[pair] = joined


def _answer(registered: Registered) -> Answer:
    units = ", ".join(f"{one.name} {one.phone}".strip() for one in registered.call)
    if registered.why_not is not None:
        return _refused(_FAULTS[registered.why_not], units=units)
    notes = []
    if not registered.birth_date_known:
        notes.append(Finding(Fault.BIRTH_DATE_NOT_KNOWN))
    if registered.looks_like:
        notes.append(Finding(Fault.LOOKS_LIKE, numbers=", ".join(registered.looks_like)))
    if registered.call:
        notes.append(Finding(Fault.POSSIBLE_MATCH, units=units))
    return Answer(end=_ENDS[registered.outcome], notes=tuple(notes))


def _refused(fault: Fault, *, units: str = "") -> Answer:
    return Answer(end=End.REFUSED, refusals=(Finding(fault, "Patient.identifier", units=units),))
