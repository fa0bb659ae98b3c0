"""The moves a visit can make, from the door to the door. Who may make them is the actions' work."""

from enum import StrEnum, auto


class Stage(StrEnum):
    """Where a visit stands. Stored by value: add freely, never rename."""

    WAITING = auto()
    TESTED = auto()
    CHECKED = auto()
    DOSED = auto()
    USING = auto()
    RECOVERING = auto()
    LEFT = auto()
    TURNED_AWAY = auto()  # left without a dose


MOVES: frozenset[tuple[Stage, Stage]] = frozenset(
    {
        (Stage.WAITING, Stage.TESTED),
        (Stage.TESTED, Stage.TESTED),  # a retest
        (Stage.TESTED, Stage.WAITING),  # the retest was over the limit
        (Stage.TESTED, Stage.CHECKED),
        (Stage.CHECKED, Stage.CHECKED),  # checked again, because the first look grew old
        (Stage.CHECKED, Stage.TESTED),  # checked again, and it did not pass
        (Stage.CHECKED, Stage.WAITING),  # blown again, over the limit
        (Stage.CHECKED, Stage.DOSED),
        (Stage.DOSED, Stage.USING),
        (Stage.DOSED, Stage.RECOVERING),  # handed over, nothing used
        (Stage.USING, Stage.RECOVERING),
        (Stage.RECOVERING, Stage.CHECKED),  # checked again, for a dose of another drug
        (Stage.CHECKED, Stage.RECOVERING),  # that further dose does not come
        (Stage.RECOVERING, Stage.LEFT),
        (Stage.WAITING, Stage.TURNED_AWAY),
        (Stage.TESTED, Stage.TURNED_AWAY),
        (Stage.CHECKED, Stage.TURNED_AWAY),
    }
)
CLOSED: frozenset[Stage] = frozenset({Stage.LEFT, Stage.TURNED_AWAY})


def may_move(a: Stage, b: Stage) -> bool:
    return (a, b) in MOVES
