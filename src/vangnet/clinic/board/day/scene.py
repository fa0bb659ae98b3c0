"""The scene of this very moment: one person at every point of the way, so that a board shows all.

Each is an ordinary visit whose times are set instead of drawn; the actions are the same.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vangnet.clinic.board.day.plan import Coming, Trouble

ROOMS_NEEDED = 10

# Minutes: arrived so long ago, waits, each step takes, the use takes, lingers after the clock.
SCENE = (
    (2.0, 15, 1, 10, 1, Trouble.NONE),  # waiting
    (6.5, 20, 1, 10, 1, Trouble.NONE),
    (11.0, 25, 1, 10, 1, Trouble.NONE),
    (3.0, 2, 5, 10, 1, Trouble.NONE),  # tested, not yet checked
    (9.0, 1, 5, 10, 1, Trouble.NONE),  # checked, has a room
    (8.0, 2, 1, 10, 1, Trouble.FAILED_TEST),  # withheld until the retest
    (7.0, 1, 1, 10, 1, Trouble.ON_HOLD),  # withheld by a hold
    (6.0, 1, 2, 10, 1, Trouble.NONE),  # handed over, not yet begun
    (10.0, 1, 1, 15, 1, Trouble.NONE),  # using
    (16.0, 1, 1, 25, 1, Trouble.NONE),
    (24.0, 1, 1, 8, 1, Trouble.NONE),  # recovering
    (38.0, 1, 1, 8, 1, Trouble.NONE),
    (57.0, 1, 1, 8, 90, Trouble.NONE),  # overdue: nobody has looked since the clock ran out
    (46.5, 1, 1, 8, 1, Trouble.NONE),  # left: the room is being cleaned
)


def comings(people: Sequence[int], *, now: datetime) -> list[Coming]:
    """As much of the scene as there are people for; it takes the last ones of the list."""
    return [
        Coming(
            person=person,
            arrives_at=now - timedelta(minutes=ago),
            trouble=trouble,
            wait=timedelta(minutes=wait),
            step=timedelta(minutes=step),
            use=timedelta(minutes=use),
            lingers=timedelta(minutes=lingers),
            staged=True,
        )
        for person, (ago, wait, step, use, lingers, trouble) in zip(
            reversed(people), SCENE, strict=False
        )
    ]
