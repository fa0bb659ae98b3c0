"""Is there a room for this visit, in service and free? Some products need none: they are taken

under sight at the hatch, where the protocol says so.
"""

from collections.abc import Iterator

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.facts import Facts
from vangnet.rules.limits import Limits


def refusals(facts: Facts, limits: Limits | None) -> Iterator[Refusal]:
    room = facts.room
    if room is None:
        if limits is None or limits.room_needed is not False:
            yield refuse(Reason.NO_ROOM)
        return
    if not room.in_service:
        yield refuse(Reason.ROOM_OUT_OF_SERVICE, room=room.number)
    if room.occupied_by_another:
        yield refuse(Reason.ROOM_OCCUPIED, room=room.number)
