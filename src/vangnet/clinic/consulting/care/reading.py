"""How checks stand and what they found, as pages show it. What is due, the rules decide."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vangnet.clinic.consulting.care import words
from vangnet.clinic.consulting.care.facts import counting, standings_of
from vangnet.clinic.consulting.care.places import NAMES, PLACES, Place
from vangnet.clinic.consulting.ladder.facts import standing_episodes
from vangnet.clinic.consulting.models import Approval, Order, Result
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.care import MEASURED, Finding
from vangnet.rules.check_keys import CheckKind
from vangnet.rules.checks import Standing, State

TREND_SHOWN = 24  # the last so many on a drawing; the table has them all
SCREENS_COUNTED = 10
SOON_SHOWN = 14  # days before its day a check is drawn as coming; it changes nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One check as a card or a list shows it."""

    kind: CheckKind
    title: str
    state: State
    when: str  # "8 days over", "in 3 days", "Not set"
    due_on: date | None
    last_on: date | None
    found: str  # the last result in words
    every_months: int | None
    blocks_from: date | None
    icon: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A person's checks: what is over first. `asked`: in treatment here, so checks fall due.

    Of anybody else nothing is over: the list of what is due says the same.
    """

    rows: tuple[Row, ...]
    asked: bool
    over: int
    blocking: int


def card(patient: Patient, *, at: datetime) -> Card:
    """For the patient's own page: include care/card.html with this as `care`."""
    known = cards([patient], unit=patient.unit, at=at)[patient.pk]
    on = clinic_day_of(patient.unit, at=at)
    if in_treatment(patient.unit, on=on).filter(pk=patient.pk).exists():
        return known
    return replace(known, asked=False, over=0, blocking=0, rows=tuple(map(_not_asked, known.rows)))


def _not_asked(row: Row) -> Row:
    """The last that was found stays to be read; no day it is due, and nothing waits for it."""
    return replace(row, state=State.NOT_SET, when="", due_on=None, icon="idle", tone="idle")


def cards(patients: list[Patient], *, unit: Unit, at: datetime) -> dict[UUID, Card]:
    """The checks of each of them, in a few questions for all."""
    rows = counting().filter(patient__in=[one.pk for one in patients]).prefetch_related("parts")
    rows = rows.order_by("patient_id", "kind", "-taken_on", "-recorded_at", "-pk")
    last = {(one.patient_id, one.kind): one for one in rows.distinct("patient_id", "kind")}
    stand = standings_of(patients, unit=unit, at=at)
    return {
        one.pk: _card([row(s, last.get((one.pk, s.kind))) for s in stand[one.pk]])
        for one in patients
    }


def _card(rows: list[Row]) -> Card:
    states = [one.state for one in rows]
    blocking = states.count(State.BLOCKING)
    return Card(
        rows=tuple(rows), asked=True, over=blocking + states.count(State.OVERDUE), blocking=blocking
    )


def row(one: Standing, last: Result | None) -> Row:
    icon, tone = words.LOOKS[one.state]
    if one.state is State.IN_ORDER and one.days_over >= -SOON_SHOWN:
        icon, tone = words.SOON
    return Row(
        kind=one.kind, title=str(words.CHECKS[one.kind]), state=one.state, when=when(one),
        due_on=one.due_on, last_on=one.last_on, found=found(last) if last else "",
        every_months=one.every_months, blocks_from=one.blocks_from, icon=icon, tone=tone,
    )  # fmt: skip


def when(one: Standing) -> str:
    """How far from the day it is due, in a few words."""
    if one.due_on is None:
        return _("No plan: not set")
    days = one.days_over
    if days > 0:
        return ngettext("%(days)s day over", "%(days)s days over", days) % {"days": days}
    if days == 0:
        return _("due today")
    return ngettext("in %(days)s day", "in %(days)s days", -days) % {"days": -days}


def number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def found(result: Result) -> str:
    """A result in words: a number with its unit, a finding, or what stood out."""
    if result.is_void:
        return _("Struck: an error")
    kind = CheckKind(result.kind)
    unit = words.UNITS.get(result.value_unit, result.value_unit)
    if kind is CheckKind.BLOOD_PRESSURE:
        return f"{number(result.value)}/{number(result.second)} {unit}"
    if kind is CheckKind.ECG:
        return f"QTc {number(result.value)} {unit}"
    if kind in MEASURED:
        return f"{number(result.value)} {unit}"
    if result.finding:
        said = str(words.FINDINGS[result.finding])
        return f"{said}, {words.METHODS[result.method]}" if result.method else said
    return _parts(result) or result.words


