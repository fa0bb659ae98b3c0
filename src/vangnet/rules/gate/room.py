"""Is there a room for this visit, in service and free?"""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts


def refusals(facts: Facts) -> Iterator[Refusal]:
    room = facts.room
    if room is None:
        yield refuse(Reason.NO_ROOM)
        return
    if not room.in_service:
        yield refuse(Reason.ROOM_OUT_OF_SERVICE, room=room.number)
    if room.occupied_by_another:
        yield refuse(Reason.ROOM_OCCUPIED, room=room.number)
