"""What the actions of approval share: an answer with its row or its objections, and the locks."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from vangnet.clinic.registry.models import Patient, Unit, Workplace
from vangnet.clinic.staff.models import User
from vangnet.rules.eligibility.deciding import Objection, ObjectionCode

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Generic[Row]):
    """What now stands in the record, or everything that stood in the way."""

    row: Row | None = None
    objections: tuple[Objection, ...] = ()


def lock(patient: Patient) -> Patient:
    """What is decided of one person follows one after the other."""
    return Patient.objects.select_for_update(no_key=True).select_related("unit").get(pk=patient.pk)


def against(*codes: tuple[bool, ObjectionCode]) -> tuple[Objection, ...]:
    """The objections that hold."""
    return tuple(Objection(code) for holds, code in codes if holds)


def works_elsewhere(by: User, unit: Unit) -> bool:
    return not Workplace.objects.filter(user=by, unit=unit).exists()


def works_here(name: str, unit: Unit) -> bool:
    """Whether somebody of that name is of the unit's staff."""
    staff = User.objects.filter(workplace__unit=unit).values_list("display_name", flat=True)
    return name.strip().casefold() in {one.strip().casefold() for one in staff}


def later_than(day: date | None, today: date) -> bool:
    return day is not None and day > today
