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
        (Stage.TESTED, Stage.CHECKED),
        (Stage.CHECKED, Stage.CHECKED),  # checked again, because the first look grew old
        (Stage.CHECKED, Stage.TESTED),  # the breath test grew old
        (Stage.CHECKED, Stage.DOSED),
        (Stage.DOSED, Stage.USING),
        (Stage.DOSED, Stage.RECOVERING),  # handed over, nothing used
        (Stage.USING, Stage.RECOVERING),
        (Stage.RECOVERING, Stage.TESTED),  # a further dose in the same visit
        (Stage.RECOVERING, Stage.CHECKED),
        (Stage.RECOVERING, Stage.LEFT),
        (Stage.WAITING, Stage.TURNED_AWAY),
        (Stage.TESTED, Stage.TURNED_AWAY),
        (Stage.CHECKED, Stage.TURNED_AWAY),
    }
)
CLOSED: frozenset[Stage] = frozenset({Stage.LEFT, Stage.TURNED_AWAY})


def may_move(a: Stage, b: Stage) -> bool:
    return (a, b) in MOVES
