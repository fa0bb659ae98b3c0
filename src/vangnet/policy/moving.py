"""The single steps of the individual kernel: beginning, the next move, moving, waiting, the end.

Compiled; `world` and `tally` are the named tuples of `kernel`, `who` the array of `people`. They
are few arrays, because each one that is handed on costs time.
"""

import math
from typing import Any

import numpy as np

from vangnet.policy.compiled import compiled, inlined
from vangnet.policy.door import COLUMNS, Facts, Needs, admits
from vangnet.policy.draws import Cause, uniform
from vangnet.policy.lists import GONE, QUEUE, give_up, link, shift, unlink, wait
from vangnet.policy.people import NEVER, NOBODY, Of
from vangnet.policy.tables import AGE_FROM, AGE_GROUPS, AGE_STEP
from vangnet.policy.words import (
    AFTER_ENTERING,
    AFTER_FAILING,
    BAND_FROM,
    MONTHS,
    SLOTS,
    TARGETS,
    Slot,
    Target,
)

UNTREATED, WAITING = int(Slot.UNTREATED), int(Slot.UNTREATED_WAITING)
METHADONE, METHADONE_WAITING = int(Slot.METHADONE), int(Slot.METHADONE_WAITING)
HAT, ABSTINENT, PRISON = int(Slot.HAT), int(Slot.ABSTINENT), int(Slot.PRISON)
TO_UNTREATED, TO_METHADONE, TO_HAT = (
    int(one) for one in (Target.UNTREATED, Target.METHADONE, Target.HAT)
)
TO_ABSTINENT, TO_OVERDOSE = int(Target.ABSTINENT), int(Target.DEAD_OVERDOSE)
SECOND_BAND, THIRD_BAND = BAND_FROM[1], BAND_FROM[2]
DEAD = -2
TOTAL = TARGETS  # the column of hazards after those of the moves
PERIOD, PERIOD_END = 0, 1  # by year
PLACES_FREE, RULES, DAY = 0, 1, 2  # by month
ADMITTED, INFECTED = SLOTS * TARGETS, SLOTS * TARGETS + 1  # columns of events, after the moves
EVENTS = INFECTED + 2
WHEN, WHERE, HIV, HCV = (int(one) for one in (Cause.WHEN, Cause.WHERE, Cause.HIV, Cause.HCV))
LAST_GROUP = AGE_GROUPS - 1
WEEKS = 52


@compiled
def begin(world: Any, who: Any, tally: Any, person: int, month: int) -> None:
    """Begins to use; tolerance was never lost, so this is not a first month back."""
    who[person, Of.SLOT] = UNTREATED
    who[person, Of.ENTERED] = month - 1
    tally.live[who[person, Of.BIRTHS], UNTREATED] += 1
    tally.state[GONE] -= 1


@compiled
def find_due(world: Any, who: Any, tally: Any, person: int, month: int) -> None:
    """The month of the next move: when the cumulated hazard has lived through what was drawn."""
    left = -math.log(uniform(world.key, person, month, WHEN))
    at = month
    while at < world.months:
        hazard = world.hazards[_cell(world, who, person, at)][TOTAL]
        end = _end_of_span(world, who, person, at)
        if hazard * (end - at) > left:
            at += min(int(left / hazard), end - at - 1)
            break
        left -= hazard * (end - at)
        at = end
    if at < world.months:
        link(who, tally, person, at)


@inlined
def _cell(world: Any, who: Any, person: int, month: int) -> tuple[int, ...]:
    year = month // MONTHS
    group = (world.first_year + year - who[person, Of.BORN] - AGE_FROM) // AGE_STEP
    clock = month - who[person, Of.ENTERED]
    band = 0 if clock < SECOND_BAND else (1 if clock < THIRD_BAND else 2)
    return (
        world.by_year[year, PERIOD],
        min(max(group, 0), LAST_GROUP),
        2 * who[person, Of.SEX] + who[person, Of.USAGE],
        who[person, Of.HISTORY],
        who[person, Of.SLOT],
        band,
    )


