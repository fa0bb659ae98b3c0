"""The rest of the year in a sentence each: how often people came, doses, breath, need and cost."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vangnet.programme.charts.numbers import interval, number
from vangnet.programme.report import listed_doses, words
from vangnet.programme.report.counting.copies import Copy
from vangnet.programme.report.counting.estimate import Estimate
from vangnet.programme.report.counting.hiding import Told
from vangnet.programme.report.lines import few, not_shown

if TYPE_CHECKING:
    from vangnet.programme.report.content import Report

MIDDLE = 0.5


def shortly(report: "Report") -> list[str]:
    """Sentences with stars around what is strong; what a copy does not tell is left out."""
    found = (_came(report), _doses(report), _breath(report), _need(report), _cost(report))
    return [one for one in found if one]


def people(copy: Copy, name: str) -> str:
    """A count of people within a sentence."""
    count, told = copy.counts[name], copy.told[name]
    if told is Told.PLAINLY:
        return ngettext("%(n)s person", "%(n)s people", count) % {"n": number(count)}
    if told is Told.FEWER_THAN_FIVE:
        return _("%(few)s people") % {"few": few()}
    return _("some people (%(why)s)") % {"why": not_shown()}


def _around(one: Estimate, times: float = 1, decimals: int = 0) -> str:
    if one.low is None or one.high is None:
        return ""
    return f" ({interval(one.low * times, one.high * times, decimals)})"


def _came(report: "Report") -> str:
    one = report.year.attendance
    if one.value is None or not report.copy.tells_of(one.persons):
        return ""
    return _("People came on *%(n)s of 100 days*%(range)s.") % {
        "n": number(one.value * 100), "range": _around(one, 100)
    }  # fmt: skip


def _doses(report: "Report") -> str:
    """The drug that most people have."""
    most = max(report.year.dosing, key=lambda one: one.persons, default=None)
    if most is None or not report.copy.tells(f"dose:{most.drug}:{most.route}"):
        return ""
    half = most.usual_mg[MIDDLE]
    if half.value is None:
        return ""
    return _("%(drug)s, %(route)s: half of the people usually had less than *%(mg)s mg*%(range)s "
             "a dose.") % {
                 "drug": words.DRUGS[most.drug], "route": words.ROUTES[most.route],
                 "mg": number(half.value), "range": _around(half)}  # fmt: skip


def _breath(report: "Report") -> str:
    one = report.year.breath_over
    if one.value is None or not report.copy.tells("breath:over"):
        return ""
    return _("*%(n)s of 100 visits*%(range)s had breath alcohol over the limit.") % {
        "n": number(one.value * 100, 1), "range": _around(one, 100, 1)
    }  # fmt: skip


def _need(report: "Report") -> str:
    one = report.year.coverage
    if one is None or one.value is None:
        return _("Coverage: *not set*; the unit has not said how many people its region has.")
    if not report.copy.tells("flow:now"):
        return ""
    return _("We treat *%(n)s of 100*%(range)s people with opiate problems in the region.") % {
        "n": number(one.value * 100), "range": _around(one, 100)
    }  # fmt: skip


def _cost(report: "Report") -> str:
    cost = report.year.cost
    if not report.copy.tells_of(report.year.flow.treated):
        return ""
    if cost.per_patient_year is None:
        return _("Cost: *not set*; the unit has no prices.")
    money = words.MONEY.get(report.unit.country, "")
    said = _("A patient and year cost *%(money)s %(n)s*") % {
        "money": money,
        "n": number(cost.per_patient_year, -1),
    }
    left = listed_doses.left_out(cost)
    if left:
        said += " " + _("(left out, without a price: %(parts)s)") % {
            "parts": ", ".join(left).lower()
        }
    return said + "."
