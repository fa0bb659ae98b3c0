"""The rungs of stepped care and the words for them. No rule of a country stands here."""

from enum import StrEnum, auto

from vangnet.rules.amounts import OF_HAT


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


class Follows(StrEnum):
    """Who gives methadone after someone left HAT. Stored by value."""

    METHADONE_HERE = auto()
    OTHER_PROVIDER = auto()
    PRISON_MEDICAL_SERVICE = auto()
    NOTHING = auto()  # the person died


class LadderReason(StrEnum):
    """Why something was not written on the ladder."""

    PATIENT_OF_ANOTHER_UNIT = auto()
    STARTS_IN_THE_FUTURE = auto()
    ENDS_BEFORE_ITS_START = auto()
    ENDS_IN_THE_FUTURE = auto()
    END_WITHOUT_A_REASON = auto()
    DOSE_BEFORE_THE_START = auto()
    DOSE_AFTER_THE_END = auto()
    DOSE_IN_THE_FUTURE = auto()
    TWO_DOSES_ON_ONE_DAY = auto()
    DOSE_IMPOSSIBLE = auto()
    SAME_TREATMENT_TWICE = auto()
    ALREADY_ENDED = auto()
    ALREADY_CORRECTED = auto()
    HAT_ENDS_BY_LEAVING = auto()
    LEFT_AND_NO_NEW_APPROVAL = auto()
    HAS_DIED = auto()
    ALIKE_ENROLLED = auto()
    NO_HAT_TO_LEAVE = auto()
    EXIT_STANDS = auto()
    FOLLOWS_NOT_NAMED = auto()
    FOLLOWS_HERE_AND_ELSEWHERE = auto()
    FOLLOWS_NOTHING = auto()
    CONTACT_IN_THE_FUTURE = auto()
    BEFORE_BIRTH = auto()
    AFTER_DEATH = auto()
    DOSE_GIVEN_AFTER_THE_END = auto()


# What the drug of a HAT order is. The other drugs belong to the other rungs.
HAT_DRUGS = OF_HAT
