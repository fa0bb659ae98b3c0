"""The later groups of the list: doses, events, breath, waits, change, need and cost."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from vangnet.programme.charts.numbers import interval, number
from vangnet.programme.charts.standing import WORDS
from vangnet.programme.report import words
from vangnet.programme.report.counting.change import Change
from vangnet.programme.report.counting.copies import Copy
from vangnet.programme.report.counting.cost import Cost
from vangnet.programme.report.counting.estimate import Method
from vangnet.programme.report.counting.hiding import Told
from vangnet.programme.report.counting.need import Need
from vangnet.programme.report.counting.year import Dosing, Rate, Year
from vangnet.programme.report.lines import (
    PER_1000,
    PERCENT,
    Line,
    Unit,
    count_line,
    few,
    hidden_unless,
    line,
    not_shown,
)
from vangnet.programme.sources import Standing, sources

Made = tuple[str, str, Iterator[Line]]
MINUTES, DAYS, MG = Unit(decimals=1), Unit(decimals=0), Unit(decimals=0)
CHANGE = Unit(decimals=1)


def groups(year: Year, copy: Copy, *, country: str) -> Iterator[Made]:
    yield _("Doses"), "doses", _doses(year, copy)
    yield _("Per 1,000 doses"), "events", _events(year, copy)
    yield _("Breath tests"), "breath", _breath(year, copy)
    yield _("Waiting, minutes on the usual day"), "waiting", _waiting(year, copy)
    yield _("From application to treatment, days"), "application", _application(year, copy)
    if year.changes or year.response.n:
        yield _("Health and crime, as people told it"), "change", _changes(year, copy)
    yield _("Of those who need it"), "need", _need(year, copy)
    yield _("What it costs"), "cost", _cost(year, copy, words.MONEY.get(country, ""))


def _plain(key: str, title: str, value: float, *, decimals: int = 0, n: str = "") -> Line:
    return Line(key=key, name=title, value=number(value, decimals), raw=float(value), n=n,
                method=_("counted"))  # fmt: skip


def _hidden(key: str, title: str, told: str) -> Line:
    return Line(key=key, name=title, value=told, is_hidden=True)


def _doses(year: Year, copy: Copy) -> Iterator[Line]:
    yield _plain("doses", _("Doses handed over and used"), year.doses)
    for one in year.dosing:
        yield from _of_drug(one, copy)


def _of_drug(one: Dosing, copy: Copy) -> Iterator[Line]:
    key, drug = f"dose:{one.drug}:{one.route}", words.DRUGS[one.drug]
    who = _("%(drug)s, %(route)s") % {"drug": drug, "route": words.ROUTES[one.route]}
    yield count_line(copy, key, _("%(who)s: people") % {"who": who})
    for share, found in one.usual_mg.items():
        title = _("%(who)s: usual dose in mg, %(share)s") % {
            "who": who, "share": words.QUANTILES[share]
        }  # fmt: skip
        yield line(f"{key}:{share}", title, found, MG, hidden=hidden_unless(tells=copy.tells(key)))


def hides_event(one: Rate, copy: Copy) -> str:
    """An event of 1 to 4 people is told as that; a number of events would tell their number."""
    told = copy.told[f"event:{one.happened.kind}"]
    few_events = copy.is_public and 0 < one.happened.count < 5  # as of people
    return few() if told is Told.FEWER_THAN_FIVE or few_events else hidden_unless(
        tells=told is Told.PLAINLY
    )  # fmt: skip


def _events(year: Year, copy: Copy) -> Iterator[Line]:
    for one in year.rates:
        title = _("%(event)s: %(count)s times") % {
            "event": words.EVENTS[one.happened.kind], "count": number(one.happened.count),
        }  # fmt: skip
        hidden = hides_event(one, copy)
        name = str(words.EVENTS[one.happened.kind]) if hidden else title
        yield line(f"event:{one.happened.kind}", name, one.per_1000, PER_1000, hidden=hidden)


def _breath(year: Year, copy: Copy) -> Iterator[Line]:
    hidden = hidden_unless(tells=copy.tells("breath:over"))
    yield count_line(copy, "breath:over", _("People with a value over the limit, ever"))
    yield line("breath:visits", _("Visits with a value over the limit"), year.breath_over,
               Unit(times=100, decimals=1, pattern="%s%"), hidden=hidden)  # fmt: skip
    title = _("Of these, visits that ended without a dose")
    yield line("breath:without", title, year.breath_without_dose, PERCENT, hidden=hidden)


def _waiting(year: Year, copy: Copy) -> Iterator[Line]:
    hidden = "" if copy.tells_of(year.dosed_persons) else not_shown()
    for one in year.waits:
        name = {"step": words.STEPS[one.step]}
        yield line(f"wait:{one.step}", _("%(step)s, the middle visit") % name, one.usual, MINUTES,
                   hidden=hidden)  # fmt: skip
        yield line(f"wait:{one.step}:nine", _("%(step)s, nine in ten within") % name,
                   one.nine_in_ten, MINUTES, hidden=hidden)  # fmt: skip


def _application(year: Year, copy: Copy) -> Iterator[Line]:
    hidden = "" if copy.tells_of(year.application.n) else not_shown()
    title = _("Half of those who applied had started after")
    yield line("application", title, year.application, DAYS, hidden=hidden)


def hides_change(one: Change, copy: Copy) -> str:
    return hidden_unless(tells=copy.tells(f"asked:{one.measure}")
                         and copy.tells_of(one.asked_both))  # fmt: skip


def _changes(year: Year, copy: Copy) -> Iterator[Line]:
    for one in year.changes:
        hidden, what = hides_change(one, copy), {"what": words.measure(one.measure)}
        for key, title, found in (
            ("before", _("%(what)s, before"), one.before),
            ("after", _("%(what)s, later"), one.after),
            ("change", _("%(what)s, change in the same people"), one.difference),
        ):
            unit = PERCENT if one.is_share else CHANGE
            yield line(f"{key}:{one.measure}", title % what, found, unit, hidden=hidden)
        yield count_line(copy, f"missed:{one.measure}", _("%(what)s: not known of") % what)
    hidden = hidden_unless(tells=copy.tells("response:yes") and copy.tells("response:no"))
    yield line("response", _("Responded, by the Dutch definition"), year.response, PERCENT,
               hidden=hidden)  # fmt: skip


def _need(year: Year, copy: Copy) -> Iterator[Line]:
    users, share = _("People with opiate problems in the region"), _("Of these in HAT here")
    if year.users is None or year.coverage is None:
        yield Line(key="users", name=users, value=_("not set"))
        yield Line(key="coverage", name=share, value=_("not set"))
        return
    hidden = hidden_unless(tells=copy.tells("flow:now"))
    assert year.need is not None, "who are estimated are estimated from a public number"
    rate = _("Country, %(year)s, per 1,000 of 15 to 64 years: %(source)s, %(standing)s") % {
        "year": year.need.year, "source": sources()[year.need.source].name,
        "standing": _seen(year.need),
    }  # fmt: skip
    yield _public(rate, year.need)
    yield line("users", users, year.users, Unit(decimals=-1))
    yield line("coverage", share, year.coverage, Unit(times=100, decimals=1, pattern="%s%"),
               hidden=hidden)  # fmt: skip


def _seen(need: Need) -> str:
    """How the number was seen, and its interval where that is another matter."""
    number_seen = str(WORDS[Standing(need.standing)]).lower()
    if need.low is None or need.interval_standing in ("", need.standing):
        return number_seen
    return _("%(number)s; its interval: %(interval)s") % {
        "number": number_seen,
        "interval": str(WORDS[Standing(need.interval_standing)]).lower(),
    }


def _public(title: str, need: Need) -> Line:
    whole = need.low is not None and need.high is not None
    return Line(
        key="rate", name=title, value=number(need.per_1000, 2), raw=need.per_1000, low=need.low,
        high=need.high, interval=interval(need.low, need.high, 2) if whole else "",
        method=str(words.METHODS[Method.GIVEN if whole else Method.NONE]),
    )  # fmt: skip


def _cost(year: Year, copy: Copy, money: str) -> Iterator[Line]:
    hidden = hidden_unless(tells=copy.tells_of(year.flow.treated))
    if hidden:
        yield _hidden("cost", _("A patient and year"), hidden)
        return
    yield _plain("years", _("Patient-years in HAT"), float(year.patient_years), decimals=1)
    whole = _("A patient and year, %(money)s") % {"money": money}
    yield _money("cost", whole, year.cost.per_patient_year)
    for one in year.cost.parts:
        title = _("%(part)s, the whole year, %(money)s") % {
            "part": part_name(one.key), "money": money
        }  # fmt: skip
        yield _money(f"cost:{one.key}", title, one.total, missing=_("left out: no price is set"))


def _money(key: str, title: str, value: Decimal | None, *, missing: str = "") -> Line:
    if value is None:
        return Line(key=key, name=title, value=missing or _("not known: no price is set"))
    return _plain(key, title, float(value))


def part_name(key: str) -> str:
    drug = key.removeprefix("gram_")
    return str(words.DRUGS[drug] if drug in words.DRUGS else words.PARTS[key])


def left_out(cost: Cost) -> list[str]:
    return [part_name(key) for key in cost.left_out]
