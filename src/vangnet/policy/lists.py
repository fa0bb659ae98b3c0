"""The two kinds of list of the individual kernel: who is due in a month, and who waits for HAT.

Doubly linked through arrays, so that anybody can be taken out of the middle. Compiled.
"""

from typing import Any

from vangnet.policy.compiled import compiled
from vangnet.policy.people import NEVER, NOBODY


@compiled
def shift(people: Any, tally: Any, person: int, to: int) -> None:
    group = tally.group[person]
    tally.live[group, people.slot[person]] -= 1
    tally.live[group, to] += 1
    people.slot[person] = to


@compiled
def link(people: Any, tally: Any, person: int, month: int) -> None:
    first = tally.due[month]
    people.due[person], people.after[person], people.before[person] = month, first, NOBODY
    if first != NOBODY:
        people.before[first] = person
    tally.due[month] = person


@compiled
def unlink(people: Any, tally: Any, person: int) -> None:
    before, after = people.before[person], people.after[person]
    if before == NOBODY:
        tally.due[people.due[person]] = after
    else:
        people.after[before] = after
    if after != NOBODY:
        people.before[after] = before
    people.due[person] = NEVER


@compiled
def wait(people: Any, tally: Any, person: int) -> None:
    last = tally.queue[1]
    people.ahead[person], people.behind[person] = last, NOBODY
    if last == NOBODY:
        tally.queue[0] = person
    else:
        people.behind[last] = person
    tally.queue[1] = person


@compiled
def give_up(people: Any, tally: Any, person: int) -> None:
    ahead, behind = people.ahead[person], people.behind[person]
    if ahead == NOBODY:
        tally.queue[0] = behind
    else:
        people.behind[ahead] = behind
    if behind == NOBODY:
        tally.queue[1] = ahead
    else:
        people.ahead[behind] = ahead
