"""What checks, findings, notes and appointments are called on pages. No value stands here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vangnet.clinic.protocols.words import CHECKS as CHECK_NAMES
from vangnet.rules.care import (
    AppointmentKind,
    ComplaintMove,
    ConsentScope,
    Finding,
    Method,
    NoteKind,
    SiteState,
    Substance,
)
from vangnet.rules.checks import State

CHECKS: dict[str, Promise] = {str(kind): name for kind, name in CHECK_NAMES.items()}
FINDINGS: dict[str, Promise] = {
    Finding.POSITIVE: _("Positive"),
    Finding.NEGATIVE: _("Negative"),
    Finding.UNCLEAR: _("Unclear"),
    Finding.REFUSED: _("Refused"),
    Finding.NOT_POSSIBLE: _("Not possible"),
}
METHODS: dict[str, Promise] = {
    Method.ANTIBODY: _("Antibodies"),
    Method.ANTIGEN: _("Antigen"),
    Method.VIRUS: _("The virus itself (RNA or DNA)"),
    Method.RAPID: _("Quick test, to be confirmed"),
}
SUBSTANCES: dict[str, Promise] = {
    Substance.HEROIN_MARKER: _("Marker of street heroin"),
    Substance.OPIATES: _("Opiates"),
    Substance.METHADONE: _("Methadone"),
    Substance.COCAINE: _("Cocaine"),
    Substance.AMPHETAMINE: _("Amphetamine"),
    Substance.BENZODIAZEPINES: _("Benzodiazepines"),
    Substance.ALCOHOL_MARKER: _("Marker of alcohol"),
}
SITE_STATES: dict[str, Promise] = {
    SiteState.GOOD: _("Good"),
    SiteState.SORE: _("Sore"),
    SiteState.INFLAMED: _("Inflamed"),
    SiteState.CLOSED: _("Takes no needle"),
}
NOTES: dict[str, Promise] = {
    NoteKind.CLINICAL: _("Note"),
    NoteKind.COUNSELLING: _("Counselling session"),
    NoteKind.OWN_WORDS: _("The patient's own words"),
}
SCOPES: dict[str, Promise] = {
    ConsentScope.TREATMENT: _("Treatment"),
    ConsentScope.HOSPITAL_LETTER: _("Letter to a hospital"),
    ConsentScope.RESEARCH: _("Research"),
    ConsentScope.RELATIVES: _("Contact with relatives"),
    ConsentScope.DATA_EXCHANGE: _("Exchange of data with other care"),
    ConsentScope.PHOTO: _("A photo to be known by"),
}
MOVES: dict[str, Promise] = {
    ComplaintMove.TAKEN_UP: _("Taken up"),
    ComplaintMove.ANSWERED: _("Answered"),
    ComplaintMove.CLOSED: _("Closed"),
}
APPOINTMENTS: dict[str, Promise] = {
    AppointmentKind.MEDICAL: _("Medical"),
    AppointmentKind.COUNSELLING: _("Counselling"),
    AppointmentKind.SOCIAL: _("Social work"),
    AppointmentKind.PHONE: _("By phone"),
}
# UCUM codes as they are read.
UNITS = {"mm[Hg]": "mmHg"}
# How a check stands: its icon and its tone.
LOOKS: dict[State, tuple[str, str]] = {
    State.BLOCKING: ("refused", "danger"),
    State.OVERDUE: ("overdue", "warn"),
    State.IN_ORDER: ("ok", "ok"),
    State.NOT_SET: ("idle", "idle"),
}
SOON = ("booked", "info")  # in order, and its day is near


def choices(words: dict[str, Promise]) -> list[tuple[str, Promise]]:
    return [(str(code), word) for code, word in words.items()]
