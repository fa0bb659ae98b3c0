"""Who may do what. One table; views and actions ask it, the database repeats what can kill."""

from enum import StrEnum, auto


class Role(StrEnum):
    """A person's place on the unit. Stored by value."""

    DESK = auto()
    NURSE = auto()
    PRESCRIBER = auto()
    PHARMACIST = auto()
    MANAGER = auto()
    AUDITOR = auto()


class Task(StrEnum):
    """One thing staff do that not everyone may do."""

    CHECK_IN = auto()
    TEST_BREATH = auto()
    CHECK_BEFORE_DOSE = auto()
    HAND_OVER = auto()
    WITNESS = auto()
    WATCH_USE = auto()
    OBSERVE = auto()
    RELEASE = auto()
    PRESCRIBE = auto()
    PUT_ON_HOLD = auto()
    RECORD_CONTACT = auto()
    ASSESS = auto()
    KEEP_REGISTER = auto()
    CLOSE_DAY = auto()
    CLEAN_ROOM = auto()
    SIGN_PROTOCOL = auto()
    SEE_IDENTITY = auto()
    SEE_CLINICAL = auto()
    SEE_REGISTER = auto()
    SEE_BOARD = auto()
    KEEP_HEALTH_RECORD = auto()
    READ_NOTES = auto()
    PLAN_APPOINTMENTS = auto()
    COUNT_COMPLAINTS = auto()
    CHECK_PARTNERS = auto()
    MAKE_LETTER = auto()
    SEE_LETTERS = auto()
    KEEP_DEVICES = auto()
    HELP_IN_EMERGENCY = auto()  # start one, log what is done, end it: everyone but who only looks
    CHECK_UNIT = auto()
    KEEP_NALOXONE = auto()  # the shelf for emergencies: no controlled drug, so no register's task
    RECORD_INCIDENT = auto()
    SEE_INCIDENTS = auto()
    REPORT_INCIDENT = auto()
    TAKE_MEASURES = auto()
    LEARN_FROM_INCIDENTS = auto()
    CHOOSE_WALL = auto()
    SEE_FIGURES = auto()  # of the programme: counts of people, never a person
    SET_UNIT_NUMBERS = auto()
    HOLD_INTERVIEW = auto()  # of outcomes, with the patient
    SEE_OUTCOMES = auto()


class NotAllowed(Exception):
    """Someone tried what their role may not do; the page should not have offered it."""


_CARE = {
    Task.HELP_IN_EMERGENCY,
    Task.CHECK_IN,
    Task.TEST_BREATH,
    Task.CHECK_BEFORE_DOSE,
    Task.HAND_OVER,
    Task.WITNESS,
    Task.WATCH_USE,
    Task.OBSERVE,
    Task.RELEASE,
    Task.CLEAN_ROOM,
    Task.RECORD_CONTACT,
    Task.ASSESS,
    Task.SEE_IDENTITY,
    Task.SEE_CLINICAL,
    Task.SEE_REGISTER,
    Task.SEE_BOARD,
    Task.KEEP_HEALTH_RECORD,
    Task.READ_NOTES,
    Task.PLAN_APPOINTMENTS,
    Task.COUNT_COMPLAINTS,
    Task.MAKE_LETTER,
    Task.SEE_LETTERS,
    Task.CHECK_UNIT,
    Task.KEEP_NALOXONE,
    Task.RECORD_INCIDENT,
    Task.SEE_INCIDENTS,
    Task.REPORT_INCIDENT,
    Task.TAKE_MEASURES,
    Task.LEARN_FROM_INCIDENTS,
    Task.HOLD_INTERVIEW,
    Task.SEE_OUTCOMES,
}
MAY: dict[Role, frozenset[Task]] = {
    Role.DESK: frozenset(
        {
            Task.HELP_IN_EMERGENCY,
            Task.CHECK_IN,
            Task.CLEAN_ROOM,
            Task.SEE_IDENTITY,
            Task.SEE_BOARD,
            Task.PLAN_APPOINTMENTS,
            Task.RECORD_INCIDENT,
        }
    ),
    Role.NURSE: frozenset(_CARE | {Task.PUT_ON_HOLD, Task.KEEP_DEVICES}),
    Role.PRESCRIBER: frozenset(
        _CARE | {Task.PRESCRIBE, Task.PUT_ON_HOLD, Task.CHECK_PARTNERS, Task.CHOOSE_WALL}
    ),
    Role.PHARMACIST: frozenset(
        {
            Task.HELP_IN_EMERGENCY,
            Task.WITNESS,
            Task.KEEP_REGISTER,
            Task.KEEP_DEVICES,
            Task.CLOSE_DAY,
            Task.SEE_IDENTITY,
            Task.SEE_CLINICAL,
            Task.SEE_REGISTER,
            Task.SEE_BOARD,
            Task.CHECK_UNIT,
            Task.KEEP_NALOXONE,
            Task.RECORD_INCIDENT,
            Task.LEARN_FROM_INCIDENTS,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Task.HELP_IN_EMERGENCY,
            Task.SEE_REGISTER,
            Task.SEE_BOARD,
            Task.COUNT_COMPLAINTS,
            Task.CHECK_PARTNERS,
            Task.SEE_LETTERS,
            Task.KEEP_DEVICES,
            Task.RECORD_INCIDENT,
            Task.SEE_INCIDENTS,
            Task.REPORT_INCIDENT,
            Task.TAKE_MEASURES,
            Task.LEARN_FROM_INCIDENTS,
            Task.CHOOSE_WALL,
            Task.SEE_FIGURES,
            Task.SET_UNIT_NUMBERS,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Task.SEE_REGISTER,
            Task.SEE_BOARD,
            Task.SEE_CLINICAL,
            Task.READ_NOTES,
            Task.COUNT_COMPLAINTS,
            Task.SEE_LETTERS,
            Task.SEE_INCIDENTS,
            Task.LEARN_FROM_INCIDENTS,
            Task.SEE_FIGURES,
            Task.SEE_OUTCOMES,
        }
    ),
}


def role_may(role: str, task: Task) -> bool:
    """Whether `role` may do `task`. An unknown role may do nothing."""
    return task in MAY.get(Role(role), frozenset()) if role in set(Role) else False
