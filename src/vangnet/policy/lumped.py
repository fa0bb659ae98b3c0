"""The lumped engine: whole people in cells, and how many of each cell move is drawn.

Exact like the individual kernel for what cells can see, and as fast for fifty million people as for
fifty thousand. A place in HAT goes to one of all who wait by lot.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.cells import Cells
from vangnet.policy.compiled import compiled
from vangnet.policy.counts import BIRTHS, Counts
from vangnet.policy.draws import key_of, uniform
from vangnet.policy.tables import Tables
from vangnet.policy.words import (
    AFTER_ENTERING,
    AFTER_FAILING,
    BAND_FROM,
    CLOCK,
    DEAD_OTHER,
    DEAD_OVERDOSE,
    HISTORIES,
    MONTHS,
    NOT_YET,
    SLOTS,
    TARGETS,
    Slot,
    Target,
)

Ints = NDArray[np.int64]
HOW_MANY, WHERE, LOT = 12, 13, 14  # causes of draws, apart from those of the kernel
SURE = 500.0  # a cell that expects more moves is drawn in two halves: exp(-500) is still a number
UNTREATED, WAITING, METHADONE, METHADONE_WAITING, HAT, ABSTINENT, PRISON = range(SLOTS)
TO_UNTREATED, TO_METHADONE, TO_HAT, TO_ABSTINENT = range(4)
TO_DEATH = int(Target.DEAD_OVERDOSE)
LAST = CLOCK - 1


def run(tables: Tables, *, seed: int, replicate: int = 0, months_per_row: int = MONTHS) -> Counts:
    """Counts of one replicate of one scenario. The same seed gives the same counts, always."""
    cells, key = Cells(tables), np.uint64(key_of(seed, replicate))
    counts = Counts.empty(tables.months // months_per_row, np.int64)
    beginners = _beginners(cells, key)
    people = np.zeros(cells.shape, dtype=np.int64)
    gone = np.array([tables.people, 0, 0])
    for month in range(tables.months):
        year = month // MONTHS
        if month % MONTHS == 0:
            hazards = cells.hazards(year)
            totals, began = hazards.sum(axis=-1), cells.began == year
        if month % MONTHS == 0 or tables.needs_of[month] != tables.needs_of[month - 1]:
            eligible = cells.eligible(month)
        row, active = month // months_per_row, cells.active(year)
        here = beginners[:, :, month % MONTHS] * began[:, None]
        people[:, :, 0, Slot.UNTREATED, 1] += here
        gone[0] -= here.sum()
        _tally(counts, row, people, cells, gone)
        people[:active] = _month(
            people[:active], hazards, totals, eligible, tables.tolerance_lost, key, month,
            counts.moves[row], gone,
        )  # fmt: skip
        counts.admitted[row] += _admit(people[:active], int(tables.places[month]), key, month)
    return counts


def _beginners(cells: Cells, key: np.uint64) -> Ints:
    """Who begins, by cohort, stratum and month of its year: one draw over all of them."""
    monthly = np.repeat(cells.beginners[:, :, None], MONTHS, axis=2)
    rng = np.random.Generator(np.random.Philox(key=int(key)))
    drawn = rng.multinomial(cells.tables.people, (monthly / monthly.sum()).ravel())
    return np.asarray(drawn.reshape(monthly.shape), dtype=np.int64)


def _tally(counts: Counts, row: int, people: Ints, cells: Cells, gone: Ints) -> None:
    slots = people.sum(axis=(1, 2, 4))
    counts.stock[row, :SLOTS] += slots.sum(axis=0)
    counts.stock[row, [NOT_YET, DEAD_OVERDOSE, DEAD_OTHER]] += gone
    births = np.zeros((BIRTHS, SLOTS), dtype=np.int64)
    np.add.at(births, cells.birth, slots)
    counts.births[row] += births


@compiled
def _month(
    people: Ints, hazards: Any, totals: Any, eligible: Any, lost: Any, key: Any, month: int,
    moves: Ints, gone: Ints,
) -> Ints:  # fmt: skip
    """Everybody's month. Returns where they are then; `moves` and `gone` are counted on."""
    found = np.zeros_like(people)
    strata = people.shape[1]
    for cell in range(people.size):
        number = people.flat[cell]
        if number == 0:
            continue
        clock = cell % CLOCK
        slot = cell // CLOCK % SLOTS
        history = cell // (CLOCK * SLOTS) % HISTORIES
        stratum = cell // (CLOCK * SLOTS * HISTORIES) % strata
        cohort = cell // (CLOCK * SLOTS * HISTORIES * strata)
        band = 0 if clock < BAND_FROM[1] else (1 if clock < BAND_FROM[2] else 2)
        total = totals[cohort, stratum, history, slot, band]
        going = _how_many(key, cell, month, int(number), total) if total > 0 else 0
        after = min(clock + 1, LAST)
        found[cohort, stratum, history, slot, after] += number - going
        for one in range(going):
            target = _where(
                hazards[cohort, stratum, history, slot, band], total,
                uniform(key, cell * (1 << 8) + one % (1 << 8), month, WHERE + 8 * (one >> 8)),
            )  # fmt: skip
            there = found[cohort, stratum]
            if target == TO_HAT:
                joins = eligible[cohort, stratum, history, slot // METHADONE, clock]
                there[history, slot + joins, after] += 1
                moves[slot, TO_HAT] += joins
                continue
            moves[slot, target] += 1
            if target >= TO_DEATH:
                gone[1 + target - TO_DEATH] += 1
            else:
                _arrive(there, history, slot, target, lost)
    return found


@compiled
def _how_many(key: Any, cell: int, month: int, number: int, hazard: float) -> int:
    """Binomial(number, 1 - exp(-hazard)), by inversion of one drawn number."""
    found, part = 0, 0
    chance = -np.expm1(-hazard)
    if chance == 1.0:  # as near to sure as numbers go
        return number
    odds = chance / (1 - chance)
    largest = max(1, int(SURE / hazard))
    while number > 0:
        these = min(number, largest)
        left = uniform(key, cell, month, HOW_MANY + 16 * part)
        weight, going = np.exp(-hazard * these), 0
        while left > weight and going < these:
            left -= weight
            going += 1
            weight *= odds * (these - going + 1) / going
        found += going
        number -= these
        part += 1
    return found


@compiled
def _where(shares: Any, total: float, drawn: float) -> int:
    left, last = drawn * total, 0
    for target in range(TARGETS):
        if shares[target] > 0:
            last = target
            if left < shares[target]:
                break
            left -= shares[target]
    return last


@compiled
def _arrive(there: Ints, history: int, slot: int, target: int, lost: Any) -> None:
    """One person begins a new time in the place moved to; `there` is (histories, slots, clock)."""
    if target == TO_UNTREATED:
        if slot in (METHADONE, METHADONE_WAITING):
            history = AFTER_FAILING[history]
        there[history, UNTREATED, 0 if lost[slot] else 1] += 1
    elif target == TO_METHADONE:
        to = METHADONE_WAITING if slot == WAITING else METHADONE
        there[AFTER_ENTERING[history], to, 0] += 1
    elif target == TO_ABSTINENT:
        there[history, ABSTINENT, 0] += 1
    else:
        there[history, PRISON, 0] += 1


@compiled
def _admit(people: Ints, places: int, key: Any, month: int) -> int:
    """Free places, one after the other, each to one of all who wait by lot."""
    waiting = 0
    for slot in (WAITING, METHADONE_WAITING):
        waiting += people[:, :, :, slot].sum()
    free = places - people[:, :, :, HAT].sum()
    give = min(max(free, 0), waiting)
    left, open_places = waiting, give
    for cohort in range(people.shape[0]):
        for stratum in range(people.shape[1]):
            for history in range(HISTORIES):
                cell = people[cohort, stratum, history]
                for slot in (WAITING, METHADONE_WAITING):
                    for clock in range(CLOCK):
                        for _ in range(cell[slot, clock]):
                            # Each in turn is among the chosen with the chance that is left.
                            drawn = uniform(key, left, month, LOT)
                            if drawn * left < open_places:
                                cell[slot, clock] -= 1
                                cell[HAT, 0] += 1
                                open_places -= 1
                            left -= 1
    return int(give)
