"""The people of one replicate as arrays, with what each was born with, drawn by key.

What somebody is does not depend on the scenario, so that two scenarios have the same people.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.draws import Cause, uniforms
from vangnet.policy.tables import Tables
from vangnet.policy.words import MONTHS

Ints = NDArray[np.int64]
NOBODY = -1  # ends a list of people
NEVER = -(10**6)  # a month before all others


class People(NamedTuple):
    """Shape (people,) each. Months count from January of the first year."""

    begins: Ints  # month
    born: Ints  # year
    sex: Ints
    usage: Ints
    judged: Ints
    mg: Ints  # of methadone a day, when in methadone
    times: Ints  # a week, to fetch it
    slot: Ints
    entered: Ints  # the month in which this time in the slot began
    history: Ints
    failed: Ints
    longest: Ints  # months of the longest failed treatment
    dose_end: Ints  # month in which the last long enough time at the dose ended
    run_start: Ints  # month in which this treatment with methadone began
    due: Ints  # month of the next move
    after: Ints  # the next person due in the same month
    before: Ints
    behind: Ints  # the next person on the waiting list
    ahead: Ints
    hiv: NDArray[np.float64]  # exposure lived through
    hcv: NDArray[np.float64]


def draw_people(tables: Tables, key: int) -> People:
    """Everybody who ever begins, at the very start."""
    number = tables.people

    def drawn(cause: Cause) -> NDArray[np.float64]:
        return uniforms(key, number, cause)

    begins = _month_of(tables, drawn(Cause.BEGINS))
    years = begins // MONTHS
    ages = _one_of(tables.ages, drawn(Cause.AGE))

    def same(value: int) -> Ints:
        return np.full(number, value, dtype=np.int64)

    return People(
        begins=begins, born=tables.first_year + years - ages,
        sex=(drawn(Cause.SEX) >= tables.female).astype(np.int64),
        usage=(drawn(Cause.USAGE) < tables.injecting[years]).astype(np.int64),
        judged=(drawn(Cause.JUDGED) < tables.judged).astype(np.int64),
        mg=_one_of(tables.methadone_mg, drawn(Cause.METHADONE)),
        times=_one_of(tables.times_a_week, drawn(Cause.TIMES)),
        slot=same(NOBODY), entered=same(NEVER), history=same(0), failed=same(0), longest=same(0),
        dose_end=same(NEVER), run_start=same(NEVER), due=same(NEVER), after=same(NOBODY),
        before=same(NOBODY), behind=same(NOBODY), ahead=same(NOBODY),
        hiv=np.zeros(number), hcv=np.zeros(number),
    )  # fmt: skip


def _month_of(tables: Tables, chance: NDArray[np.float64]) -> Ints:
    """The month in which somebody begins: an even month of a year drawn by incidence."""
    monthly = np.repeat(tables.begin / MONTHS, MONTHS)
    edges = np.cumsum(monthly)
    return np.searchsorted(edges[:-1] / edges[-1], chance, side="right").astype(np.int64)


def _one_of(values: tuple[tuple[int, float], ...], chance: NDArray[np.float64]) -> Ints:
    edges = np.cumsum([share for _, share in values])[:-1]
    return np.array([value for value, _ in values])[np.searchsorted(edges, chance, side="right")]
