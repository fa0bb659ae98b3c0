"""What happened to one patient, moment by moment: the timeline of their page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.board.templatetags.formats import day as said_day
from vangnet.clinic.board.templatetags.formats import mg, reading
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.dispensary.models import BreathTest, HandOver
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.models import Departure, DepartureKind
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.wording import wording

TIMELINE_SHOWN = 40

Entry = dict[str, Any]


def timeline(patient: Patient, *, reader: User) -> list[Entry]:
    """What happened, latest first. Someone without clinical sight sees the visits only."""
    entries = _visits(patient)
    if reader.may(Task.SEE_CLINICAL):
        entries += _answers(patient) + _tests(patient) + _departures(patient) + _orders(patient)
    return sorted(entries, key=lambda one: one["at"], reverse=True)[:TIMELINE_SHOWN]


def _visits(patient: Patient) -> list[Entry]:
    rows = Visit.objects.filter(patient=patient).select_related("opened_by")
    return [
        {"at": one.opened_at, "icon": "found", "tone": "info", "text": _("Checked in"),
         "who": one.opened_by.display_name}
        for one in rows.order_by("-opened_at")[:TIMELINE_SHOWN]
    ]  # fmt: skip


def _answers(patient: Patient) -> list[Entry]:
    rows = HandOver.objects.filter(patient=patient).select_related("by", "witness")
    return [_answer(one) for one in rows.order_by("-at")[:TIMELINE_SHOWN]]


def _answer(one: HandOver) -> Entry:
    link = reverse("registry:decision", args=[one.pk])
    if one.allowed:
        dose = f"{mg(one.dose_mg)} {_word(one.drug)}"
        text = _("Dose %(number)s, %(mg)s") % {"number": one.number_of_day, "mg": dose}
        icon, tone = "dosing", "info"
    else:
        count = len(one.reasons)
        text = (
            _("No dose: %(count)s reasons") % {"count": count}
            if count != 1
            else _("No dose: 1 reason")
        )
        icon, tone = "withheld", "danger"
    who = ", ".join(person.display_name for person in (one.by, one.witness) if person)
    return {"at": one.at, "icon": icon, "tone": tone, "text": text, "who": who, "url": link}


def _word(drug: str) -> str:
    said: str = wording(get_language() or "en")["words"].get(drug, drug)
    return said


def _tests(patient: Patient) -> list[Entry]:
    rows = BreathTest.objects.filter(patient=patient).select_related("taken_by")
    shown = []
    for one in rows.order_by("-taken_at")[:TIMELINE_SHOWN]:
        over = one.alcohol_ug_per_l > one.limit_ug_per_l
        words = _("Breath %(reading)s, over the limit") if over else _("Breath %(reading)s, passed")
        text = words % {"reading": reading(one.reading, one.reading_unit)}
        tone = "danger" if over else "ok"
        shown.append({"at": one.taken_at, "icon": "breath", "tone": tone, "text": text,
                      "who": one.taken_by.display_name})  # fmt: skip
    return shown


def _departures(patient: Patient) -> list[Entry]:
    rows = Departure.objects.filter(patient=patient).select_related("by")
    return [
        {"at": one.at, "icon": "leave", "who": one.by.display_name,
         "tone": "ok" if one.kind == DepartureKind.RELEASED else "warn",
         "text": _("Left") if one.kind == DepartureKind.RELEASED else _("Left against advice")}
        for one in rows.order_by("-at")[:TIMELINE_SHOWN]
    ]  # fmt: skip


def _orders(patient: Patient) -> list[Entry]:
    rows = Order.objects.filter(patient=patient).select_related("prescriber")
    return [
        {"at": one.signed_at, "icon": "orders", "tone": "idle", "who": one.prescriber.display_name,
         "text": _("Order %(number)s signed: %(mg)s, %(times)s a day, until %(until)s") % {
             "number": one.number, "mg": f"{mg(one.dose_mg)} {_word(one.drug)}",
             "times": one.doses_per_day,
             "until": said_day(one.valid_until) or _("further notice")}}
        for one in rows.order_by("-signed_at")[:TIMELINE_SHOWN]
    ]  # fmt: skip
