"""What a public copy may print of counts of people: 1 to 4 are "fewer than 5".

One hidden number can often be worked out from a total beside it. So after the small ones others are
held back as well, until each hidden number could be more than one thing. That is not guessed: the
smallest and the largest value it can have, given all that is printed, are worked out as an integer
programme over every sum in which the counts stand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

FEWEST = 5
MANY = 10_000.0  # no unit has so many patients
Floats = NDArray[np.float64]


class Told(StrEnum):
    PLAINLY = auto()
    FEWER_THAN_FIVE = auto()
    HELD_BACK = auto()  # it would give another one away


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The whole is the parts together, less what is taken off: names of counts."""

    whole: str
    parts: Sequence[str]
    less: Sequence[str] = ()

    def names(self) -> tuple[str, ...]:
        return (self.whole, *self.parts, *self.less)


def telling(counts: Mapping[str, int], sums: Iterable[Sum] = ()) -> dict[str, Told]:
    """How each count is printed, so that none of 1 to 4 can be worked out from the others."""
    known = [one for one in sums if all(name in counts for name in one.names())]
    marks = {name: _Mark.FEW for name, count in counts.items() if 0 < count < FEWEST}
    while given_away := _given_away(counts, known, marks):
        beside = {name for one in known if given_away & set(one.names()) for name in one.names()}
        if plain := beside - marks.keys():
            # A count of nobody hides nobody: it is taken last.
            smallest = min(plain, key=lambda name: (counts[name] == 0, counts[name], name))
            marks[smallest] = _Mark.HELD
        elif marked := [name for name in beside if marks[name] is not _Mark.BLANK]:
            # All of it is hidden, and the marks themselves tell: then the largest of the small ones
            # is printed as held back. A large one is printed so anyhow: that would tell no less.
            few = [name for name in marked if marks[name] is _Mark.FEW]
            marks[max(few or marked, key=lambda name: (counts[name], name))] = _Mark.BLANK
        else:
            break  # nothing at all is told of it
    told = {_Mark.FEW: Told.FEWER_THAN_FIVE, _Mark.HELD: Told.HELD_BACK,
            _Mark.BLANK: Told.HELD_BACK}  # fmt: skip
    return {name: told[marks[name]] if name in marks else Told.PLAINLY for name in counts}


class _Mark(StrEnum):
    """What a reader may take from the mark of a hidden count, who knows how it is made."""

    FEW = auto()  # it is 1 to 4
    HELD = auto()  # it is 0, or 5 and more
    BLANK = auto()  # nothing; printed as the one before, which then tells less


def _given_away(
    counts: Mapping[str, int], sums: Sequence[Sum], marks: Mapping[str, _Mark]
) -> set[str]:
    """Small counts that can be only one number, seen from what is printed."""
    names = sorted(marks)
    rows = [one for one in sums if set(one.names()) & set(names)]
    if not rows:
        return set()
    place = {name: n for n, name in enumerate(names)}
    matrix, right = np.zeros((len(rows), len(names))), np.zeros(len(rows))
    for n, one in enumerate(rows):
        signs = [(one.whole, 1), *((p, -1) for p in one.parts), *((p, 1) for p in one.less)]
        for name, sign in signs:
            if name in place:
                matrix[n, place[name]] += sign
            else:
                right[n] -= sign * counts[name]
    linked = {name for one in rows for name in one.names()} & set(names)
    seen = _Seen(matrix, right, [marks[name] for name in names])
    return {
        name for name in linked if 0 < counts[name] < FEWEST and seen.only_one(place[name])
    }  # fmt: skip


class _Seen:
    """What a reader knows of the hidden counts: the sums, and what each mark says.

    Held back, a count is 0, or 5 and more; a switch of 0 or 1 for each says which of the two.
    """

    def __init__(self, matrix: Floats, right: Floats, marks: Sequence[_Mark]) -> None:
        held_at = [n for n, mark in enumerate(marks) if mark is _Mark.HELD]
        few = np.array([mark is _Mark.FEW for mark in marks])
        counts, switches = matrix.shape[1], len(held_at)
        wide = np.hstack([matrix, np.zeros((matrix.shape[0], switches))])
        either = np.zeros((2 * switches, wide.shape[1]))
        for n, at in enumerate(held_at):
            either[2 * n, [at, counts + n]] = 1, -FEWEST  # at least 5 when switched on
            either[2 * n + 1, [at, counts + n]] = 1, -MANY  # 0 when switched off
        self.rows = LinearConstraint(
            np.vstack([wide, either]),
            np.concatenate([right, np.tile([0.0, -np.inf], switches)]),
            np.concatenate([right, np.tile([np.inf, 0.0], switches)]),
        )
        self.bounds = Bounds(
            np.concatenate([few.astype(float), np.zeros(switches)]),
            np.concatenate([np.where(few, FEWEST - 1.0, MANY), np.ones(switches)]),
        )

    def only_one(self, place: int) -> bool:
        """Whether the count at `place` can be one number only."""
        width = len(self.bounds.lb)
        ends = []
        for way in (1.0, -1.0):
            aim = np.zeros(width)
            aim[place] = way
            found = milp(aim, constraints=self.rows, bounds=self.bounds, integrality=np.ones(width))
            if not found.success:
                return True  # it cannot be shown to be safe
            ends.append(round(way * found.fun))
        return bool(ends[0] == ends[1])
