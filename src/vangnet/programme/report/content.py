"""What the yearly report says on its one page: plain data in the reader's language, to be set.

The page on a screen and the page on paper are made from the same dict; nothing in it is markup.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vangnet.clinic.registry.models import Unit
from vangnet.programme.charts.numbers import number
from vangnet.programme.charts.theme import FONT
from vangnet.programme.report import listed, listed_doses, panels
from vangnet.programme.report.counting.copies import Copy, copy_of
from vangnet.programme.report.counting.rows import Rows, Step
from vangnet.programme.report.counting.year import Year, count_year
from vangnet.programme.report.lines import Group
from vangnet.programme.report.shortly import people, shortly

HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One year of a unit, in one copy: counted, listed, and what its page says."""

    unit: Unit
    rows: Rows
    year: Year
    copy: Copy
    is_over: bool  # else it tells the year so far

    @property
    def groups(self) -> list[Group]:
        return listed.groups(self.year, self.copy, country=self.unit.country)


def report_of(unit: Unit, rows: Rows, *, public: bool, is_over: bool) -> Report:
    year = count_year(rows)
    copy = copy_of(year, public=public)
    return Report(unit=unit, rows=rows, year=year, copy=copy, is_over=is_over)


def say(report: Report, *, language: str, font: str = FONT) -> dict[str, Any]:
    """The whole page. The language must be active; it is named for the PDF's readers."""
    unit, year = report.unit, report.year
    return {
        "language": language, "title": headline(report), "kicker": _kicker(report),
        "demonstration": _("Demonstration: invented people") if unit.is_demonstration else "",
        "house": _house(report), "period": period(report),
        "lead": _runs(_lead(report)),
        "panels": [
            panels.standing(year, report.copy, font), panels.staying(year, report.copy, font),
            panels.safety(year, report.copy, font), panels.waiting(report, font),
            panels.change(year, report.copy, font),
        ],
        "more": {"title": _("In short"), "lines": [_runs(one) for one in shortly(report)]},
        "careful": {
            "title": _("What we should be careful about"),
            "lines": [_runs(one) for one in _careful(report)],
        },
        "foot": _foot(report), "made_on": year.last_on.isoformat(),
    }  # fmt: skip


def _lead(report: Report) -> str:
    parts = (_treated(report), _stayed(report), *_went_wrong(report), _waited(report))
    return " ".join(filter(None, parts))


def _runs(sentences: str) -> list[list[Any]]:
    """Words and whether they are strong; in the sentences stars stand around what is."""
    parts = sentences.split("*")
    return [[part, n % 2 == 1] for n, part in enumerate(parts) if part]


def headline(report: Report) -> str:
    """What the year found, where its interval supports it."""
    stay = report.year.retention.still_there(12)
    if listed.hides_month(report.year, report.copy, 12) or stay.low is None or stay.high is None:
        return _("A year of treatment, in numbers")
    better = report.year.response.low
    if stay.low > HALF and better is not None and better > HALF:
        return _("Most people stayed, most are better off")
    if stay.low > HALF:
        return _("Most people stayed")
    return _("Most people left within a year") if stay.high < HALF else _(
        "About as many stayed as left"
    )  # fmt: skip


def _kicker(report: Report) -> str:
    copy = _("public copy") if report.copy.is_public else _("the unit’s own copy")
    year = report.year.last_on.year
    kind = _("Yearly report %(year)s") if report.is_over else _("The year %(year)s so far")
    return " · ".join((kind % {"year": year}, report.unit.name, copy))


def period(report: Report) -> str:
    return _("%(first)s to %(last)s") % {
        "first": day(report.year.first_on),
        "last": day(report.year.last_on),
    }


def day(on: date) -> str:
    return date_format(on, "j F Y")


def _house(report: Report) -> str:
    rooms = report.rows.rooms
    found = [ngettext("%(n)s room", "%(n)s rooms", rooms) % {"n": rooms}]
    if report.rows.numbers.places is not None:
        found.append(_("%(n)s places") % {"n": number(report.rows.numbers.places)})
    return ", ".join(found)


