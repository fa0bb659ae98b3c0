"""The list of tasks: what is not done yet, whose it is by now, and how late.

A task that stays undone past the unit's days goes on to the next role, and again after as many.
"""

from dataclasses import dataclass
from datetime import date

from vangnet.clinic.consulting.models import TaskDone
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.consulting.tasks.facts import protocol_on, value_of
from vangnet.clinic.consulting.tasks.sources import all_due
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Role

NEXT_ROLE = {
    Role.DESK: Role.MANAGER,
    Role.NURSE: Role.PRESCRIBER,
    Role.PHARMACIST: Role.MANAGER,
    Role.PRESCRIBER: Role.MANAGER,
    Role.AUDITOR: Role.MANAGER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One task that nobody has done."""

    due: Due
    roles: tuple[str, ...]  # whose it is by now, escalation included
    passed_on: bool  # it went on to a next role
    days_late: int  # 0 today, below 0 when it is still coming

    def is_of(self, reader: User) -> bool:
        """What reached the manager is the medical director's as well."""
        director = reader.is_medical_director and self.passed_on and Role.MANAGER in self.roles
        return reader.role in self.roles or director


def escalation_days(unit: Unit, *, on: date) -> int | None:
    """After how many days a task goes on; None: nobody has set it, and none does."""
    days: int | None = value_of(protocol_on(unit, on=on), "task_escalation_days")
    return days


def lines(unit: Unit, *, on: date) -> list[Line]:
    """The undone: what is urgent first, then the longest late."""
    known, patience = all_due(unit, on=on), escalation_days(unit, on=on)
    done = TaskDone.objects.filter(unit=unit, key__in=[one.key for one in known])
    done_keys = set(done.values_list("key", flat=True))
    found = [_line(one, on, patience) for one in known if one.key not in done_keys]
    return sorted(found, key=lambda one: (not one.due.urgent, -one.days_late, one.due.number))


def _line(due: Due, on: date, patience: int | None) -> Line:
    late = (on - due.due_on).days
    roles = _roles(due.roles, late=late, patience=patience)
    return Line(due=due, roles=roles, passed_on=roles != due.roles, days_late=late)


def _roles(roles: tuple[str, ...], *, late: int, patience: int | None) -> tuple[str, ...]:
    """The first owners keep it; each time the patience runs out a role is added."""
    if patience is None:
        return roles
    times, latest = max(late - 1, 0) // patience if patience else late, roles
    for _step in range(min(times, len(NEXT_ROLE))):
        latest = tuple(NEXT_ROLE.get(Role(role), Role.MANAGER).value for role in latest)
        roles = tuple(dict.fromkeys((*roles, *latest)))
    return roles


def count(unit: Unit, *, on: date, reader: User) -> int:
    """How many of the reader's own are due today or late."""
    return sum(1 for one in lines(unit, on=on) if one.days_late >= 0 and one.is_of(reader))
