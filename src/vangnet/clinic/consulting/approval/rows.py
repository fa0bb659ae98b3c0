"""What the actions of approval share: an answer with its row or its objections, and the locks."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.registry.models import Patient, Unit, Workplace
from vangnet.clinic.staff.models import User
from vangnet.rules.days import DayFault, fault_of_day
from vangnet.rules.eligibility.deciding import Objection, ObjectionCode
from vangnet.rules.names import same_person

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
    """Whether somebody of that name is of the unit's staff, however it is written."""
    staff = User.objects.filter(workplace__unit=unit).values_list("display_name", flat=True)
    return any(same_person(name, one) for one in staff)


def later_than(day: date | None, today: date) -> bool:
    return day is not None and day > today


def before_birth(patient: Patient, *days: date | None) -> bool:
    life = life_of(patient)
    faults = {fault_of_day(day, life) for day in days if day is not None}
    return DayFault.BEFORE_BIRTH in faults


def died_before(patient: Patient, day: date) -> bool:
    """After the day of death nothing more is begun or found out."""
    return fault_of_day(day, life_of(patient)) is DayFault.AFTER_DEATH
