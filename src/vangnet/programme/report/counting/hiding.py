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
Flags = NDArray[np.bool_]


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
    small = {name for name, count in counts.items() if 0 < count < FEWEST}
    held: set[str] = set()
    while given_away := _given_away(counts, known, small, held):
        found = _next_to_hold(counts, known, given_away, small | held)
        if found is None:  # nothing is left to hide behind: hide the sums themselves
            break
        held.add(found)
    return {
        name: Told.FEWER_THAN_FIVE if name in small
        else Told.HELD_BACK if name in held
        else Told.PLAINLY
        for name in counts
    }  # fmt: skip


def _next_to_hold(
    counts: Mapping[str, int], sums: Sequence[Sum], given_away: set[str], hidden: set[str]
) -> str | None:
    """The smallest count that stands in a sum with one that is given away."""
    beside = {
        name
        for one in sums
        if given_away & set(one.names())
        for name in one.names()
        if name not in hidden
    }
    # A count of nobody hides nobody: it is taken last.
    return min(beside, key=lambda name: (counts[name] == 0, counts[name], name), default=None)


def _given_away(
    counts: Mapping[str, int], sums: Sequence[Sum], small: set[str], held: set[str]
) -> set[str]:
    """Hidden counts that can be only one number, seen from what is printed."""
    names = sorted(small | held)
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
    held_at = [place[name] for name in names if name in held]
    seen = _Seen(matrix, right, np.array([name in small for name in names]), held_at)
    return {name for name in linked if seen.only_one(place[name])}


class _Seen:
    """What a reader knows of the hidden counts: the sums, and what each mark says.

    Marked "fewer than 5" a count is 1 to 4. Held back it is 0, or 5 and more: between them it would
    bear the other mark. A switch of 0 or 1 for each says which of the two.
    """

    def __init__(self, matrix: Floats, right: Floats, small: Flags, held_at: list[int]) -> None:
        self.counts, switches = matrix.shape[1], len(held_at)
        wide = np.hstack([matrix, np.zeros((matrix.shape[0], switches))])
        either = np.zeros((2 * switches, wide.shape[1]))
        for n, at in enumerate(held_at):
            either[2 * n, [at, self.counts + n]] = 1, -FEWEST  # at least 5 when switched on
            either[2 * n + 1, [at, self.counts + n]] = 1, -MANY  # 0 when switched off
        no_limit = np.tile([np.inf, 0.0], switches)
        at_least = np.tile([0.0, -np.inf], switches)
        self.rows = LinearConstraint(
            np.vstack([wide, either]), np.concatenate([right, at_least]),
            np.concatenate([right, no_limit]),
        )  # fmt: skip
        self.bounds = Bounds(
            np.concatenate([small.astype(float), np.zeros(switches)]),
            np.concatenate([np.where(small, FEWEST - 1.0, MANY), np.ones(switches)]),
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
