"""The two kinds of list of the individual kernel: who is due in a month, and who waits for HAT.

Doubly linked through arrays, so that anybody can be taken out of the middle. Compiled.
"""

from typing import Any

from vangnet.policy.compiled import inlined
from vangnet.policy.people import NEVER, NOBODY, Of

QUEUE, QUEUE_END, GONE = 0, 1, 2  # columns of the state: the list's ends; from here on who is gone


@inlined
def shift(who: Any, lists: Any, person: int, to: int) -> None:
    group = who[person, Of.BIRTHS]
    lists.live[group, who[person, Of.SLOT]] -= 1
    lists.live[group, to] += 1
    who[person, Of.SLOT] = to


@inlined
def link(who: Any, lists: Any, person: int, month: int) -> None:
    first = lists.due[month]
    who[person, Of.DUE], who[person, Of.AFTER], who[person, Of.BEFORE] = month, first, NOBODY
    if first != NOBODY:
        who[first, Of.BEFORE] = person
    lists.due[month] = person


@inlined
def unlink(who: Any, lists: Any, person: int) -> None:
    before, after = who[person, Of.BEFORE], who[person, Of.AFTER]
    if before == NOBODY:
        lists.due[who[person, Of.DUE]] = after
    else:
        who[before, Of.AFTER] = after
    if after != NOBODY:
        who[after, Of.BEFORE] = before
    who[person, Of.DUE] = NEVER


@inlined
def wait(who: Any, lists: Any, person: int) -> None:
    last = lists.state[QUEUE_END]
    who[person, Of.AHEAD], who[person, Of.BEHIND] = last, NOBODY
    if last == NOBODY:
        lists.state[QUEUE] = person
    else:
        who[last, Of.BEHIND] = person
    lists.state[QUEUE_END] = person


@inlined
def give_up(who: Any, lists: Any, person: int) -> None:
    ahead, behind = who[person, Of.AHEAD], who[person, Of.BEHIND]
    if ahead == NOBODY:
        lists.state[QUEUE] = behind
    else:
        who[ahead, Of.BEHIND] = behind
    if behind == NOBODY:
        lists.state[QUEUE_END] = ahead
    else:
        who[behind, Of.AHEAD] = ahead
