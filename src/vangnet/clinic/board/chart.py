"""One patient's record as the page tells it: order, approval, holds, tests, doses, timeline."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.board.templatetags.formats import day as said_day
from vangnet.clinic.board.templatetags.formats import mg, reading
from vangnet.clinic.consulting.actions import may_lift
from vangnet.clinic.consulting.models import Hold, Order
from vangnet.clinic.dispensary.models import BreathTest, HandOver, Use
from vangnet.clinic.dispensary.ordered import Says, current_orders, order_on
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery.models import Departure, DepartureKind
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules.wording import wording

DAYS_OF_DOSES = 30
DAYS_OF_TESTS = 30
TIMELINE_SHOWN = 40
# The picture of the doses, in its own units: as wide as its days, as high as the largest day.
BAR_WIDTH, BAR_STEP, CHART_HEIGHT = 20, 24, 160

Entry = dict[str, Any]


def orders(patient: Patient, *, on: date) -> list[tuple[Order, Says]]:
    """The current order of each drug, and what it says on that day."""
    return [(one, order_on(one, on)) for one in current_orders(patient)]


def holds(patient: Patient, *, reader: User) -> list[dict[str, Any]]:
    """Holds in force, each with whether this reader may lift it (asked again when they do)."""
    rows = (
        Hold.objects.filter(patient=patient, lifted_at__isnull=True)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=timezone.now()))
        .select_related("owner")
    )
    return [{"hold": one, "may_lift": may_lift(one, reader)} for one in rows.order_by("placed_at")]


def tests(patient: Patient, *, at: datetime) -> dict[str, Any]:
    """The breath tests of the last days, and how many were over their limit."""
    rows = list(
        BreathTest.objects.filter(
            patient=patient, corrected_by__isnull=True,
            taken_at__gte=at - timedelta(days=DAYS_OF_TESTS),
        ).order_by("taken_at")
    )  # fmt: skip
    over = [one for one in rows if one.alcohol_ug_per_l > one.limit_ug_per_l]
    return {
        "count": len(rows), "over": len(over), "last_over": over[-1] if over else None,
        "values": [one.alcohol_ug_per_l for one in rows],
        "limit": rows[-1].limit_ug_per_l if rows else None,
        "first": rows[0].taken_at if rows else None, "last": rows[-1].taken_at if rows else None,
        "days": DAYS_OF_TESTS,
    }  # fmt: skip


def doses_a_day(patient: Patient, *, until: date) -> list[dict[str, Any]]:
    """mg given a day over the last days, apart for each drug that is ordered or was had."""
    start = until - timedelta(days=DAYS_OF_DOSES - 1)
    ordered = [one.drug for one in current_orders(patient)]
    rows = Use.objects.filter(patient=patient, hand_over__clinic_day__gte=start)
    had = sorted(set(rows.values_list("hand_over__drug", flat=True)))
    return [
        _of_drug(rows.filter(hand_over__drug=drug), drug, start=start, until=until)
        for drug in dict.fromkeys([*ordered, *had])
    ]


def _of_drug(rows: QuerySet[Use], drug: str, *, start: date, until: date) -> dict[str, Any]:
    """Bars, and the same in a table."""
    given: dict[date, Decimal] = defaultdict(Decimal)
    number: dict[date, int] = defaultdict(int)
    for day, dose in rows.values_list("hand_over__clinic_day", "given_mg"):
        given[day] += dose or 0
        number[day] += 1
    top = max(given.values(), default=Decimal(0))
    days = [start + timedelta(days=i) for i in range(DAYS_OF_DOSES)]
    return {
        "drug": drug,
        "bars": [_bar(i, given[day], top) for i, day in enumerate(days) if given.get(day)],
        "table": [(day, number[day], given[day]) for day in reversed(days) if number.get(day)],
        "width": DAYS_OF_DOSES * BAR_STEP, "height": CHART_HEIGHT, "top": top,
        "start": start, "until": until, "days": DAYS_OF_DOSES,
    }  # fmt: skip


def _bar(index: int, given_mg: Decimal, top_mg: Decimal) -> dict[str, int]:
    height = max(int(CHART_HEIGHT * given_mg / top_mg), 1) if top_mg else 1
    return {
        "x": index * BAR_STEP + (BAR_STEP - BAR_WIDTH) // 2,
        "y": CHART_HEIGHT - height,
        "width": BAR_WIDTH,
        "height": height,
    }


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
