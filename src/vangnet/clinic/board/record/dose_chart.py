"""The doses of a person over their days: a panel a drug, with what was ordered and the gaps.

Only places and words for templates/record/doses.html; every number is also in the table below it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from vangnet.clinic.board.record import doses, gaps, ordered
from vangnet.clinic.board.record.doses import Given
from vangnet.clinic.board.record.gaps import Missed
from vangnet.clinic.board.record.ordered import Ordered
from vangnet.clinic.board.record.scale import Days, Height, percent
from vangnet.clinic.board.templatetags.formats import amount, day_short
from vangnet.clinic.consulting.reading import drug_word
from vangnet.clinic.registry.models import Patient
from vangnet.rules.dosing.facts import StepFacts
from vangnet.rules.gaps import DayDosed

# How many days are drawn. Nothing is decided by them.
DAYS_MOST, DAYS_FEWEST = 90, 28
SPANS = (DAYS_FEWEST, DAYS_MOST)  # the reader's choice; without one what there is to see
BAR_SHARE = 0.84  # of a column; the rest is the space between two bars

Line = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A day of the table."""

    on: date
    doses: int
    given_mg: Decimal
    says: StepFacts | None
    missed: Missed | None
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One drug."""

    drug: str
    name: str
    days: Days
    bars: list[dict[str, str | bool]]
    ordered: list[Line]
    most: list[Line]  # the most in a day, where it is more than what is ordered
    bands: list[dict[str, str]]
    marks: list[dict[str, str]]
    kinds: set[str]  # of those marks
    ticks: list[tuple[str, str]]
    dates: list[tuple[str, str, str]]
    gaps: list[Missed]  # those that are drawn, the latest first
    rows: list[Row]  # the latest first
    given_days: int
    top_mg: Decimal  # the most that was given on a day


def panels(
    patient: Patient, known: list[Ordered], *, on: date, span: int | None = None
) -> list[Panel]:
    """One a drug that was ordered or given in these days, HAT first. Some questions for all."""
    since = on - timedelta(days=DAYS_MOST - 1)
    given = doses.by_drug(doses.doses(patient, since=since - timedelta(days=DAYS_MOST), until=on))
    words, visits = gaps.words_of(patient), gaps.visits_of(patient, since=since)
    drugs = {one.order.drug for one in known if one.last is None or one.last >= since}
    drugs |= {drug for drug, rows in given.items() if rows[-1].on >= since}
    return [
        _panel(
            drug, given.get(drug, []), [one for one in known if one.order.drug == drug],
            on=on, words=words.get(drug, {}), visits=visits, span=span,
        )
        for drug in sorted(drugs, key=ordered.hat_first)
    ]  # fmt: skip


def _panel(
    drug: str, given: list[Given], known: list[Ordered], *, on: date, words: dict[date, str],
    visits: set[date], span: int | None,
) -> Panel:  # fmt: skip
    dosed = {one.on: one for one in doses.days(given)}
    days = _days(dosed, known, on, span)
    says = {day: ordered.says_on(known, day) for day in days.all()}
    drawn = [
        one
        for one in gaps.missed(list(dosed.values()), known, on=on, words=words, visits=visits)
        if one.until >= days.first
    ]
    marks = {one.first: one.mark for one in known if one.mark and one.first >= days.first}
    values = [dosed[day].day_mg for day in days.all() if day in dosed]
    asked = [one for one in says.values() if one is not None]
    height = Height.over([*values, *(one.day_mg for one in asked)])
    return Panel(
        drug=drug, name=drug_word(drug).capitalize(), days=days,
        bars=[_bar(days, height, dosed[day], on) for day in days.all() if day in dosed],
        ordered=_stairs(days, height, {d: ordered.most_mg(s) for d, s in says.items() if s}),
        most=_stairs(
            days, height,
            {d: s.day_mg for d, s in says.items() if s and s.day_mg != ordered.most_mg(s)},
        ),
        bands=[_band(days, one) for one in drawn],
        marks=[{"x": percent(days.middle(day)), "kind": kind} for day, kind in marks.items()],
        kinds=set(marks.values()),
        ticks=[(percent(height.up(one)), amount(one)) for one in height.ticks()],
        dates=dates(days), gaps=list(reversed(drawn)),
        rows=[_row(day, dosed, says, drawn, marks) for day in reversed(days.all())],
        given_days=len(values), top_mg=max(values, default=Decimal(0)),
    )  # fmt: skip


def _days(dosed: dict[date, DayDosed], known: list[Ordered], on: date, span: int | None) -> Days:
    """As many days as were asked for, or as there is something to see of, within the two."""
    if span is not None:
        return Days(first=on - timedelta(days=span - 1), last=on)
    begins = [*dosed, *(one.first for one in known)]
    first = max(min(begins, default=on), on - timedelta(days=DAYS_MOST - 1))
    return Days(first=min(first, on - timedelta(days=DAYS_FEWEST - 1)), last=on)


def _bar(days: Days, height: Height, dosed: DayDosed, on: date) -> dict[str, str | bool]:
    top = height.up(dosed.day_mg)
    return {
        "x": percent(days.left(dosed.on) + days.width * (1 - BAR_SHARE) / 2),
        "width": percent(days.width * BAR_SHARE),
        "y": percent(top), "height": percent(100 - top), "today": dosed.on == on,
    }  # fmt: skip


def _stairs(days: Days, height: Height, values: dict[date, Decimal]) -> list[Line]:
    """A flat piece a run of equal days, and a step where two such runs meet."""
    lines: list[Line] = []
    runs: list[tuple[date, date, Decimal]] = []
    for day, value in sorted(values.items()):
        if runs and runs[-1][2] == value and runs[-1][1] == day - timedelta(days=1):
            runs[-1] = (runs[-1][0], day, value)
        else:
            runs.append((day, day, value))
    for n, (first, last, value) in enumerate(runs):
        x, y = percent(days.left(first)), percent(height.up(value))
        lines.append((x, y, percent(days.left(last) + days.width), y))
        if n and runs[n - 1][1] == first - timedelta(days=1):
            lines.append((x, percent(height.up(runs[n - 1][2])), x, y))
    return lines


def _band(days: Days, one: Missed) -> dict[str, str]:
    first = max(one.first, days.first)
    return {
        "x": percent(days.left(first)),
        "width": percent(days.left(one.until) + days.width - days.left(first)),
    }


def dates(days: Days) -> list[tuple[str, str, str]]:
    """The first day, the first of each month that has room, and today at the end."""
    shown = [("0%", "start", day_short(days.first))]
    for day in days.all():
        place = days.left(day)
        if day.day == 1 and 18 < place < 82:
            shown.append((percent(place), "middle", day_short(day)))
    return shown


def _row(
    day: date, dosed: dict[date, DayDosed], says: dict[date, StepFacts | None],
    drawn: list[Missed], marks: dict[date, str],
) -> Row:  # fmt: skip
    one = dosed.get(day)
    return Row(
        on=day, doses=one.doses if one else 0, given_mg=one.day_mg if one else Decimal(0),
        says=says[day], missed=next((gap for gap in drawn if gap.has(day)), None),
        mark=marks.get(day, ""),
    )  # fmt: skip
