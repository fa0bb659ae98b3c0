"""What incidents, grades, measures and duties are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from vangnet.clinic.protocols.unit_words import KINDS as NAMED
from vangnet.rules.incidents import DutyState, Grade, IncidentKind, MeasureKind

KINDS: Mapping[IncidentKind, Any] = {kind: NAMED[kind.value] for kind in IncidentKind}
GRADES: Mapping[Grade, Any] = {
    Grade.NO_HARM: _("No harm"),
    Grade.PASSING_HARM: _("Harm that passed"),
    Grade.SERIOUS_HARM: _("Serious harm"),
    Grade.LASTING_HARM_OR_DEATH: _("Lasting harm or death"),
}
MEASURES: Mapping[MeasureKind, Any] = {
    MeasureKind.WARNING: _("Warning"),
    MeasureKind.CONTRACT: _("Contract"),
    MeasureKind.SUSPENSION: _("Suspension"),
}
DUTIES: Mapping[DutyState, Any] = {
    DutyState.NOT_SET: _("Not set whether it is reported"),
    DutyState.NOT_NEEDED: _("Need not be reported"),
    DutyState.NEEDED: _("To be reported"),
}


def choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(one.value), word) for one, word in words.items()]
