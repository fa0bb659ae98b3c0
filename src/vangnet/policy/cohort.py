"""The expected-value twin: how many people are expected in each cell, month by month.

No chance in it, so one run is enough, and a fit can follow its slope. Where places in HAT are
short they go to all who wait alike; the individual kernel alone serves in the order of asking.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.cells import ASKING, BAND_OF, Cells
from vangnet.policy.counts import BIRTHS, Counts
from vangnet.policy.tables import Tables
from vangnet.policy.words import (
    AFTER_ENTERING,
    AFTER_FAILING,
    BAND_FROM,
    DEAD_OTHER,
    DEAD_OVERDOSE,
    HISTORIES,
    MONTHS,
    NOT_YET,
    SLOTS,
    Slot,
    Target,
)

Floats = NDArray[np.float64]
WAITING = (Slot.UNTREATED_WAITING, Slot.METHADONE_WAITING)
METHADONE = (Slot.METHADONE, Slot.METHADONE_WAITING)
NEVER = 0  # in treatment: the first history
LEAVES = {  # the slot that a move leads to
    Target.UNTREATED: Slot.UNTREATED,
    Target.METHADONE: Slot.METHADONE,
    Target.ABSTINENT: Slot.ABSTINENT,
    Target.PRISON: Slot.PRISON,
}


@dataclass(slots=True)
class Chances:
    """Of one year: the chance of each move in a month, and of none, by band."""

    moves: Floats  # (cohorts, strata, histories, slots, bands, targets)
    stays: Floats  # (cohorts, strata, histories, slots, bands)


def run(tables: Tables, *, months_per_row: int = MONTHS) -> Counts:
    """Expected counts of one scenario. Nothing is drawn: the same every time."""
    cells = Cells(tables)
    counts = Counts.empty(tables.months // months_per_row, np.float64)
    people = np.zeros(cells.shape)
    dead = np.zeros(2)
    begun = 0.0
    for month in range(tables.months):
        year = month // MONTHS
        if month % MONTHS == 0:
            chances = chances_of(cells.hazards(year))
        if month % MONTHS == 0 or tables.needs_of[month] != tables.needs_of[month - 1]:
            eligible = cells.eligible(month)
        row, active = month // months_per_row, slice(cells.active(year))
        here = cells.beginners * (cells.began == year)[:, None]
        people[:, :, NEVER, Slot.UNTREATED, 1] += here
        begun += here.sum()
        _tally(counts, row, people, cells, dead, tables.begin.sum() - begun)
        flows = _month(people[active], chances, eligible, tables.tolerance_lost)
        counts.moves[row] += flows
        dead += flows[:, Target.DEAD_OVERDOSE :].sum(axis=0)
        counts.admitted[row] += _admit(people, float(tables.places[month]))
    return counts


def chances_of(hazards: Floats) -> Chances:
    """Competing hazards: somebody moves with 1 - exp(-sum), and where to goes by their shares."""
    total = hazards.sum(axis=-1)
    stays = np.exp(-total)
    share = np.divide(-np.expm1(-total), total, out=np.ones_like(total), where=total > 0)
    return Chances(moves=hazards * share[..., None], stays=stays)


def _tally(
    counts: Counts, row: int, people: Floats, cells: Cells, dead: Floats, not_yet: float
) -> None:
    slots = people.sum(axis=(1, 2, 4))
    counts.stock[row, :SLOTS] += slots.sum(axis=0)
    counts.stock[row, NOT_YET] += not_yet
    counts.stock[row, DEAD_OVERDOSE] += dead[0]
    counts.stock[row, DEAD_OTHER] += dead[1]
    for slot in range(SLOTS):
        counts.births[row, :, slot] += np.bincount(cells.birth, slots[:, slot], BIRTHS)


def _month(
    people: Floats, chances: Chances, eligible: NDArray[np.bool_], lost: NDArray[np.bool_]
) -> Floats:
    """Everybody's month, in place. Returns the moves, (slots, targets)."""
    in_band = np.add.reduceat(people, BAND_FROM, axis=-1)
    flows = in_band[..., None] * chances.moves
    asked = flows[..., Target.HAT].copy()
    flows[..., Target.HAT] = 0
    leaving = flows.sum(axis=-2)  # (cohorts, strata, histories, slots, targets)
    stays = people * chances.stays[..., BAND_OF]
    joins = {}
    if asked.any():
        asks = people * chances.moves[..., Target.HAT][..., BAND_OF]
        for number, slot in enumerate(ASKING):
            joins[slot] = asks[..., slot, :] * eligible[..., number, :]
            stays[..., slot, :] += asks[..., slot, :] - joins[slot]
            stays[..., slot + 1, :] += joins[slot]
    people[..., 1:] = stays[..., :-1]
    people[..., -1] += stays[..., -1]
    people[..., 0] = 0
    _arrive(people, leaving, lost)
    found = leaving.sum(axis=(0, 1, 2))
    for slot, joined in joins.items():
        found[slot, Target.HAT] = joined.sum()
    return np.asarray(found)


def _arrive(people: Floats, leaving: Floats, lost: NDArray[np.bool_]) -> None:
    """Who moved begins a new time in the place moved to."""
    for slot in Slot:
        for target, to in LEAVES.items():
            moved = leaving[..., slot, target]  # (cohorts, strata, histories)
            if not moved.any():
                continue
            if target is Target.METHADONE and slot is Slot.UNTREATED_WAITING:
                to = Slot.METHADONE_WAITING
            clock = int(target is Target.UNTREATED and not lost[slot])
            for history in range(HISTORIES):
                then = history
                if target is Target.METHADONE:
                    then = AFTER_ENTERING[history]
                elif target is Target.UNTREATED and slot in METHADONE:
                    then = AFTER_FAILING[history]
                people[:, :, then, to, clock] += moved[..., history]


def _admit(people: Floats, places: float) -> float:
    """Free places to all who wait alike. Returns how many got one."""
    waiting = people[:, :, :, list(WAITING)]
    number = float(waiting.sum())
    free = places - float(people[:, :, :, Slot.HAT].sum())
    if number <= 0 or free <= 0:
        return 0.0
    share = min(1.0, free / number)
    people[:, :, :, Slot.HAT, 0] += share * waiting.sum(axis=(3, 4))
    people[:, :, :, list(WAITING)] = (1 - share) * waiting
    return share * number
