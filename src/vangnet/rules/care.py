"""The words of health checks and counselling. No rule and no number stands here.

Stored by value: add freely, never rename.
"""

from enum import StrEnum, auto

from vangnet.rules.check_keys import CheckKind
from vangnet.rules.ladder import ContactKind

INFECTIONS = (CheckKind.HIV, CheckKind.HEPATITIS_B, CheckKind.HEPATITIS_C)
MEASURED = (CheckKind.WEIGHT, CheckKind.BLOOD_PRESSURE, CheckKind.ECG)
TALKS = (CheckKind.PRESCRIBER_REVIEW, CheckKind.PSYCHOSOCIAL)


class Finding(StrEnum):
    """What a test says; of urine also why there is none."""

    POSITIVE = auto()
    NEGATIVE = auto()
    UNCLEAR = auto()
    REFUSED = auto()
    NOT_POSSIBLE = auto()


TESTED = (Finding.POSITIVE, Finding.NEGATIVE, Finding.UNCLEAR)
NOT_DONE = (Finding.REFUSED, Finding.NOT_POSSIBLE)


class Method(StrEnum):
    """How an infection was looked for."""

    ANTIBODY = auto()
    ANTIGEN = auto()
    VIRUS = auto()  # the virus itself: RNA or DNA
    RAPID = auto()  # a quick test, to be confirmed


class Substance(StrEnum):
    """What a urine panel looks for."""

    HEROIN_MARKER = auto()  # tells street heroin from what was prescribed
    OPIATES = auto()
    METHADONE = auto()
    COCAINE = auto()
    AMPHETAMINE = auto()
    BENZODIAZEPINES = auto()
    ALCOHOL_MARKER = auto()


class SiteState(StrEnum):
    """How a place of injection looks."""

    GOOD = auto()
    SORE = auto()
    INFLAMED = auto()
    CLOSED = auto()  # the vein takes no needle any more


class NoteKind(StrEnum):
    CLINICAL = auto()
    COUNSELLING = auto()
    OWN_WORDS = auto()  # what the patient says, as they said it


class ConsentScope(StrEnum):
    """What somebody may agree to, each by itself."""

    TREATMENT = auto()
    HOSPITAL_LETTER = auto()
    RESEARCH = auto()
    RELATIVES = auto()
    DATA_EXCHANGE = auto()
    PHOTO = auto()


class ComplaintMove(StrEnum):
    TAKEN_UP = auto()
    ANSWERED = auto()
    CLOSED = auto()


class AppointmentKind(StrEnum):
    MEDICAL = auto()
    COUNSELLING = auto()
    SOCIAL = auto()
    PHONE = auto()


# What an appointment that was kept counts as, when contacts are counted.
CONTACT_OF = {
    AppointmentKind.MEDICAL: ContactKind.MEDICAL,
    AppointmentKind.COUNSELLING: ContactKind.COUNSELLING,
    AppointmentKind.SOCIAL: ContactKind.COUNSELLING,
    AppointmentKind.PHONE: ContactKind.PHONE,
}
