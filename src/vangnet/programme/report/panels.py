"""The five panels of the yearly report: a heading, what was found in a sentence, and a drawing."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from vangnet.programme.charts.numbers import interval, number
from vangnet.programme.report import drawings, words
from vangnet.programme.report.counting.change import Change
from vangnet.programme.report.counting.copies import NOW, PLACES, WAS, Copy
from vangnet.programme.report.counting.estimate import Estimate
from vangnet.programme.report.counting.hiding import Told
from vangnet.programme.report.counting.people import RUNGS
from vangnet.programme.report.counting.rows import Step
from vangnet.programme.report.counting.year import Year
from vangnet.programme.report.drawings import Bar, Place, Point
from vangnet.programme.report.lines import few, not_shown
from vangnet.programme.report.listed import hides_month
from vangnet.programme.report.listed_doses import hides_change, hides_event

if TYPE_CHECKING:
    from vangnet.programme.report.content import Report

SHOWN_CHANGES = 4
CLOSE = 3  # minutes or days: an interval so narrow is told with a decimal
OWN_MONTHS, PUBLIC_MONTHS = range(13), (0, 6, 12)


def _panel(key: str, title: str, finding: str, svg: str = "", label: str = "") -> dict[str, Any]:
    return {"key": key, "title": title, "finding": finding, "svg": svg, "label": label}


def standing(year: Year, copy: Copy, font: str) -> dict[str, Any]:
    found = [_place(key, copy) for key in PLACES]
    label = "; ".join(f"{one.name}: {one.words}" for one in found)
    hat = _told(copy, f"{NOW}:hat")
    if copy.tells(f"{NOW}:hat") and copy.tells(f"{WAS}:hat"):
        more = copy.counts[f"{NOW}:hat"] - copy.counts[f"{WAS}:hat"]
        than = _("as many as a year before") if not more else (
            _("%(n)s more than a year before") if more > 0 else _("%(n)s fewer than a year before")
        ) % {"n": abs(more)}  # fmt: skip
        finding = _("In HAT: %(hat)s, %(than)s.") % {"hat": hat, "than": than}
    else:
        finding = _("In HAT: %(hat)s.") % {"hat": hat}
    each = _("Each dot is one person on the last day.")
    most = max((one.people or 0 for one in found if one.is_rung), default=0)
    if most > drawings.DOTS_A_ROW * drawings.ROWS_A_RUNG:
        each = _("Each dot is up to {share} people on the last day.")
    drawn = drawings.ladder(found, each=each, label=label, font=font)
    return _panel("standing", _("Where people are now"), finding, drawn, label)


def _place(key: str, copy: Copy) -> Place:
    now, was = f"{NOW}:{key}", f"{WAS}:{key}"
    said = (
        _("%(now)s this year") % {"now": _told(copy, now)}
        if key == "dead"
        else _("%(now)s, was %(was)s") % {"now": _told(copy, now), "was": _told(copy, was)}
    )
    return Place(
        key=key, name=str(words.PLACES[key]), words=said, is_rung=key in RUNGS,
        people=copy.counts[now] if copy.tells(now) else None,
    )  # fmt: skip


def _told(copy: Copy, name: str) -> str:
    if copy.tells(name):
        return number(copy.counts[name])
    return "< 5" if copy.told[name] is Told.FEWER_THAN_FIVE else "–"


def staying(year: Year, copy: Copy, font: str) -> dict[str, Any]:
    title, found = _("How many stay"), year.retention
    points = _points(year, copy)
    year_later = found.still_there(12)
    if len(points) < 2:  # a curve needs two
        why = not_shown() if copy.is_public else _("nobody has been followed long enough")
        return _panel("staying", title, _("No curve: %(why)s.") % {"why": why})
    finding = _("Of %(starts)s people who started since %(since)s, %(share)s.") % {
        "starts": number(found.starts), "since": year.retention_since.year,
        "share": _("%(n)s in 100 were still in treatment after 12 months (%(range)s)") % {
            "n": number(points[-1].value * 100), "range": _between(year_later, 100),
        } if points[-1].month == 12 else _("nobody was followed for 12 months yet"),
    }  # fmt: skip
    drawn = drawings.curve(points, axis=_("months since the start"), label=finding, font=font)
    return _panel("staying", title, finding, drawn, finding)


def _points(year: Year, copy: Copy) -> list[Point]:
    found = []
    for month in PUBLIC_MONTHS if copy.is_public else OWN_MONTHS:
        one = year.retention.still_there(month)
        if one.value is None or hides_month(year, copy, month):
            continue
        found.append(Point(month=month, value=one.value, low=one.low, high=one.high))
    return found


def _between(one: Estimate, times: float = 1, decimals: int = 0) -> str:
    if one.low is None or one.high is None:
        return _("no interval")
    return interval(one.low * times, one.high * times, decimals)


def safety(year: Year, copy: Copy, font: str) -> dict[str, Any]:
    bars = []
    for one in year.rates:
        hidden, name = hides_event(one, copy), str(words.EVENTS[one.happened.kind])
        rate = one.per_1000
        if hidden or rate.value is None:
            bars.append(Bar(name=name, words=hidden or _("no doses"), value=None))
            continue
        said = f"{number(one.happened.count)} · {number(rate.value, 2)} ({_between(rate, 1, 2)})"
        bars.append(Bar(name=name, words=said, value=rate.value, low=rate.low, high=rate.high))
    gravest = year.rates[-1]
    finding = _("In %(doses)s doses.") % {"doses": number(year.doses)}
    if not gravest.happened.count and gravest.per_1000.high is not None:
        finding = _("No lasting harm and no death in %(doses)s doses; the true rate is below "
                    "%(limit)s per 1,000.") % {
                        "doses": number(year.doses),
                        "limit": number(gravest.per_1000.high, 2)}  # fmt: skip
    label = finding + " " + "; ".join(f"{one.name}: {one.words}" for one in bars)
    head = _("number · per 1,000 doses (95%)")
    drawn = drawings.rates(bars, head=head, label=label, font=font)
    return _panel("safety", _("How safe it is"), finding, drawn, label)


def waiting(report: "Report", font: str) -> dict[str, Any]:
    year, numbers = report.year, report.rows.numbers
    title = _("How long people wait")
    wait = next(one for one in year.waits if one.step is Step.DOOR_TO_DOSE)
    if wait.usual.value is None or not report.copy.tells_of(year.dosed_persons):
        return _panel("waiting", title, _("No waits are told."))
    finding = _("On the usual day the middle visit waited %(n)s minutes for its dose.") % {
        "n": number(wait.usual.value)
    }
    aim = numbers.aim_wait_minutes
    if aim is not None:
        finding += " " + _("We aim for %(n)s.") % {"n": number(aim)}
    told = "" if report.copy.tells_of(year.application.n) else not_shown()
    bars = [
        _bar(_("Door to dose, the middle visit"), wait.usual, _("min"), aim=aim),
        _bar(_("Door to dose, nine in ten within"), wait.nine_in_ten, _("min")),
    ]
    days = _bar(_("Application to start, half within"), year.application, _("days"),
                aim=numbers.aim_application_days, hidden=told)  # fmt: skip
    steps = [
        _bar(str(words.STEPS[one.step]), one.usual, _("min"), plain=True)
        for one in year.waits if one.step is not Step.DOOR_TO_DOSE
    ]  # fmt: skip
    label = "; ".join(f"{one.name}: {one.words}" for one in (*bars, days, *steps))
    drawn = drawings.waits(bars, days, steps, label=label, font=font,
                           foot=_("Black line: this unit’s own aim"))  # fmt: skip
    return _panel("waiting", title, finding, drawn, label)


def _bar(name: str, one: Estimate, unit: str, *, aim: float | None = None,
         hidden: str = "", plain: bool = False) -> Bar:  # fmt: skip
    if hidden or one.value is None:
        return Bar(name=name, words=hidden or _("not known"), value=None, aim=aim)
    if plain:
        return Bar(name=name, words=f"{number(one.value)} {unit}", value=one.value)
    close = one.low is not None and one.high is not None and one.high - one.low < CLOSE
    said = f"{number(one.value)} {unit} ({_between(one, decimals=1 if close else 0)})"
    return Bar(name=name, words=said, value=one.value, low=one.low, high=one.high, aim=aim)


def _mean(one: Change, mean: Estimate) -> str:
    if one.is_share:
        return f"{number((mean.value or 0) * 100)}%"
    return number(mean.value, 1)


def _mean_between(one: Change, mean: Estimate) -> str:
    return _between(mean, 100) if one.is_share else _between(mean, 1, 1)


def change(year: Year, copy: Copy, font: str) -> dict[str, Any]:
    title = _("Health and crime")
    if not year.changes:
        return _panel("change", title, _("Nobody was asked: no interviews are kept yet."))
    pairs = []
    for one in year.changes[:SHOWN_CHANGES]:
        hidden, name = hides_change(one, copy), words.measure(one.measure)
        before, after = one.before, one.after
        value = None if hidden else before.value
        pairs.append((
            Bar(name=name, words=_mean(one, before), value=value),
            Bar(name=name, words=hidden or f"{_mean(one, after)} ({_mean_between(one, after)})",
                value=None if hidden else after.value),
        ))  # fmt: skip
    most = max(year.changes, key=lambda one: one.asked_both)
    n = number(most.asked_both) if copy.tells(f"asked:{most.measure}") else few()
    finding = _("Asked of %(n)s people, before and about a year later.") % {"n": n}
    label = "; ".join(f"{b.name}: {b.words} → {a.words}" for b, a in pairs)
    heads = (_("before"), _("later"))
    drawn = drawings.changes(pairs, heads=heads, label=label, font=font)
    return _panel("change", title, finding, drawn, label)