def _treated(report: Report) -> str:
    return _("We treated *%(people)s* and gave *%(doses)s doses*.") % {
        "people": people(report.copy, "flow:treated"), "doses": number(report.year.doses)
    }  # fmt: skip


def _stayed(report: Report) -> str:
    stay = report.year.retention.still_there(12)
    if listed.hides_month(report.year, report.copy, 12):
        return ""
    if stay.value is None:
        return _("Nobody has been followed for a year yet.")
    return _("Of every 100 who started, about *%(share)s* were still here a year later.") % {
        "share": number(stay.value * 100)
    }


def _went_wrong(report: Report) -> list[str]:
    died = report.copy.counts["now:dead"]
    who = people(report.copy, "now:dead")
    found = [_("*Nobody died*, here or elsewhere.") if not died else
             _("Died, here or elsewhere: *%(people)s*.") % {"people": who}]  # fmt: skip
    naloxone = {one.happened.kind: one for one in report.year.rates}["naloxone"]
    count = naloxone.happened.count
    if not count:
        found.append(_("Naloxone was never needed."))
    elif listed_doses.hides_event(naloxone, report.copy):
        found.append(_("Naloxone was needed for a few people."))
    else:
        times = ngettext("once", "%(n)s times", count) % {"n": number(count)}
        found.append(_("Naloxone was needed %(times)s.") % {"times": times})
    return found


def _waited(report: Report) -> str:
    wait = next(one for one in report.year.waits if one.step is Step.DOOR_TO_DOSE).usual.value
    aim = report.rows.numbers.aim_wait_minutes
    if wait is None or not report.copy.tells_of(report.year.dosed_persons):
        return ""
    if aim is None:
        return _("The usual wait at the door was %(n)s minutes.") % {"n": number(wait)}
    return (
        _("The wait at the door is longer than we want.")
        if wait > aim
        else _("The wait at the door is within our aim.")
    )


def _careful(report: Report) -> list[str]:
    year, found = report.year, []
    found.append(_(
        "There is *no comparison group*. People often start at their worst, so some would have "
        "improved anyway."
    ))  # fmt: skip
    if year.changes:
        found.append(_("Crime is *what people told us*; police records were not used."))
        most = max(year.changes, key=lambda one: one.asked_both + one.asked_once)
        if most.asked_once:
            missed = people(report.copy, f"missed:{most.measure}")
            found.append(_("*%(people)s* who were due did not answer twice. We do not know how "
                           "they are.") % {"people": missed})  # fmt: skip
    else:
        found.append(_("*Nobody was asked* how they are and about crime: no interviews are kept."))
    if year.before_records:
        found.append(_("*%(people)s* were in treatment before our records begin; how long they "
                       "stay is not counted.") % {
                           "people": people(report.copy, "curve:before")})  # fmt: skip
    left_out = listed_doses.left_out(year.cost)
    if left_out:
        found.append(_("*No price* is set for: %(parts)s. The cost leaves it out.") % {
            "parts": ", ".join(left_out).lower()})  # fmt: skip
    found.append(_("The ranges show *chance only*, not who was missed."))
    return found


def _foot(report: Report) -> str:
    parts = [
        _("%(period)s. Ranges are 95%% intervals.") % {"period": period(report)},
        _("Retention: Kaplan–Meier, log-log. Events: counts with exact Poisson limits, per 1,000 "
          "doses handed over here. Waits: each day’s middle visit; the middle of the days, with "
          "exact order statistics."),
    ]  # fmt: skip
    if report.copy.is_public:
        parts.append(_("Public copy: of 1 to 4 people it says “fewer than 5”, and holds back what "
                       "would tell them."))  # fmt: skip
    else:
        parts.append(_("The unit’s own copy: small numbers stand in it. Do not pass it on."))
    parts.append(_("Made by Vangnet from the unit’s own record; no name, no number of a patient."))
    return " ".join(parts)
