"""What a made-up day brings, drawn beforehand from one seed: who comes, when, and what goes wrong.

It says what people do, never what they get: that is the gate's. No clinical limit stands here.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum, auto
from random import Random

ORDINARY_SHARE = 0.86  # of the visits that no trouble was dealt to first
LATE_SHARE = 0.06
ABSENT_SHARE = 0.05


class Trouble(StrEnum):
    """What can happen on the way from the door to the door."""

    NONE = auto()
    FAILED_TEST = auto()  # over the limit, waits, passes the retest
    FAILED_TWICE = auto()  # and again over it
    RETEST_EARLY = auto()  # tested again before the time
    DROWSY = auto()
    ASLEEP = auto()
    SIGNS = auto()
    WANTS_LESS = auto()
    WANTS_MORE = auto()
    PARTIAL = auto()
    SPILT = auto()
    NOT_USED = auto()  # handed over, nothing of it used
    AGAINST_ADVICE = auto()
    DROWSY_AT_THE_DOOR = auto()
    WITNESS_IS_GIVER = auto()
    KIT_USED_BEFORE = auto()
    WRONG_CONTAINER = auto()
    OLD_CHECK = auto()
    ON_HOLD = auto()
    CHANGES_MIND = auto()
    BACK_TOO_SOON = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How one person usually comes: at which sessions, and how far into them."""

    person: int
    sessions: tuple[int, ...]
    offset: float  # 0: as the doors open; 1: as they close


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Hours at which doses are given."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One visit, as it will go unless the gate says otherwise."""

    person: int
    arrives_at: datetime
    late: bool = False
    trouble: Trouble = Trouble.NONE
    wait: timedelta = timedelta(minutes=3)
    step: timedelta = timedelta(minutes=2)  # one thing at a desk, a tester or the hatch
    use: timedelta = timedelta(minutes=12)
    lingers: timedelta = timedelta(minutes=2)  # after the clock, before someone looks
    breath_ug: int = 0
    share: Decimal = Decimal(1)  # of the order or of the dose, where the trouble is about that
    staged: bool = False  # part of a scene: waits for nobody's seat


def habits(patients: int, *, rng: Random) -> list[Habit]:
    """Some come once a day, most twice, some three times."""
    kinds = ((0,), (2,), (0, 2), (0, 1), (1, 2), (0, 2), (0, 1, 2), (0, 1, 2))
    return [
        Habit(person=n, sessions=rng.choice(kinds), offset=rng.random()) for n in range(patients)
    ]


def once(habit: Habit) -> Habit:
    """The same person on a quiet day: the first visit only."""
    return replace(habit, sessions=habit.sessions[:1])


def comings(
    people: list[Habit], sessions: dict[int, Session], *, rng: Random, busy: bool = True
) -> list[Coming]:
    """The visits of a day in the order of arrival; with `busy`, every trouble is dealt first."""
    drawn = [
        _coming(habit, sessions[number], rng=rng)
        for habit in people
        for number in habit.sessions
        if number in sessions and rng.random() >= ABSENT_SHARE
    ]
    return _deal_trouble(sorted(drawn, key=_order), rng=rng, busy=busy)


def _order(coming: Coming) -> tuple[datetime, int]:
    return coming.arrives_at, coming.person


def _coming(habit: Habit, session: Session, *, rng: Random) -> Coming:
    length = (session.ends_at - session.begins_at).total_seconds()
    place = min(0.97, max(0.0, habit.offset + rng.uniform(-0.08, 0.08)))
    arrives_at = session.begins_at + timedelta(seconds=round(length * place))
    if late := rng.random() < LATE_SHARE:
        arrives_at = session.ends_at + timedelta(seconds=rng.randint(300, 2400))
    return Coming(
        person=habit.person,
        arrives_at=arrives_at,
        late=late,
        wait=timedelta(seconds=rng.randint(60, 420)),
        step=timedelta(seconds=rng.randint(50, 130)),
        use=timedelta(seconds=rng.randint(300, 1200)),
        lingers=timedelta(seconds=rng.randint(30, 400)),
        breath_ug=rng.choice((0, 0, 0, 0, 10, 20, 40, 60)),
        share=Decimal(rng.choice(("0.5", "0.6", "0.75", "0.8"))),
    )


def _deal_trouble(drawn: list[Coming], *, rng: Random, busy: bool) -> list[Coming]:
    """One of each first, as far as half of the visits go round; then by chance."""
    kinds = [kind for kind in Trouble if kind is not Trouble.NONE]
    first = _one_of_each(drawn, rng=rng) if busy else {}
    dealt = {}
    for place in range(len(drawn)):
        by_chance = rng.choice(kinds) if rng.random() >= ORDINARY_SHARE else Trouble.NONE
        dealt[place] = first.get(place, by_chance)
    _nothing_used_last(drawn, dealt)
    comings = [replace(one, trouble=dealt[place]) for place, one in enumerate(drawn)]
    if busy and comings and not any(one.late for one in comings):
        last = comings[-1]
        comings[-1] = replace(
            last, late=True, arrives_at=last.arrives_at + timedelta(seconds=rng.randint(1800, 3000))
        )
    return comings


def _one_of_each(drawn: list[Coming], *, rng: Random) -> dict[int, Trouble]:
    """To people's first visits of the day: nothing earlier that day stands in the way of them."""
    visits = Counter(one.person for one in drawn)
    earliest = {one.person: place for place, one in reversed(list(enumerate(drawn)))}
    places = rng.sample(sorted(earliest.values()), len(earliest))
    # Who comes once may use nothing; that trouble is dealt first, while there is such a person.
    places.sort(key=lambda place: visits[drawn[place].person] > 1)
    kinds = [Trouble.NOT_USED, *(k for k in Trouble if k not in {Trouble.NONE, Trouble.NOT_USED})]
    return dict(list(zip(places, kinds, strict=False))[: len(drawn) // 2])


def _nothing_used_last(drawn: list[Coming], dealt: dict[int, Trouble]) -> None:
    """Who uses nothing of a dose does not come back that day: it is that person's last visit."""
    last = {one.person: place for place, one in enumerate(drawn)}
    for place, one in enumerate(drawn):
        final = last[one.person]
        if dealt[place] is Trouble.NOT_USED and place != final:
            other = dealt[final]
            dealt[place] = Trouble.PARTIAL if other is Trouble.NOT_USED else other
            dealt[final] = Trouble.NOT_USED
