"""What an engine counts: people by place, year and year of birth, and their moves.

Whole numbers in the two engines that draw, expectations in the cohort twin. Nothing here has a
price: costs, quality of life and discounting are applied afterwards (see `accounts`).
"""

import hashlib
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.words import MONTHS, PLACES, SLOTS, TARGETS, Slot

BIRTHS_FROM, BIRTHS_STEP, BIRTHS = 1930, 5, 20  # groups of birth years; the first and last are open


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One run of one scenario. A row is a year, or a month where somebody asked for months."""

    stock: NDArray[Any]  # (rows, places): person-months; places are slots, not yet, dead by cause
    moves: NDArray[Any]  # (rows, slots, targets): to HAT means joining the list
    admitted: NDArray[Any]  # (rows,): places given
    births: NDArray[Any]  # (rows, birth groups, slots): person-months
    infected: NDArray[Any]  # (rows, 2): new HIV, new HCV; the individual kernel alone counts them

    @classmethod
    def empty(cls, rows: int, kind: type[np.generic]) -> Self:
        return cls(
            stock=np.zeros((rows, PLACES), kind), moves=np.zeros((rows, SLOTS, TARGETS), kind),
            admitted=np.zeros(rows, kind), births=np.zeros((rows, BIRTHS, SLOTS), kind),
            infected=np.zeros((rows, 2), kind),
        )  # fmt: skip

    def digest(self) -> str:
        """SHA-256 over all numbers, in the order of the fields."""
        found = hashlib.sha256()
        for one in fields(self):
            array = np.ascontiguousarray(getattr(self, one.name))
            found.update(f"{one.name}{array.dtype.str}{array.shape}".encode())
            found.update(array.tobytes())
        return found.hexdigest()

    @property
    def years(self) -> NDArray[np.float64]:
        """Person-years by row and place."""
        return np.asarray(self.stock / MONTHS, dtype=float)

    @property
    def using(self) -> NDArray[np.float64]:
        """Problem opiate users, the mean over a row: in untreated use, methadone or HAT.

        Only for rows of a year.
        """
        return np.asarray(self.stock[:, : Slot.HAT + 1].sum(axis=1) / MONTHS)


def birth_group(year: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.clip((year - BIRTHS_FROM) // BIRTHS_STEP, 0, BIRTHS - 1)
