"""The individual kernel: one person after the other through a calendar of their next moves.

Each person's next month of moving is found by living through the cumulated hazard of state, time,
age and year; a waiting list admits in the order of asking. Results do not depend on workers: one
replicate is one thread, and each number drawn is keyed by what it is for (see `draws`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.compiled import compiled
from vangnet.policy.counts import BIRTHS, Counts
from vangnet.policy.draws import key_of
from vangnet.policy.lists import GONE
from vangnet.policy.moving import (
    ADMITTED,
    EVENTS,
    INFECTED,
    begin,
    end_of_month,
    find_due,
    finish,
    happen,
)
from vangnet.policy.people import NOBODY, Of, draw_people
from vangnet.policy.tables import Tables
from vangnet.policy.words import MONTHS, PLACES, SLOTS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class World(NamedTuple):
    """What is the same for everybody."""

    key: np.uint64
    first_year: int
    months: int
    months_per_row: int
    attendance: float
    tolerance_lost: int  # a bit for each slot
    hazards: Floats  # as in Tables, and after the targets their sum
    by_year: Ints  # period of rates, month in which it ends
    by_month: Ints  # places, period of rules, day
    needs: Ints
    exposure: Floats  # to HIV and HCV, cumulated to each month's start


class Tally(NamedTuple):
    """The heads of the lists, and what is counted as it happens."""

    due: Ints  # the first person due, by month
    state: Ints  # the ends of the waiting list; not yet begun, dead by overdose, dead otherwise
    live: Ints  # (birth groups, slots) now
    events: Ints  # (rows, slots x targets, then admitted, HIV, HCV)
    lived: Floats  # (people, 2) exposure so far


def run(tables: Tables, *, seed: int, replicate: int = 0, months_per_row: int = MONTHS) -> Counts:
    """Counts of one replicate of one scenario. The same seed gives the same counts, always."""
    key = key_of(seed, replicate)
    who = draw_people(tables, key)
    counts = Counts.empty(tables.months // months_per_row, np.int64)
    order = np.argsort(who[:, Of.BEGINS], kind="stable")
    firsts = np.searchsorted(who[order, Of.BEGINS], np.arange(tables.months + 1))
    tally = _tally(tables, len(counts.stock))
    world = _world(tables, key, months_per_row)
    _run(world, who, tally, order, firsts, counts.stock, counts.births)
    counts.moves[:] = tally.events[:, :ADMITTED].reshape(counts.moves.shape)
    counts.admitted[:] = tally.events[:, ADMITTED]
    counts.infected[:] = tally.events[:, INFECTED:]
    return counts


def _world(tables: Tables, key: int, months_per_row: int) -> World:
    years = np.arange(tables.years)
    turns = np.flatnonzero(np.diff(tables.period_of)) + 1
    following = np.append(turns, tables.years)[np.searchsorted(turns, years, side="right")]
    exposure = np.stack([tables.hiv, tables.hcv])
    return World(
        key=np.uint64(key), first_year=tables.first_year, months=tables.months,
        months_per_row=months_per_row, attendance=tables.attendance,
        tolerance_lost=sum(1 << slot for slot in np.flatnonzero(tables.tolerance_lost).tolist()),
        hazards=np.concatenate(
            [tables.hazards, tables.hazards.sum(axis=-1, keepdims=True)], axis=-1
        ),
        by_year=np.stack([tables.period_of, following * MONTHS], axis=1),
        by_month=np.stack([tables.places, tables.needs_of, tables.days[:-1]], axis=1),
        needs=tables.needs,
        exposure=np.concatenate([np.zeros((2, 1)), np.cumsum(exposure, axis=1)], axis=1),
    )  # fmt: skip


def _tally(tables: Tables, rows: int) -> Tally:
    return Tally(
        due=np.full(tables.months, NOBODY, dtype=np.int64),
        state=np.array([NOBODY, NOBODY, tables.people, 0, 0]),
        live=np.zeros((BIRTHS, SLOTS), dtype=np.int64),
        events=np.zeros((rows, EVENTS), dtype=np.int64),
        lived=np.zeros((tables.people, 2)),
    )


@compiled
def _run(
    world: World, who: Ints, tally: Tally, order: Ints, firsts: Ints, stock: Ints, births: Ints
) -> None:
    for month in range(world.months):
        for place in range(firsts[month], firsts[month + 1]):
            person = order[place]
            begin(world, who, tally, person, month)
            find_due(world, who, tally, person, month)
        row = month // world.months_per_row
        _count(tally, stock[row], births[row])
        while tally.due[month] != NOBODY:
            happen(world, who, tally, tally.due[month], month)
        end_of_month(world, who, tally, month)
    for person in range(len(who)):
        finish(world, who, tally, person)


@compiled
def _count(tally: Tally, stock: Ints, births: Ints) -> None:
    for group in range(BIRTHS):
        for slot in range(SLOTS):
            here = tally.live[group, slot]
            births[group, slot] += here
            stock[slot] += here
    for place in range(SLOTS, PLACES):
        stock[place] += tally.state[GONE + place - SLOTS]