@inlined
def _end_of_span(world: Any, who: Any, person: int, month: int) -> int:
    """The first month after `month` in which the hazard may be another one."""
    year, entered = month // MONTHS, who[person, Of.ENTERED]
    end = world.by_year[year, PERIOD_END]
    above = world.first_year + year - who[person, Of.BORN] - AGE_FROM
    if above < AGE_STEP * LAST_GROUP:
        years = AGE_STEP - above if above < 0 else AGE_STEP - above % AGE_STEP
        end = min(end, (year + years) * MONTHS)
    if month - entered < SECOND_BAND:
        return int(min(end, entered + SECOND_BAND))
    if month - entered < THIRD_BAND:
        return int(min(end, entered + THIRD_BAND))
    return int(end)


@compiled
def happen(world: Any, who: Any, tally: Any, person: int, month: int) -> None:
    """What was due in this month. It shows from the next month on."""
    unlink(who, tally, person)
    target = _target(world, who, person, month)
    slot, row = who[person, Of.SLOT], month // world.months_per_row
    if target == TO_HAT:
        if world.by_month[month, PLACES_FREE] > 0 and _may_enter(world, who, person, month):
            tally.events[row, slot * TARGETS + TO_HAT] += 1
            shift(who, tally, person, slot + 1)
            wait(who, tally, person)
    else:
        tally.events[row, slot * TARGETS + target] += 1
        _leave(world, who, tally, person, month)
        if target >= TO_OVERDOSE:
            tally.live[who[person, Of.BIRTHS], slot] -= 1
            tally.state[GONE + 1 + target - TO_OVERDOSE] += 1
            who[person, Of.SLOT] = DEAD
            return
        _arrive(world, who, tally, person, month, target)
    find_due(world, who, tally, person, month + 1)


@inlined
def _target(world: Any, who: Any, person: int, month: int) -> int:
    cell = _cell(world, who, person, month)
    left = uniform(world.key, person, month, WHERE) * world.hazards[cell][TOTAL]
    shares = world.hazards[cell]
    last = 0
    for target in range(TARGETS):
        if shares[target] > 0:
            last = target
            if left < shares[target]:
                break
            left -= shares[target]
    return last


@inlined
def _leave(world: Any, who: Any, tally: Any, person: int, month: int) -> None:
    """What the time that ends now leaves behind."""
    slot = who[person, Of.SLOT]
    if slot in (UNTREATED, WAITING):
        _expose(world, who, tally, person, month + 1)
    if slot in (METHADONE, METHADONE_WAITING):
        months = month + 1 - who[person, Of.RUN_START]
        needs = world.needs[world.by_month[month, RULES], who[person, Of.USAGE]]
        if months >= needs[Needs.DOSE_MONTHS] and who[person, Of.MG] >= needs[Needs.DOSE_MG]:
            who[person, Of.DOSE_END] = month + 1


@compiled
def _arrive(world: Any, who: Any, tally: Any, person: int, month: int, target: int) -> None:
    slot = who[person, Of.SLOT]
    in_methadone = slot in (METHADONE, METHADONE_WAITING)
    to, entered = PRISON, month + 1
    if target == TO_UNTREATED:
        to = UNTREATED
        if not world.tolerance_lost >> slot & 1:
            entered = month
        if in_methadone:
            who[person, Of.HISTORY] = AFTER_FAILING[who[person, Of.HISTORY]]
            who[person, Of.FAILED] += 1
            run = month + 1 - who[person, Of.RUN_START]
            who[person, Of.LONGEST] = max(who[person, Of.LONGEST], run)
    elif target == TO_METHADONE:
        to = METHADONE_WAITING if slot == WAITING else METHADONE
        who[person, Of.HISTORY] = AFTER_ENTERING[who[person, Of.HISTORY]]
        who[person, Of.RUN_START] = month + 1
    elif target == TO_ABSTINENT:
        to = ABSTINENT
    if slot in (WAITING, METHADONE_WAITING) and to != METHADONE_WAITING:
        give_up(who, tally, person)
    shift(who, tally, person, to)
    who[person, Of.ENTERED] = entered