def _parts(result: Result) -> str:
    """Of a panel or a body what is not in order; else that all is."""
    parts = list(result.parts.all())
    if not parts:
        return ""
    names = words.SUBSTANCES if result.kind == CheckKind.URINE else NAMES
    said = {**words.FINDINGS, **words.SITE_STATES}
    told = [
        f"{names.get(one.code, one.code)}: {said[one.finding]}"
        for one in parts
        if one.finding not in ("negative", "good")
    ]
    all_well = _("All negative") if result.kind == CheckKind.URINE else _("All good")
    return "; ".join(told) or all_well


def history(patient: Patient, kind: CheckKind) -> QuerySet[Result]:
    """Every row of one kind, corrected ones too, the latest first."""
    rows = Result.objects.filter(patient=patient, kind=kind).prefetch_related("parts")
    rows = rows.select_related("recorded_by", "corrected_by", "corrects")
    return rows.order_by("-taken_on", "-recorded_at", "-pk")


def series(rows: Iterable[Result], name: str) -> list[Decimal]:
    """The numbers that count, oldest first."""
    counted = [
        one for one in rows if not one.is_void and not hasattr(one, "corrected_by")
    ][:TREND_SHOWN]  # fmt: skip
    return [value for one in reversed(counted) if (value := getattr(one, name)) is not None]


def body(result: Result | None) -> list[tuple[Place, str, str]]:
    """Each place that was looked at last, with its state and the word for it."""
    states = {one.code: one.finding for one in result.parts.all()} if result else {}
    return [
        (place, states[place.code], str(words.SITE_STATES[states[place.code]]))
        for place in PLACES
        if place.code in states
    ]


def negative_share(patient: Patient) -> list[dict[str, Any]]:
    """Of each substance how many of the last screens were negative, out of how many."""
    screens = counting().filter(patient=patient, kind=CheckKind.URINE, parts_count__gt=0)
    latest = list(screens.prefetch_related("parts").order_by("-taken_on", "-pk")[:SCREENS_COUNTED])
    rows = []
    for code, name in words.SUBSTANCES.items():
        findings = [part.finding for one in latest for part in one.parts.all() if part.code == code]
        if findings:
            negative = findings.count(Finding.NEGATIVE)
            rows.append({"name": name, "negative": negative, "all": len(findings)})
    return rows


def last_result(patient: Patient, kind: CheckKind) -> Result | None:
    rows = counting().filter(patient=patient, kind=kind).prefetch_related("parts")
    return rows.order_by("taken_on", "recorded_at", "pk").last()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """One line of the unit's list."""

    patient: Patient
    row: Row


def in_treatment(unit: Unit, *, on: date) -> QuerySet[Patient]:
    """Who has an order, an approval or a rung given here. Who has left is asked nothing more."""
    until = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    orders = Order.objects.filter(until, superseded_by__isnull=True, stop__isnull=True)
    approvals = Approval.objects.filter(until, valid_from__lte=on)
    approvals = approvals.exclude(end__ended_on__lte=on)
    here = unit.patients.select_related("unit")
    rungs = standing_episodes(provider="", end__isnull=True, started_on__lte=on)
    rungs = rungs.filter(patient=OuterRef("pk")).order_by()
    return here.filter(
        Exists(orders.filter(patient=OuterRef("pk")))
        | Exists(approvals.filter(patient=OuterRef("pk")))
        | Exists(rungs)
    )


def overdue(unit: Unit, *, at: datetime) -> tuple[list[Overdue], list[str]]:
    """The unit's list, what stops a dose first; and the kinds for which nobody set how often."""
    patients = list(in_treatment(unit, on=clinic_day_of(unit, at=at)).order_by("number"))
    known = cards(patients, unit=unit, at=at)
    lines = [
        Overdue(patient=one, row=line)
        for one in patients
        for line in known[one.pk].rows
        if line.state in (State.BLOCKING, State.OVERDUE)
    ]
    lines.sort(key=lambda one: (one.row.state is not State.BLOCKING, one.row.due_on))
    planned = {line.kind for one in known.values() for line in one.rows if line.every_months}
    unset = [str(words.CHECKS[kind]) for kind in CheckKind if kind not in planned]
    return lines, unset if patients else []
