"""Problem opiate users in the Netherlands: what an article said beside what the sources say.

Everything in words is worked out from the files; what is drawn is in `dutch_users_chart`.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from vangnet.programme.charts.cells import Between, Cell, Cited, Judged, Num, Stood, Text
from vangnet.programme.charts.drawing import drawing
from vangnet.programme.charts.figure import Figure, KeyItem, standing_keys, swatch
from vangnet.programme.charts.numbers import EMPTY, about_a, number, percent, with_interval
from vangnet.programme.charts.table import Column, Group, Row, Table, interval_column
from vangnet.programme.charts.theme import CLAIM, SLATE
from vangnet.programme.figures.links import linked
from vangnet.programme.figures.reading import ByYear, Estimate, Files, Kind
from vangnet.programme.sources import DataError

USERS, CLIENTS, ARRIVES = "problem_opiate_users", "ladis_opiate_clients", "event_heroin_introduced"
HAT = ("event_hat_trials", "event_hat_decision", "event_hat_regular_care")
BEFORE, LATEST = "2008", "2012"  # the two years that the heading speaks of


def figure(data: Files) -> Figure:
    return linked(Figure(
        key="dutch-users",
        heading=heading(data),
        subtitle=_("Problem opiate users in the Netherlands (heroin, methadone or both), persons"),
        drawings=(
            drawing(lambda: _chart(data, phone=False), label=label(data)),
            drawing(lambda: _chart(data, phone=True), label=label(data), screens="phone"),
        ),
        keys=(
            *standing_keys(one.standing for one in data.series(USERS)),
            KeyItem(swatch("outline"), _("95% interval"), _("not read again")),
            KeyItem(swatch("band"), _("95% interval"), _("read at the source")),
            KeyItem(swatch("square", SLATE), _("Registered clients"), _("a count")),
            KeyItem(swatch("dotted", CLAIM), _("The line of the article")),
        ),
        note=note(data),
        table=table(data),
    ))  # fmt: skip


def _chart(data: Files, *, phone: bool) -> Any:
    from vangnet.programme.figures import dutch_users_chart

    return dutch_users_chart.chart(data, phone=phone)


def published(data: Files) -> ByYear:
    """What sources say, by year."""
    return ByYear(USERS, (one for one in data.series(USERS) if one.kind is not Kind.CLAIM))


def said(data: Files) -> dict[str, Estimate]:
    """What the article said, by year."""
    return {one.year: one for one in data.series(USERS) if one.kind is Kind.CLAIM}


def value(one: Estimate) -> Decimal:
    """The number that words are worked out from. Raises DataError when the file has none."""
    if one.value is None:
        raise _lacks(one, "value")
    return one.value


def _lacks(one: Estimate, what: str) -> DataError:
    return DataError(
        f"data/nl_timeseries.csv: {one.measure} of {one.year} has no {what}. A figure speaks of"
        " it: write one."
    )


def heading(data: Files) -> str:
    found = published(data)
    first, last = value(found[BEFORE]), value(found[LATEST])
    return _("From %(first)s in %(before)s to %(last)s in %(latest)s: down by %(part)s") % {
        "first": number(first), "before": BEFORE, "last": number(last), "latest": LATEST,
        "part": about_a(1 - last / first),
    }  # fmt: skip


def label(data: Files) -> str:
    told = "; ".join(
        f"{one.year}: {with_interval(one.value, one.low, one.high)}"
        for one in published(data).values()
    )
    claims = "; ".join(f"{one.year}: {number(one.value)}" for one in said(data).values())
    return _("%(heading)s. Published: %(told)s. Said by the article: %(claims)s.") % {
        "heading": heading(data), "told": told, "claims": claims,
    }  # fmt: skip


def note(data: Files) -> str:
    """What the line joins, and where it deserves doubt."""
    found = published(data)
    wide, before, latest = found["2001"], found[BEFORE], found[LATEST]
    years = latest.at - before.at, before.at - wide.at
    fall = 1 - (float(value(before)) / float(value(wide))) ** (1 / years[1])
    later = 1 - (float(value(latest)) / float(value(before))) ** (1 / years[0])
    counted = ByYear(CLIENTS, data.series(CLIENTS))
    return _(
        "The line joins only estimates made in the same way. In %(latest)s that way gave an"
        " interval from %(below)s below to %(above)s above, in %(before)s only %(narrow)s either"
        " way: read %(before)s as less certain than it looks. The step from %(start)s to"
        " %(before)s means %(fall)s fewer each year, the next %(later)s; the register counted"
        " %(first)s clients in %(first_year)s and %(second)s in %(before)s. So the %(start)s figure"
        " is probably too high, or was counted differently."
    ) % {
        "latest": LATEST, "before": BEFORE, "start": wide.year,
        "below": _off(latest, latest.low), "above": _off(latest, latest.high),
        "narrow": _off(before, before.high), "fall": percent(fall), "later": percent(later),
        "first_year": "2002", "first": number(counted["2002"].value),
        "second": number(counted[BEFORE].value),
    }  # fmt: skip


def _off(one: Estimate, limit: Decimal | None) -> str:
    if limit is None:
        raise _lacks(one, "interval")
    return percent(abs(limit - value(one)) / value(one))


def table(data: Files) -> Table:
    return Table(
        _("Dutch problem opiate users: the numbers in the chart"),
        (
            Column("year", _("Year"), kept=True),
            Column("article", _("Article"), numeric=True),
            Column("sources", _("Sources"), numeric=True),
            interval_column("interval", _("95% interval")),
            Column("standing", _("Standing")),
            Column("verdict", _("Verdict")),
            Column("source", _("Source")),
        ),
        (
            Group(tuple(_users(data)), _("Problem opiate users")),
            Group(
                tuple(_clients(data.series(CLIENTS))),
                _("Registered treatment clients (squares): a count, not an estimate of all users"),
            ),
            Group(tuple(_events(data)), _("Heroin-assisted treatment (HAT)")),
        ),
        _(
            "People. All Dutch series count problem opiate users, which includes people in"
            " methadone treatment; they are not counts of heroin users alone."
        ),
    )


def _users(data: Files) -> Iterator[Row]:
    for one in data.series(ARRIVES):
        arrives = Text(_("Heroin arrives"))
        yield Row((Text(one.year), arrives, arrives, Between(None, None), *_stands(data, one)))
    sources, article = published(data), said(data)
    for year in sorted({*sources, *article}):
        found, claim = sources.get(year), article.get(year)
        told: Cell = Num(claim.value if claim else None)
        yield Row(
            (Text(year), told, *_sources(found), *_stands(data, found or claim, claim=claim)),
            highlight=year in (BEFORE, LATEST),
        )


def _sources(found: Estimate | None) -> tuple[Cell, Cell]:
    if found is None:
        return Num(None, missing=_("none found")), Between(None, None)
    about = _("about %s") if found.approximate else "%s"
    missing = _("a count") if found.kind is Kind.COUNT else _("not published")
    return Num(found.value, pattern=about), Between(found.low, found.high, missing=missing)


def _stands(
    data: Files, one: Estimate | None, *, claim: Estimate | None = None
) -> tuple[Cell, ...]:
    assert one is not None
    known = data.claim((claim or one).claim)
    verdict = known.verdict if known and (claim or one.kind is Kind.EVENT) else None
    return Stood(one.standing), Judged(verdict), cited(one)


def cited(one: Estimate) -> Cited:
    """The sources, with who is quoted by them and what they say of the number."""
    quoting = _("%(original)s, in") % {"original": one.via} if one.via else ""
    return Cited(one.sources, quoting, one.note)


def _clients(series: Sequence[Estimate]) -> Iterator[Row]:
    for one in series:
        said, between = _sources(one)
        cells = Text(one.year), Num(None), said, between, Stood(one.standing), Judged(), cited(one)
        yield Row(cells)


def _events(data: Files) -> Iterator[Row]:
    names = {HAT[0]: _("Trials"), HAT[1]: _("Decision"), HAT[2]: _("In regular care")}
    for one in data.series(*HAT):
        year, what = Text(one.year.replace("-", "–")), Text(names[one.measure])
        yield Row((year, Text(EMPTY), what, Between(None, None), *_stands(data, one)))