@compiled
def _may_enter(world: Any, who: Any, person: int, month: int) -> bool:
    """The rules of entry, on what is known of this person in this month."""
    facts = np.zeros(COLUMNS, dtype=np.int64)
    year = month // MONTHS
    needs = world.needs[world.by_month[month, RULES], who[person, Of.USAGE]]
    facts[Facts.AGE_YEARS] = world.first_year + year - who[person, Of.BORN]
    facts[Facts.DEPENDENCE_YEARS] = year - who[person, Of.BEGINS] // MONTHS
    facts[Facts.FAILED] = who[person, Of.FAILED]
    facts[Facts.LONGEST_FAILED_MONTHS] = who[person, Of.LONGEST]
    ended = who[person, Of.DOSE_END]
    facts[Facts.LAST_DOSE_END_MONTHS_AGO] = -1 if ended == NEVER else month - ended
    facts[Facts.MG] = who[person, Of.MG]
    facts[Facts.TIMES_A_WEEK] = who[person, Of.TIMES]
    facts[Facts.INJECTING] = who[person, Of.USAGE]
    facts[Facts.JUDGED] = who[person, Of.JUDGED]
    if who[person, Of.SLOT] == METHADONE:
        start = who[person, Of.RUN_START]
        facts[Facts.IN_METHADONE] = 1
        facts[Facts.RUN_MONTHS] = month - start
        facts[Facts.RUN_DAYS] = world.by_month[month, DAY] - world.by_month[start, DAY] + 1
        within = min(month - start, needs[Needs.CONTACTS_MONTHS])
        a_month = who[person, Of.TIMES] * world.attendance * WEEKS / MONTHS
        facts[Facts.CONTACTS] = int(within * a_month)
    return admits(needs, facts)


@compiled
def end_of_month(world: Any, who: Any, tally: Any, month: int) -> None:
    """Free places go to who waits longest, from the next month on."""
    free = world.by_month[month, PLACES_FREE] - tally.live[:, HAT].sum()
    while free > 0 and tally.state[QUEUE] != NOBODY:
        person = tally.state[QUEUE]
        if who[person, Of.DUE] > month:
            unlink(who, tally, person)
        _leave(world, who, tally, person, month)
        give_up(who, tally, person)
        shift(who, tally, person, HAT)
        who[person, Of.ENTERED] = month + 1
        tally.events[month // world.months_per_row, ADMITTED] += 1
        find_due(world, who, tally, person, month + 1)
        free -= 1


@compiled
def finish(world: Any, who: Any, tally: Any, person: int) -> None:
    """The last time in untreated use does not end, but what it exposed to is counted."""
    if who[person, Of.SLOT] in (UNTREATED, WAITING):
        _expose(world, who, tally, person, world.months)


@compiled
def _expose(world: Any, who: Any, tally: Any, person: int, until: int) -> None:
    """HIV and HCV of people who inject, in outline: no state of their own, no effect on death."""
    if who[person, Of.USAGE] == 0:
        return
    since = max(who[person, Of.ENTERED], who[person, Of.BEGINS], 0)
    _infect(world, tally, person, since, until, 0, HIV)
    _infect(world, tally, person, since, until, 1, HCV)


@compiled
def _infect(
    world: Any, tally: Any, person: int, since: int, until: int, column: int,
    cause: int,
) -> None:  # fmt: skip
    """In the month in which the exposure lived through reaches what was drawn, once for all."""
    drawn = -math.log(uniform(world.key, person, 0, cause))
    before, hazard = tally.lived[person, column], world.exposure[column]
    if before >= drawn:
        return
    after = before + hazard[until] - hazard[since]
    tally.lived[person, column] = after
    if after >= drawn:
        month = np.searchsorted(hazard, hazard[since] + drawn - before) - 1
        row = min(max(month, since), until - 1) // world.months_per_row
        tally.events[row, INFECTED + column] += 1
