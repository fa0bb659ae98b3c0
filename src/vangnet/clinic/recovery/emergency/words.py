"""What acts are called, on the screen and on paper. No amount stands here."""

from decimal import Decimal

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vangnet.clinic.recovery.emergency.models import ActKind, EmergencyAct, Outcome
from vangnet.rules.wording import number

ACTS: dict[str, Promise] = {
    ActKind.AMBULANCE_CALLED: gettext_lazy("Ambulance called"),
    ActKind.AIRWAY: gettext_lazy("Airway open"),
    ActKind.BREATHS: gettext_lazy("Breaths given"),
    ActKind.OXYGEN: gettext_lazy("Oxygen on"),
    ActKind.NALOXONE: gettext_lazy("Naloxone"),
    ActKind.READING: gettext_lazy("Reading"),
    ActKind.CPR: gettext_lazy("CPR started"),
    ActKind.SHOCK: gettext_lazy("AED shock"),
    ActKind.BREATHING: gettext_lazy("Breathing again"),
    ActKind.DOCTOR_HERE: gettext_lazy("Doctor here"),
    ActKind.AMBULANCE_HERE: gettext_lazy("Ambulance here"),
    ActKind.NOTE: gettext_lazy("Note"),
}
OUTCOMES: dict[str, Promise] = {
    Outcome.AMBULANCE: gettext_lazy("Handed over to the ambulance"),
    Outcome.OBSERVATION: gettext_lazy("Breathing: longer observation here"),
    Outcome.NO_OVERDOSE: gettext_lazy("Started by mistake: no overdose"),
}
MOVEMENTS: dict[str, Promise] = {
    "received": gettext_lazy("Received"),
    "used": gettext_lazy("Given in an emergency"),
    "wasted": gettext_lazy("Thrown away"),
    "counted": gettext_lazy("Counted"),
    "counter": gettext_lazy("Taken back: not given"),
}


def said(act: EmergencyAct) -> str:
    """One act in words, with its amount or its readings, in the language of the page."""
    name = str(ACTS[act.kind])
    if act.kind == ActKind.NALOXONE:
        return f"{name} {mg(act)}"
    if act.kind == ActKind.READING:
        return f"{name}: {readings(act)}"
    if act.kind == ActKind.NOTE:
        return act.words if act.corrects_id is None else name
    return name


def mg(act: EmergencyAct) -> str:
    if act.amount_mg is None:
        return _("amount not written")
    return f"{plain(act.amount_mg)} mg"


def total(given: list[EmergencyAct]) -> str:
    """All naloxone together: "0.4 mg + ?" where the amount of some was not written."""
    known = [one.amount_mg for one in given if one.amount_mg is not None]
    if not known:
        return _("amount not written") if given else ""
    mg_known = f"{plain(sum(known, Decimal(0)).normalize())} mg"
    return mg_known if len(known) == len(given) else f"{mg_known} + ?"


def plain(value: Decimal) -> str:
    """An amount with the mark of the page's language."""
    return number(value, mark=get_format("DECIMAL_SEPARATOR"))


def readings(act: EmergencyAct) -> str:
    parts = [
        ("SpO₂ %s %%", act.spo2_percent), (_("breaths %s"), act.breaths_per_minute),
        (_("pulse %s"), act.pulse),
    ]  # fmt: skip
    return ", ".join(text % value for text, value in parts if value is not None)
