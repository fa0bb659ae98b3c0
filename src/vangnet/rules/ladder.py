"""The rungs of stepped care and the words for them. No rule of a country stands here."""

from enum import StrEnum, auto


class Treatment(StrEnum):
    """A rung. Stored by value: add freely, never rename."""

    METHADONE = auto()
    SLOW_RELEASE_MORPHINE = auto()
    BUPRENORPHINE = auto()
    ABSTINENCE = auto()  # oriented on abstinence: detoxification, rehabilitation
    HAT = auto()
    OTHER = auto()


class EpisodeEndReason(StrEnum):
    """Why an episode ended. Stored by value."""

    CHANGED_TREATMENT = auto()  # another rung took its place
    NOT_EFFECTIVE = auto()
    SIDE_EFFECTS = auto()
    DROPPED_OUT = auto()
    COMPLETED = auto()
    OWN_CHOICE = auto()
    EXCLUDED = auto()
    MOVED = auto()
    PRISON = auto()
    DECEASED = auto()


class ContactKind(StrEnum):
    """How the person was seen. Stored by value."""

    DISPENSING = auto()  # came for a dose of the substitute
    VISIT = auto()
    COUNSELLING = auto()
    MEDICAL = auto()
    PHONE = auto()
    OUTREACH = auto()
