"""Who left against advice is looked for, until somebody has spoken with them."""

from datetime import datetime, timedelta
from uuid import UUID

from vangnet.clinic.journal.actions import RequestReused, acting
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.recovery.models import Departure, FollowUp, FollowUpTry
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task


def begin(*, departure: Departure, owner: User, by: User, at: datetime) -> FollowUp:
    """Inside the transaction of leaving: the database refuses one without the other."""
    return FollowUp.objects.create(
        unit_id=departure.unit_id, departure=departure, patient_id=departure.patient_id,
        owner=owner, due_at=due_at(departure.unit, at=at), at=at, by=by,
    )  # fmt: skip


def due_at(unit: Unit, *, at: datetime) -> datetime:
    """By when somebody has to have spoken with them. Nobody signed a time: at once."""
    known = in_force(unit=unit, at=at)
    hours = known[1].values.get("follow_up_hours_longest") if known else None
    return at if hours is None or hours.value is None else at + timedelta(hours=hours.value)


def keep_try(
    *, follow_up: FollowUp, is_reached: bool, words: str, by: User, at: datetime, request_id: UUID
) -> FollowUpTry:
    """Keep what came of one try. The same request twice is one; after being reached there is none.

    A second "reached" of another request answers with the first.
    """
    by.must(Task.OBSERVE)
    with acting(str(by.pk)):
        FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
        if earlier := FollowUpTry.objects.filter(request_id=request_id).first():
            if (earlier.follow_up_id, earlier.is_reached) != (follow_up.pk, is_reached):
                raise RequestReused(request_id)
            return earlier
        if reached := follow_up.tries.filter(is_reached=True).first():
            return reached
        return FollowUpTry.objects.create(
            unit_id=follow_up.unit_id, follow_up=follow_up, is_reached=is_reached, words=words,
            at=at, by=by, request_id=request_id,
        )  # fmt: skip
