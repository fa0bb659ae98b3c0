"""The words of the model, and the numbers that its arrays give them.

A state is where somebody is; a slot is a state, or a state while waiting for a place in HAT.
"""

from enum import IntEnum, StrEnum, auto


class State(StrEnum):
    """Where somebody is. Stored by value: the files name them so."""

    NOT_YET = auto()  # has not begun to use
    UNTREATED = auto()
    METHADONE = auto()
    HAT = auto()
    ABSTINENT = auto()
    PRISON = auto()
    DEAD_OVERDOSE = auto()
    DEAD_OTHER = auto()


class Slot(IntEnum):
    """The axis of living people in all arrays."""

    UNTREATED = 0
    UNTREATED_WAITING = 1
    METHADONE = 2
    METHADONE_WAITING = 3
    HAT = 4
    ABSTINENT = 5
    PRISON = 6


class Target(IntEnum):
    """The axis of moves. To HAT is to ask for it: a place must be free, and the rules say yes."""

    UNTREATED = 0
    METHADONE = 1
    HAT = 2
    ABSTINENT = 3
    PRISON = 4
    DEAD_OVERDOSE = 5
    DEAD_OTHER = 6


class Band(StrEnum):
    """How long somebody has been in a state."""

    FIRST_MONTH = auto()
    FIRST_YEAR = auto()  # the rest of it
    LATER = auto()


class History(StrEnum):
    """What methadone did before. Only leaving it for untreated use is a failure."""

    NEVER = auto()
    NONE_FAILED = auto()
    ONE_FAILED = auto()
    MORE_FAILED = auto()


# What a history becomes, by its number: on leaving methadone for untreated use, on entering it.
AFTER_FAILING = (2, 2, 3, 3)
AFTER_ENTERING = (1, 1, 2, 3)


class Sex(StrEnum):
    FEMALE = auto()
    MALE = auto()


class Usage(StrEnum):
    """How heroin is taken when somebody begins; it is kept for life."""

    SMOKING = auto()
    INJECTING = auto()


MONTHS = 12
BAND_FROM = (0, 1, 12)  # months in the state at which each band begins
CLOCK = BAND_FROM[-1] + 1  # months in the state are counted up to the last band
SLOTS, TARGETS, HISTORIES = len(Slot), len(Target), len(History)
STATES = tuple(State)
SLOTS_OF = {
    State.UNTREATED: (Slot.UNTREATED, Slot.UNTREATED_WAITING),
    State.METHADONE: (Slot.METHADONE, Slot.METHADONE_WAITING),
    State.HAT: (Slot.HAT,),
    State.ABSTINENT: (Slot.ABSTINENT,),
    State.PRISON: (Slot.PRISON,),
}
# A row of the yearly histograms: the slots, then who has not begun, then the dead by cause.
NOT_YET, DEAD_OVERDOSE, DEAD_OTHER = SLOTS, SLOTS + 1, SLOTS + 2
PLACES = SLOTS + 3
