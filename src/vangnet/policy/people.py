"""The people of one replicate as an array, with what each was born with, drawn by key.

What somebody is does not depend on the scenario, so that two scenarios have the same people.
"""

from enum import IntEnum, auto

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.counts import birth_group
from vangnet.policy.draws import Cause, uniforms
from vangnet.policy.tables import Tables
from vangnet.policy.words import MONTHS

Ints = NDArray[np.int64]
NOBODY = -1  # ends a list of people
NEVER = -(10**6)  # a month before all others


class Of(IntEnum):
    """What is known of somebody, by column. Months count from January of the first year."""

    BEGINS = 0  # month
    BORN = auto()  # year
    BIRTHS = auto()  # group of birth years
    SEX = auto()
    USAGE = auto()
    JUDGED = auto()
    MG = auto()  # of methadone a day, when in methadone
    TIMES = auto()  # a week, to fetch it
    SLOT = auto()
    ENTERED = auto()  # the month in which this time in the slot began
    HISTORY = auto()
    FAILED = auto()
    LONGEST = auto()  # months of the longest failed treatment
    DOSE_END = auto()  # month in which the last long enough time at the dose ended
    RUN_START = auto()  # month in which this treatment with methadone began
    DUE = auto()  # month of the next move
    AFTER = auto()  # the next person due in the same month
    BEFORE = auto()
    BEHIND = auto()  # the next person on the waiting list
    AHEAD = auto()


def draw_people(tables: Tables, key: int) -> Ints:
    """Everybody who ever begins, at the very start. A row a person, a column for each Of."""
    number = tables.people

    def drawn(cause: Cause) -> NDArray[np.float64]:
        return uniforms(key, number, cause)

    begins = _month_of(tables, drawn(Cause.BEGINS))
    years = begins // MONTHS
    born = tables.first_year + years - _one_of(tables.ages, drawn(Cause.AGE))
    who = np.full((number, len(Of)), NOBODY, dtype=np.int64)
    for column, values in (
        (Of.BEGINS, begins), (Of.BORN, born), (Of.BIRTHS, birth_group(born)),
        (Of.SEX, drawn(Cause.SEX) >= tables.female),
        (Of.USAGE, drawn(Cause.USAGE) < tables.injecting[years]),
        (Of.JUDGED, drawn(Cause.JUDGED) < tables.judged),
        (Of.MG, _one_of(tables.methadone_mg, drawn(Cause.METHADONE))),
        (Of.TIMES, _one_of(tables.times_a_week, drawn(Cause.TIMES))),
    ):  # fmt: skip
        who[:, column] = values
    who[:, [Of.HISTORY, Of.FAILED, Of.LONGEST]] = 0
    who[:, [Of.ENTERED, Of.DOSE_END, Of.RUN_START, Of.DUE]] = NEVER
    return who


def _month_of(tables: Tables, chance: NDArray[np.float64]) -> Ints:
    """The month in which somebody begins: an even month of a year drawn by incidence."""
    monthly = np.repeat(tables.begin / MONTHS, MONTHS)
    edges = np.cumsum(monthly)
    return np.searchsorted(edges[:-1] / edges[-1], chance, side="right").astype(np.int64)


def _one_of(values: tuple[tuple[int, float], ...], chance: NDArray[np.float64]) -> Ints:
    edges = np.cumsum([share for _, share in values])[:-1]
    return np.array([value for value, _ in values])[np.searchsorted(edges, chance, side="right")]
