"""The few numbers that a manager looks at first, each with what it is compared with."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vangnet.programme.charts.numbers import interval, number, percent
from vangnet.programme.report import words
from vangnet.programme.report.content import Report
from vangnet.programme.report.counting.rows import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """`tone` is a state of the house's colours, and its word stands in `small`."""

    title: str
    value: str
    small: str
    tone: str = "idle"


def tiles(report: Report) -> list[Tile]:
    year, numbers = report.year, report.rows.numbers
    flow = year.flow
    places = numbers.places
    return [
        Tile(
            title=_("In HAT here"), value=number(flow.now),
            small=_("of %(places)s places") % {"places": number(places)} if places is not None
            else _("places: not set"),
        ),
        Tile(
            title=_("Started and left this year"),
            value=_("%(in)s in, %(out)s out") % {
                "in": number(flow.started + flow.came_over),
                "out": number(sum(flow.left.values()) + flow.went_over),
            },
            small=_("%(n)s people treated") % {"n": number(flow.treated)},
        ),
        _stay(report), _come(report), _wait(report), _gravest(report),
    ]  # fmt: skip


def _stay(report: Report) -> Tile:
    one = report.year.retention.still_there(12)
    title = _("Still here after a year")
    if one.value is None:
        return Tile(title=title, value=_("not known"), small=_("nobody was followed so long"))
    around = "" if one.low is None or one.high is None else interval(one.low * 100, one.high * 100)
    small = _("%(range)s, of %(n)s starts") % {"range": around, "n": number(one.n)}
    return Tile(title=title, value=percent(one.value), small=small)


def _come(report: Report) -> Tile:
    one = report.year.attendance
    value = _("not known") if one.value is None else percent(one.value)
    return Tile(title=_("Days that were kept"), value=value,
                small=_("of %(n)s days in HAT") % {"n": number(one.n)})  # fmt: skip


def _wait(report: Report) -> Tile:
    one = next(wait for wait in report.year.waits if wait.step is Step.DOOR_TO_DOSE)
    aim, title = report.rows.numbers.aim_wait_minutes, words.STEPS[Step.DOOR_TO_DOSE]
    if one.usual.value is None:
        return Tile(title=str(title), value=_("not known"), small=_("no dose yet"))
    value = _("%(n)s min") % {"n": number(one.usual.value)}
    if aim is None:
        return Tile(title=str(title), value=value, small=_("aim: not set"))
    over = one.usual.value > aim
    said = _("over the aim of %(aim)s") if over else _("within the aim of %(aim)s")
    return Tile(title=str(title), value=value, small=said % {"aim": number(aim)},
                tone="warn" if over else "ok")  # fmt: skip


def _gravest(report: Report) -> Tile:
    one = report.year.rates[-1]
    title = str(words.EVENTS[one.happened.kind])
    if one.per_1000.high is None:
        return Tile(title=title, value=number(one.happened.count), small=_("no doses yet"))
    small = _("at most %(limit)s per 1,000 of %(doses)s doses") % {
        "limit": number(one.per_1000.high, 2),
        "doses": number(report.year.doses),
    }
    return Tile(title=title, value=number(one.happened.count), small=small)
