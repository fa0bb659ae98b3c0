"""The individual kernel: one person after the other through a calendar of their next moves.

Each person's next month of moving is found by living through the cumulated hazard of state, time,
age and year; a waiting list admits in the order of asking. Results do not depend on workers: one
replicate is one thread, and each number drawn is keyed by what it is for (see `draws`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vangnet.policy.compiled import compiled
from vangnet.policy.counts import Counts, birth_group
from vangnet.policy.draws import key_of
from vangnet.policy.moving import begin, end_of_month, find_due, finish, happen
from vangnet.policy.people import NOBODY, People, draw_people
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
    hazards: Floats
    totals: Floats
    period_of: Ints  # by year
    period_end: Ints  # month, by year
    places: Ints
    needs: Ints
    needs_of: Ints
    days: Ints
    attendance: float
    tolerance_lost: NDArray[np.bool_]
    hiv: Floats  # cumulated to the month's start
    hcv: Floats


class Tally(NamedTuple):
    """What is counted as it happens, and the heads of the lists."""

    due: Ints  # the first person due, by month
    queue: Ints  # first and last of the waiting list
    live: Ints  # (birth groups, slots) now
    gone: Ints  # not yet begun, dead by overdose, dead otherwise, now
    group: Ints  # of birth, by person
    stock: Ints
    moves: Ints
    admitted: Ints
    births: Ints
    infected: Ints


def run(
    tables: Tables, *, seed: int, replicate: int = 0, months_per_row: int = MONTHS
) -> Counts:
    """Counts of one replicate of one scenario. The same seed gives the same counts, always."""
    key = key_of(seed, replicate)
    people = draw_people(tables, key)
    world = _world(tables, key, months_per_row)
    counts = Counts.empty(tables.months // months_per_row, np.int64)
    tally = _tally(tables, people, counts)
    order = np.argsort(people.begins, kind="stable")
    firsts = np.searchsorted(people.begins[order], np.arange(tables.months + 1))
    _run(world, people, tally, order, firsts)
    return counts


def _world(tables: Tables, key: int, months_per_row: int) -> World:
    totals = tables.hazards.sum(axis=-1)
    years = np.arange(tables.years)
    turns = np.flatnonzero(np.diff(tables.period_of)) + 1
    following = np.append(turns, tables.years)[np.searchsorted(turns, years, side="right")]
    return World(
        key=np.uint64(key), first_year=tables.first_year, months=tables.months,
        months_per_row=months_per_row, hazards=tables.hazards, totals=totals,
        period_of=tables.period_of, period_end=following * MONTHS, places=tables.places,
        needs=tables.needs, needs_of=tables.needs_of, days=tables.days,
        attendance=tables.attendance, tolerance_lost=tables.tolerance_lost,
        hiv=np.append(0.0, np.cumsum(tables.hiv)), hcv=np.append(0.0, np.cumsum(tables.hcv)),
    )  # fmt: skip


def _tally(tables: Tables, people: People, counts: Counts) -> Tally:
    return Tally(
        due=np.full(tables.months, NOBODY, dtype=np.int64),
        queue=np.full(2, NOBODY, dtype=np.int64),
        live=np.zeros((counts.births.shape[1], SLOTS), dtype=np.int64),
        gone=np.array([tables.people, 0, 0]),
        group=birth_group(people.born), stock=counts.stock, moves=counts.moves,
        admitted=counts.admitted, births=counts.births, infected=counts.infected,
    )  # fmt: skip


@compiled
def _run(world: World, people: People, tally: Tally, order: Ints, firsts: Ints) -> None:
    for month in range(world.months):
        for place in range(firsts[month], firsts[month + 1]):
            person = order[place]
            begin(world, people, tally, person, month)
            find_due(world, people, tally, person, month)
        _count(world, tally, month)
        while tally.due[month] != NOBODY:
            happen(world, people, tally, tally.due[month], month)
        end_of_month(world, people, tally, month)
    for person in range(len(people.slot)):
        finish(world, people, tally, person)


@compiled
def _count(world: World, tally: Tally, month: int) -> None:
    row = month // world.months_per_row
    for group in range(tally.live.shape[0]):
        for slot in range(SLOTS):
            here = tally.live[group, slot]
            tally.births[row, group, slot] += here
            tally.stock[row, slot] += here
    for place in range(SLOTS, PLACES):
        tally.stock[row, place] += tally.gone[place - SLOTS]
