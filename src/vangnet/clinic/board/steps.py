"""Where a visit goes on from its card on the board: only for those whose work it is."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from vangnet.clinic.reception.banner import NEXT_PAGE
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.visit import Stage

WHOSE: dict[Stage, Task] = {
    Stage.WAITING: Task.TEST_BREATH,
    Stage.TESTED: Task.CHECK_BEFORE_DOSE,
    Stage.CHECKED: Task.HAND_OVER,
    Stage.DOSED: Task.WATCH_USE,
    Stage.USING: Task.WATCH_USE,
    Stage.RECOVERING: Task.OBSERVE,
}


def next_step(
    visit: UUID, stage: Stage, reader: User | None, *, over_limit: bool = False
) -> str | None:
    """The address, or None for the wall and for other people's work."""
    again = over_limit and stage is Stage.TESTED  # the next step is another breath test
    at = Stage.WAITING if again else stage
    if reader is None or at not in WHOSE or not reader.may(WHOSE[at]):
        return None
    try:
        return reverse(NEXT_PAGE[at], args=[visit])
    except NoReverseMatch:
        return None
