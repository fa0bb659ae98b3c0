"""The single steps of the individual kernel: beginning, the next move, moving, waiting, the end.

Compiled; `world`, `people` and `tally` are the named tuples of `kernel` and `people`.
"""

import math
from typing import Any

import numpy as np

from vangnet.policy.compiled import compiled
from vangnet.policy.door import COLUMNS, Facts, Needs, admits
from vangnet.policy.draws import Cause, uniform
from vangnet.policy.lists import give_up, link, shift, unlink, wait
from vangnet.policy.people import NEVER, NOBODY
from vangnet.policy.tables import AGE_FROM, AGE_GROUPS, AGE_STEP
from vangnet.policy.words import (
    AFTER_ENTERING,
    AFTER_FAILING,
    BAND_FROM,
    MONTHS,
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
WHEN, WHERE, HIV, HCV = (
    int(one) for one in (Cause.WHEN, Cause.WHERE, Cause.HIV, Cause.HCV)
)
LAST_GROUP = AGE_GROUPS - 1
WEEKS = 52


@compiled
def begin(world: Any, people: Any, tally: Any, person: int, month: int) -> None:
    """Begins to use; tolerance was never lost, so this is not a first month back."""
    people.slot[person] = UNTREATED
    people.entered[person] = month - 1
    tally.live[tally.group[person], UNTREATED] += 1
    tally.gone[0] -= 1


@compiled
def find_due(world: Any, people: Any, tally: Any, person: int, month: int) -> None:
    """The month of the next move: when the cumulated hazard has lived through what was drawn."""
    left = -math.log(uniform(world.key, person, month, WHEN))
    at = month
    while at < world.months:
        hazard = world.totals[_cell(world, people, person, at)]
        end = _end_of_span(world, people, person, at)
        if hazard * (end - at) > left:
            at += min(int(left / hazard), end - at - 1)
            break
        left -= hazard * (end - at)
        at = end
    if at < world.months:
        link(people, tally, person, at)


@compiled
def _cell(world: Any, people: Any, person: int, month: int) -> tuple[int, ...]:
    year = month // MONTHS
    group = (world.first_year + year - people.born[person] - AGE_FROM) // AGE_STEP
    clock = month - people.entered[person]
    band = 0 if clock < SECOND_BAND else (1 if clock < THIRD_BAND else 2)
    return (
        world.period_of[year],
        min(max(group, 0), LAST_GROUP),
        2 * people.sex[person] + people.usage[person],
        people.history[person],
        people.slot[person],
        band,
    )


@compiled
def _end_of_span(world: Any, people: Any, person: int, month: int) -> int:
    """The first month after `month` in which the hazard may be another one."""
    year, entered = month // MONTHS, people.entered[person]
    end = world.period_end[year]
    above = world.first_year + year - people.born[person] - AGE_FROM
    if above < AGE_STEP * LAST_GROUP:
        years = AGE_STEP - above if above < 0 else AGE_STEP - above % AGE_STEP
        end = min(end, (year + years) * MONTHS)
    if month - entered < SECOND_BAND:
        return int(min(end, entered + SECOND_BAND))
    if month - entered < THIRD_BAND:
        return int(min(end, entered + THIRD_BAND))
    return int(end)


@compiled
def happen(world: Any, people: Any, tally: Any, person: int, month: int) -> None:
    """What was due in this month. It shows from the next month on."""
    unlink(people, tally, person)
    target = _target(world, people, person, month)
    slot, row = people.slot[person], month // world.months_per_row
    if target == TO_HAT:
        if world.places[month] > 0 and _may_enter(world, people, person, month):
            tally.moves[row, slot, TO_HAT] += 1
            shift(people, tally, person, slot + 1)
            wait(people, tally, person)
    else:
        tally.moves[row, slot, target] += 1
        _leave(world, people, tally, person, month)
        if target >= TO_OVERDOSE:
            tally.live[tally.group[person], slot] -= 1
            tally.gone[1 + target - TO_OVERDOSE] += 1
            people.slot[person] = DEAD
            return
        _arrive(world, people, tally, person, month, target)
    find_due(world, people, tally, person, month + 1)


@compiled
def _target(world: Any, people: Any, person: int, month: int) -> int:
    cell = _cell(world, people, person, month)
    left = uniform(world.key, person, month, WHERE) * world.totals[cell]
    shares = world.hazards[cell]
    last = 0
    for target in range(TARGETS):
        if shares[target] > 0:
            last = target
            if left < shares[target]:
                break
            left -= shares[target]
    return last


@compiled
def _leave(world: Any, people: Any, tally: Any, person: int, month: int) -> None:
    """What the time that ends now leaves behind."""
    slot = people.slot[person]
    if slot == UNTREATED or slot == WAITING:
        _expose(world, people, tally, person, month + 1)
    if slot == METHADONE or slot == METHADONE_WAITING:
        months = month + 1 - people.run_start[person]
        needs = world.needs[world.needs_of[month], people.usage[person]]
        if months >= needs[Needs.DOSE_MONTHS] and people.mg[person] >= needs[Needs.DOSE_MG]:
            people.dose_end[person] = month + 1


@compiled
def _arrive(
    world: Any, people: Any, tally: Any, person: int, month: int, target: int
) -> None:
    slot = people.slot[person]
    in_methadone = slot == METHADONE or slot == METHADONE_WAITING
    to, entered = PRISON, month + 1
    if target == TO_UNTREATED:
        to = UNTREATED
        if not world.tolerance_lost[slot]:
            entered = month
        if in_methadone:
            people.history[person] = AFTER_FAILING[people.history[person]]
            people.failed[person] += 1
            run = month + 1 - people.run_start[person]
            people.longest[person] = max(people.longest[person], run)
    elif target == TO_METHADONE:
        to = METHADONE_WAITING if slot == WAITING else METHADONE
        people.history[person] = AFTER_ENTERING[people.history[person]]
        people.run_start[person] = month + 1
    elif target == TO_ABSTINENT:
        to = ABSTINENT
    if (slot == WAITING or slot == METHADONE_WAITING) and to != METHADONE_WAITING:
        give_up(people, tally, person)
    shift(people, tally, person, to)
    people.entered[person] = entered


@compiled
def _may_enter(world: Any, people: Any, person: int, month: int) -> bool:
    """The rules of entry, on what is known of this person in this month."""
    facts = np.zeros(COLUMNS, dtype=np.int64)
    year = month // MONTHS
    needs = world.needs[world.needs_of[month], people.usage[person]]
    facts[Facts.AGE_YEARS] = world.first_year + year - people.born[person]
    facts[Facts.DEPENDENCE_YEARS] = year - people.begins[person] // MONTHS
    facts[Facts.FAILED] = people.failed[person]
    facts[Facts.LONGEST_FAILED_MONTHS] = people.longest[person]
    ended = people.dose_end[person]
    facts[Facts.LAST_DOSE_END_MONTHS_AGO] = -1 if ended == NEVER else month - ended
    facts[Facts.MG] = people.mg[person]
    facts[Facts.TIMES_A_WEEK] = people.times[person]
    facts[Facts.INJECTING] = people.usage[person]
    facts[Facts.JUDGED] = people.judged[person]
    if people.slot[person] == METHADONE:
        start = people.run_start[person]
        facts[Facts.IN_METHADONE] = 1
        facts[Facts.RUN_MONTHS] = month - start
        facts[Facts.RUN_DAYS] = world.days[month] - world.days[start] + 1
        within = min(month - start, needs[Needs.CONTACTS_MONTHS])
        a_month = people.times[person] * world.attendance * WEEKS / MONTHS
        facts[Facts.CONTACTS] = int(within * a_month)
    return admits(needs, facts)


@compiled
def end_of_month(world: Any, people: Any, tally: Any, month: int) -> None:
    """Free places go to who waits longest, from the next month on."""
    free = world.places[month] - tally.live[:, HAT].sum()
    while free > 0 and tally.queue[0] != NOBODY:
        person = tally.queue[0]
        if people.due[person] > month:
            unlink(people, tally, person)
        _leave(world, people, tally, person, month)
        give_up(people, tally, person)
        shift(people, tally, person, HAT)
        people.entered[person] = month + 1
        tally.admitted[month // world.months_per_row] += 1
        find_due(world, people, tally, person, month + 1)
        free -= 1


@compiled
def finish(world: Any, people: Any, tally: Any, person: int) -> None:
    """The last time in untreated use does not end, but what it exposed to is counted."""
    if people.slot[person] == UNTREATED or people.slot[person] == WAITING:
        _expose(world, people, tally, person, world.months)


@compiled
def _expose(world: Any, people: Any, tally: Any, person: int, until: int) -> None:
    """HIV and HCV of people who inject, in outline: no state of their own, no effect on death."""
    if people.usage[person] == 0:
        return
    since = max(people.entered[person], people.begins[person], 0)
    _infect(world, tally, person, since, until, 0, world.hiv, people.hiv, HIV)
    _infect(world, tally, person, since, until, 1, world.hcv, people.hcv, HCV)


@compiled
def _infect(
    world: Any, tally: Any, person: int, since: int, until: int, column: int, hazard: Any,
    lived: Any, cause: int,
) -> None:  # fmt: skip
    """In the month in which the exposure lived through reaches what was drawn, once for all."""
    drawn = -math.log(uniform(world.key, person, 0, cause))
    before = lived[person]
    if before >= drawn:
        return
    lived[person] = before + hazard[until] - hazard[since]
    if lived[person] >= drawn:
        month = np.searchsorted(hazard, hazard[since] + drawn - before) - 1
        row = min(max(month, since), until - 1) // world.months_per_row
        tally.infected[row, column] += 1
