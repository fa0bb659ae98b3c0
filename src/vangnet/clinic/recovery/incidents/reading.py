"""Incidents as the pages show them. Nothing is decided here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from vangnet.clinic.recovery.incidents import facts, words
from vangnet.clinic.recovery.incidents.chart import chart, top_of
from vangnet.clinic.recovery.incidents.models import Incident, IncidentReport, Lesson, Measure
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User
from vangnet.rules.incidents import (
    DutyState,
    Grade,
    IncidentKind,
    MeasureKind,
    Rate,
    told,
)

LISTED = 100  # the latest; older ones are found by their patient
MONTHS = 12  # how far back the pages of rates and of lessons look


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One incident in the list: what counts of it, its report, and what still stands open."""

    incident: Incident
    key: UUID  # of its first row, by which its page is found
    kind: Any
    grade: Any
    report: IncidentReport | None
    today: date

    @property
    def state(self) -> tuple[Any, str, str]:
        """The state of its report in words, with icon and tone."""
        if self.report:
            return _("Reported"), "signed", "ok"
        duty = DutyState(self.incident.duty)
        if duty is not DutyState.NEEDED:
            icon, tone = ("not-known", "warn") if duty is DutyState.NOT_SET else ("idle", "idle")
            return words.DUTIES[duty], icon, tone
        due = self.incident.report_due_on
        late = due is not None and due < self.today
        return (_("Report is late"), "overdue", "danger") if late else (
            words.DUTIES[duty], "due", "warn")  # fmt: skip


def lines(unit: Unit, *, at: datetime) -> list[Line]:
    """The latest first; struck ones are left out."""
    rows = facts.counting(unit).select_related("patient", "first").order_by("-happened_at", "-pk")
    known = list(rows[:LISTED])
    reports = _reports([one.first_id or one.pk for one in known])
    today = clinic_day_of(unit, at=at)
    return [_line(one, reports, today) for one in known]


def _line(one: Incident, reports: dict[UUID, IncidentReport], today: date) -> Line:
    key = one.first_id or one.pk
    return Line(
        incident=one, key=key, kind=words.KINDS[IncidentKind(one.kind)],
        grade=words.GRADES[Grade(one.grade)], report=reports.get(key), today=today,
    )  # fmt: skip


def _reports(keys: list[UUID]) -> dict[UUID, IncidentReport]:
    rows = IncidentReport.objects.filter(incident__in=keys, corrected_by__isnull=True)
    found = rows.select_related("recorded_by").order_by("recorded_at", "pk")
    return {one.incident_id: one for one in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything of one incident: every row of it, what counts, and what followed."""

    line: Line
    rows: list[Incident]  # the first to the last
    measures: list[dict[str, Any]]
    lessons: list[Lesson]

    @property
    def now(self) -> Incident:
        return self.line.incident


def story_or_404(key: UUID, *, unit: Unit, at: datetime) -> Story:
    """By the key of its first row; another unit's is not found, as one that does not exist."""
    known = Incident.objects.filter(Q(pk=key, first__isnull=True) | Q(first=key), unit=unit)
    rows = list(
        known.select_related(
            "patient__identity", "patient__unit", "unit", "visit", "dose", "recorded_by"
        ).order_by("recorded_at", "pk")
    )
    if not rows:
        raise Http404
    corrected = {one.corrects_id for one in rows}
    last = next(one for one in rows if one.pk not in corrected)
    lessons = Lesson.objects.filter(incident=key, corrected_by__isnull=True)
    return Story(
        line=_line(last, _reports([key]), clinic_day_of(unit, at=at)), rows=rows,
        measures=_measures(key), lessons=list(lessons.order_by("written_at")),
    )  # fmt: skip


def _measures(key: UUID) -> list[dict[str, Any]]:
    rows = Measure.objects.filter(incident=key).select_related("owner", "taken_by", "hold", "end")
    return [
        {"measure": one, "word": words.MEASURES[MeasureKind(one.kind)], "ended": ended_of(one)}
        for one in rows.order_by("taken_at")
    ]


def ended_of(measure: Measure) -> datetime | None:
    """When it ended: by itself, or when the hold of a suspension was lifted."""
    if end := getattr(measure, "end", None):
        return end.ended_at
    return measure.hold.lifted_at if measure.hold else None


def own_measures(reader: User, *, unit: Unit) -> int:
    """How many measures wait for this reader."""
    return Measure.objects.filter(owner=reader, unit=unit, end__isnull=True).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A route over the months: the drawing, and the same as rows of a table."""

    title: Any
    drawing: Any
    rows: list[tuple[date, Rate]]
    whole: Rate


def last_months(today: date, count: int = MONTHS) -> tuple[date, ...]:
    return facts.months_between(date.min.replace(year=today.year - 2), today)[-count:]


def panels(rates: facts.Rates, *, route_words: dict[str, str], month_name: Any) -> list[Panel]:
    """One for every route, all of them together first; every axis has the same top."""
    top = top_of(list(rates.cells.values()))
    found = []
    for route in rates.routes:
        title = route_words.get(route, route) if route else _("All incidents, all doses")
        cells = [(month, rates.cells[route, month]) for month in rates.months]
        label = _("%(route)s: incidents per 1,000 doses by month. The table below says the same.")
        drawing = chart(
            [(month_name(month), one) for month, one in cells],
            top=top,
            label=label % {"route": title},
        )
        found.append(Panel(title=title, drawing=drawing, rows=cells, whole=rates.whole[route]))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """The report to learn from: counts a kind and a grade, and lessons without who or when."""

    total: int
    kinds: list[tuple[Any, int | None]]
    grades: list[tuple[Any, int | None]]
    lessons: list[tuple[Any, list[str]]]
    fewest: int


def learning(unit: Unit, *, months: tuple[date, ...], at: datetime) -> Learning | None:
    """None while nobody has signed how few may be told apart."""
    fewest = facts.cell_fewest(unit, at=at)
    if fewest is None:
        return None
    found = [one for _month, one in facts.in_months(unit, months)]
    kinds = told({k: sum(1 for one in found if one.kind == k) for k in IncidentKind}, fewest)
    grades = told({g: sum(1 for one in found if one.grade == g) for g in Grade}, fewest)
    return Learning(
        total=len(found), fewest=fewest,
        kinds=[(words.KINDS[kind], count) for kind, count in kinds.items() if count != 0],
        grades=[(words.GRADES[grade], count) for grade, count in grades.items()],
        lessons=_lessons(found, kinds),
    )  # fmt: skip


def _lessons(
    found: list[Incident], kinds: dict[IncidentKind, int | None]
) -> list[tuple[Any, list[str]]]:
    """Under their kind, or under several kinds where that one is not told; in the order of words,
    so that the order says nothing of when."""
    of = {one.first_id or one.pk: IncidentKind(one.kind) for one in found}
    rows = Lesson.objects.filter(incident__in=of, corrected_by__isnull=True)
    grouped: dict[Any, list[str]] = {}
    for one in rows:
        kind = of[one.incident_id]
        title = words.KINDS[kind] if kinds[kind] is not None else _("Several kinds")
        grouped.setdefault(title, []).append(one.words)
    return [(title, sorted(said)) for title, said in grouped.items()]
