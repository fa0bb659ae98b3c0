"""What the parts of a report are called, how intervals were made, and what a figure cannot tell."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from vangnet.clinic.consulting.ladder.words import END_REASONS
from vangnet.clinic.recovery.incidents.words import KINDS
from vangnet.programme.report import happened
from vangnet.programme.report.counting.estimate import Method, Of
from vangnet.programme.report.counting.rows import Step
from vangnet.rules.incidents import IncidentKind
from vangnet.rules.ladder import EpisodeEndReason

PLACES: Mapping[str, Any] = {
    "abstinent": _("Abstinent"), "hat": _("HAT"), "methadone": _("Methadone or alike"),
    "untreated": _("No treatment known"), "prison": _("In prison"), "dead": _("Died"),
}  # fmt: skip
METHODS: Mapping[Method, Any] = {
    Method.COUNTED: _("counted"),
    Method.KAPLAN_MEIER: _("Kaplan–Meier, log-log"),
    Method.KAPLAN_MEIER_QUANTILE: _("Kaplan–Meier, log-log"),
    Method.AALEN_JOHANSEN: _("Aalen–Johansen, log-log"),
    Method.NOBODY_LEFT: _("exact binomial, as nobody left"),
    Method.POISSON: _("exact Poisson"),
    Method.WILSON: _("Wilson"),
    Method.CLUSTERED: _("ratio, people as clusters"),
    Method.ORDER_STATISTICS: _("order statistics, exact"),
    Method.PAIRED: _("paired, Student’s t"),
    Method.GIVEN: _("that of the public number"),
    Method.NONE: _("no interval"),
}
OF: Mapping[Of, Any] = {
    Of.PERSONS: _("%(n)s people"), Of.STARTS: _("%(n)s starts"), Of.DOSES: _("%(n)s doses"),
    Of.VISITS: _("%(n)s visits"), Of.DAYS: _("%(n)s days"),
    Of.REFERRALS: _("%(n)s applications"), Of.YEARS: _("%(n)s patient-years"),
}  # fmt: skip
STEPS: Mapping[Step, Any] = {
    Step.DESK_TO_BREATH: _("Desk to breath test"),
    Step.BREATH_TO_HATCH: _("Breath test to hatch"),
    Step.HATCH_TO_ROOM: _("Hatch to the start in the room"),
    Step.IN_THE_ROOM: _("Using, in the room"),
    Step.ROOM_TO_DOOR: _("End of use to the door"),
    Step.DOOR_TO_DOSE: _("Door to dose"),
}
EVENTS: Mapping[str, Any] = {
    happened.CALLED: _("Nurse called by a sign"),
    happened.EMERGENCY: _("Emergency"),
    happened.OXYGEN: _("Oxygen given"),
    happened.NALOXONE: _("Naloxone given"),
    **{kind.value: KINDS[kind] for kind in IncidentKind},
    happened.GRAVEST: _("Lasting harm, or death"),
}
REASONS: Mapping[str, Any] = {reason.value: END_REASONS[reason] for reason in EpisodeEndReason}
DRUGS: Mapping[str, Any] = {
    "diamorphine": _("Diamorphine"), "methadone": _("Methadone"), "morphine": _("Morphine"),
    "hydromorphone": _("Hydromorphone"), "buprenorphine": _("Buprenorphine"),
}  # fmt: skip
ROUTES: Mapping[str, Any] = {
    "intravenous": _("into a vein"), "intramuscular": _("into a muscle"),
    "subcutaneous": _("under the skin"), "inhaled": _("inhaled"), "oral": _("by mouth"),
    "nasal": _("by the nose"), "sublingual": _("under the tongue"),
}  # fmt: skip
PARTS: Mapping[str, Any] = {
    "dose": _("What goes with a dose"), "visit": _("Staff at visits"),
    "year": _("What does not grow with visits"),
}  # fmt: skip
QUANTILES: Mapping[float, Any] = {
    0.1: _("a tenth had less than"), 0.25: _("a quarter had less than"),
    0.5: _("half had less than"), 0.75: _("three quarters had less than"),
    0.9: _("nine in ten had less than"),
}  # fmt: skip
MONEY = {"nl": "EUR", "de": "EUR", "ch": "CHF", "ca": "CAD", "gb": "GBP", "dk": "DKK"}

# What a figure cannot tell. Each stands beside its figures, never in a note at the end.
CANNOT: Mapping[str, Any] = {
    "standing": _(
        "A rung is what is written down. Who has no treatment here may have one elsewhere, or use."
    ),
    "flow": _("Why somebody left is what staff wrote down."),
    "stay": _(
        "Nobody was compared with. Who already was in treatment when the records begin, or came "
        "over from another unit, is left out; who moved away is followed until then."
    ),
    "cause": _("Leaving for one reason ends the chance to leave for another."),
    "attendance": _("A day counts as kept with any visit, also one without a dose."),
    "doses": _("What was handed over and used, not what else somebody used. Not by weight."),
    "events": _(
        "Only what was recorded. Several events may be one person’s, and then chance is larger "
        "than the interval says. Nothing of what happened outside."
    ),
    "breath": _("A value over the limit says nothing of how somebody drinks."),
    "waiting": _(
        "By the moves that staff recorded, not by a watch; who went away without a dose is not in "
        "it. Days on end are alike, so the interval is rather too narrow."
    ),
    "application": _("Who was refused is not in it. Who still waits counts as waiting."),
    "change": _(
        "What people told us; police and doctors were not asked. No comparison group: people "
        "start at their worst, and some would have improved anyway."
    ),
    "need": _(
        "An estimate of the country, carried over to the region as if it were alike. The interval "
        "is only that of the public number."
    ),
    "cost": _("By the unit’s own prices. What saved police, courts or hospitals is not in it."),
}
# Scores of the outcome interviews that the report compares, in its order.
MEASURES: Mapping[str, Any] = {
    "use.street_heroin_days": _("Days with street heroin, of 30 days"),
    "crime.illegal_days": _("Days with crime, of 30 days"),
    "map_hss.symptoms": _("Physical complaints, score"),
    "living.contact_days": _("Days with non-users, of 30 days"),
}


def measure(key: str) -> str:
    """The name of what an interview asks; a key nobody named stands as it is."""
    return str(MEASURES.get(key, key.replace("_", " ")))
