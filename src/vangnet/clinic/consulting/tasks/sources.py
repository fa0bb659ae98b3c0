"""The areas that say what is due. One line an area; the tasks page composes them."""

from collections.abc import Callable
from datetime import date

from vangnet.clinic.consulting.approval import deciding_due
from vangnet.clinic.consulting.approval import due as approval
from vangnet.clinic.consulting.care import due as checks
from vangnet.clinic.consulting.ladder import due as ladder
from vangnet.clinic.consulting.moving import due as moving
from vangnet.clinic.consulting.tasks import (
    bottles_due,
    follow_ups_due,
    gaps_due,
    holds_due,
    incidents_due,
    letters_due,
    overdose_due,
)
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Unit

SOURCES: tuple[Callable[..., list[Due]], ...] = (
    gaps_due.due,
    bottles_due.due,
    holds_due.due,
    overdose_due.due,
    approval.due,
    deciding_due.due,
    checks.due,
    ladder.due,
    moving.due,
    letters_due.due,
    incidents_due.due,
    follow_ups_due.due,
)


def all_due(unit: Unit, *, on: date) -> list[Due]:
    """Everything that is due or coming, of every area, done or not."""
    return [one for source in SOURCES for one in source(unit, on=on)]
