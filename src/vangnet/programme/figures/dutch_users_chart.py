"""The curve of Dutch problem opiate users as a chart: where each mark and word stands.

Imported only to draw. Numbers come from the files; places on the paper are set here.
"""

from typing import Any, NamedTuple

import altair as alt
from django.utils.translation import gettext as _

from vangnet.programme.charts import marks, theme
from vangnet.programme.charts.numbers import interval, number
from vangnet.programme.figures.dutch_users import ARRIVES, CLIENTS, HAT, published, said
from vangnet.programme.figures.reading import Estimate, Files

HUNDREDS = -2
TOP = 50_000
FIRST, LAST = 1970, 2014
GAP = (1980, 1999.3)  # years of which no source that we hold has a national estimate


class Paper(NamedTuple):
    """The size of the drawing, and of its letters."""

    width: int
    height: int
    size: float
    phone: bool


WIDE, PHONE = Paper(776, 390, 14, False), Paper(272, 320, 13, True)
X = alt.Scale(domain=[FIRST, LAST], nice=False)
Y = alt.Scale(domain=[0, TOP], nice=False)


def chart(data: Files, *, phone: bool) -> Any:
    paper = PHONE if phone else WIDE
    layers = [
        *_gap(paper),
        *_of_the_article(data),
        *_of_clients(data),
        *_of_sources(data),
        *_words(data, paper),
        *_hat(data, paper),
    ]
    return theme.themed(alt.layer(*layers).properties(width=paper.width, height=paper.height))


def _x(field: str = "at", *, every: int = 5) -> alt.X:
    ticks = list(range(FIRST, LAST, every))
    axis = alt.Axis(format="d", values=ticks, labelAngle=0)
    return alt.X(f"{field}:Q", scale=X, title=None, axis=axis)


def _y(field: str = "value") -> alt.Y:
    return alt.Y(f"{field}:Q", scale=Y, title=None, axis=alt.Axis(format=",d", tickCount=5))


def _row(one: Estimate) -> dict[str, Any]:
    return {
        "at": one.at, "year": one.year, "standing": str(one.standing),
        "interval_standing": str(one.interval_standing or ""),
        **{name: float(n) if n is not None else None
           for name, n in (("value", one.value), ("low", one.low), ("high", one.high))},
    }  # fmt: skip


def _gap(paper: Paper) -> list[Any]:
    field = [{"at": GAP[0], "to": GAP[1], "bottom": 0, "top": TOP}]
    every = 10 if paper.phone else 5
    words = _("1980–1999: no national estimate\nin the sources we hold")
    if paper.phone:
        words = _("no national\nestimate")
    middle = [{"at": sum(GAP) / 2, "y": TOP * 0.93, "text": words}]
    return [
        marks.hatched(field, x=_x(every=every), x2="to:Q", y=_y("bottom"), y2="top:Q"),
        marks.labels(middle, x=_x(every=every), y=_y("y"), colour=theme.MUTED, align="center",
                     size=paper.size),
    ]  # fmt: skip


def _of_the_article(data: Files) -> list[Any]:
    """Crosses joined by dots: a line that somebody drew through numbers, not a series."""
    claims = [_row(one) for one in said(data).values()]
    arrives = [{"at": one.at, "y": 0} for one in data.series(ARRIVES)]
    way = [*arrives, *({"at": row["at"], "y": row["value"]} for row in claims)]
    dots = marks.plain(way).mark_line(
        stroke=theme.CLAIM, strokeWidth=2, strokeDash=[0.1, 5], strokeCap="round"
    )
    start = [{**row, "standing": "A"} for row in arrives]
    return [
        dots.encode(x=_x(), y=_y("y")),
        *marks.points(start, x=_x(), y=_y("y"), colour=theme.CLAIM),
        *marks.points(claims, x=_x(), y=_y(), colour=theme.CLAIM, size=330),
    ]


def _of_clients(data: Files) -> list[Any]:
    rows = [_row(one) for one in data.series(CLIENTS) if one.at <= LAST]
    line = marks.plain(rows).mark_line(stroke=theme.SLATE, strokeWidth=1.4, opacity=0.8)
    squares = marks.plain(rows).mark_point(
        shape="square", size=70, fill=theme.WHITE, stroke=theme.SLATE, strokeWidth=1.6, opacity=1
    )
    return [one.encode(x=_x(), y=_y()) for one in (line, squares)]


def _of_sources(data: Files) -> list[Any]:
    """A line only through what was made in the same way."""
    found = list(published(data).values())
    methods = sorted({one.method for one in found if one.method})
    lines = [
        marks.plain([_row(one) for one in found if one.method == method])
        .mark_line(stroke=theme.BRAND, strokeWidth=2.4)
        .encode(x=_x(), y=_y())
        for method in methods
    ]
    rows = [_row(one) for one in found]
    return [
        *marks.bands(rows, across=_x(), axis="y", scale=Y, thickness=10),
        *lines,
        *marks.points(rows, x=_x(), y=_y()),
    ]


class Place(NamedTuple):
    """Where words stand beside their mark."""

    align: str
    dx: float
    dy: float


# Words beside marks, by year: of the sources, of the article, of the register.
OF_SOURCES = {
    "1979": Place("left", 13, 0), "2000": Place("right", 6, -20), "2001": Place("left", 14, -60),
    "2008": Place("right", 106, -50), "2012": Place("center", -14, 34),
}  # fmt: skip
OF_ARTICLE = {"1974": Place("left", -64, -70), "1983": Place("left", 14, -24)}
ON_A_PHONE = {
    "1979": Place("left", 10, 0), "2000": Place("right", 4, -16), "2001": Place("right", -10, -34),
    "2008": Place("left", -12, -28), "2012": Place("center", -10, 26),
}  # fmt: skip


def _words(data: Files, paper: Paper) -> list[Any]:
    found, claims = published(data), said(data)
    places = ON_A_PHONE if paper.phone else OF_SOURCES
    layers = [
        _word(one, places[year], [_source_words(one, paper)], theme.BRAND, paper, weight=600)
        for year, one in found.items()
        if year in places
    ]
    if paper.phone:
        return layers
    for year, place in OF_ARTICLE.items():
        if one := claims.get(year):
            lines = [_("Article: %(n)s in %(year)s") % {"n": number(one.value), "year": year}]
            lines += [] if year in found or year == "1974" else [_("not found in any source")]
            layers.append(_word(one, place, lines, theme.MUTED, paper))
    layers += _more_words(data, found, claims, paper)
    return layers


def _source_words(one: Estimate, paper: Paper) -> str:
    decimals = HUNDREDS if one.value and one.value % 100 else 0
    told = {"n": number(one.value, decimals), "year": one.year}
    if paper.phone:
        return _("about %s") % told["n"] if one.approximate else told["n"]
    if one.approximate:
        return _("about %(n)s in %(year)s") % told
    return _("%(n)s in %(year)s") % told


def _more_words(
    data: Files, found: dict[str, Estimate], claims: dict[str, Estimate], paper: Paper
) -> list[Any]:
    """Second lines: the widest interval, what the article said, the register, the wrong year."""
    layers = []
    if wide := found.get("2001"):
        around = interval(wide.low, wide.high, HUNDREDS)
        lines = [_("95%% interval %(around)s") % {"around": around}]
        layers.append(_word(wide, Place("left", 14, -41), lines, theme.MUTED, paper))
    if claim := claims.get("2008"):
        lines = [_("article: %(n)s") % {"n": number(claim.value)}]
        layers.append(_word(claim, Place("right", 106, -29), lines, theme.MUTED, paper))
    counted = {one.year: one for one in data.series(CLIENTS)}
    if one := counted.get("2008"):
        lines = [_("Registered clients"), _("%(n)s in %(year)s")]
        lines[1] %= {"n": number(one.value), "year": one.year}
        layers.append(_word(one, Place("right", -14, 38), lines, theme.MUTED, paper))
    if (early := claims.get("1974")) and (late := found.get("1977")):
        lines = [_("Published: %(year)s") % {"year": late.year}]
        layers.append(_word(early, Place("left", -64, -51), lines, "#5b2a86", paper, weight=600))
        layers += _arrow(early, late)
    for one in data.series(ARRIVES):
        words = [{"at": one.at, "y": 0, "text": one.year}]
        layers.append(
            marks.labels(words, x=_x(), y=_y("y"), dx=-8, dy=-17, align="center",
                         colour=theme.MUTED, size=paper.size)
        )  # fmt: skip
    return layers


def _arrow(early: Estimate, late: Estimate) -> list[Any]:
    """From the year that the article gave to the year that was published."""
    way = [{"at": early.at + 0.6, "to": late.at - 0.9, "y": float(early.value or 0)}]
    head = [{"at": late.at - 0.9, "y": float(early.value or 0)}]
    return [
        marks.plain(way).mark_rule(stroke="#5b2a86", strokeWidth=2.4)
        .encode(x=_x(), x2="to:Q", y=_y("y")),
        marks.plain(head).mark_point(
            shape="M-0.8,-0.8L0.9,0L-0.8,0.8Z", size=130, fill="#5b2a86", stroke=None, opacity=1
        ).encode(x=_x(), y=_y("y")),
    ]  # fmt: skip


def _word(
    one: Estimate, place: Place, lines: list[str], colour: str, paper: Paper, weight: Any = "normal"
) -> Any:
    row = [{"at": one.at, "y": float(one.value or 0), "text": "\n".join(lines)}]
    return marks.labels(
        row, x=_x(), y=_y("y"), align=place.align, dx=place.dx, dy=place.dy, colour=colour,
        size=paper.size, weight=weight,
    )  # fmt: skip


def _hat(data: Files, paper: Paper) -> list[Any]:
    """A strip under the years: the trials, the decision, the years in regular care."""
    y = alt.value(paper.height + 78)
    events = {one.measure: one for one in data.series(*HAT)}
    if set(HAT) - set(events):
        return []
    trials, decision, care = (events[name] for name in HAT)
    spans = [
        {"at": trials.at, "to": int(trials.year[-4:]), "opacity": 1.0},
        {"at": care.at, "to": LAST, "opacity": 0.35},
    ]
    whole = [{"at": FIRST, "to": LAST}]
    dots = [{"at": decision.at}, {"at": care.at}]
    line = marks.plain(whole).mark_rule(stroke=theme.GRID)
    bars = marks.plain(spans).mark_bar(height=13, cornerRadius=2, fill=theme.HAT, stroke=None)
    points = marks.plain(dots).mark_point(
        shape="circle", size=110, fill=theme.HAT, stroke=theme.WHITE, strokeWidth=1, opacity=1
    )
    opacity = alt.Opacity("opacity:Q", scale=None)
    return [
        line.encode(x=_x(), x2="to:Q", y=y),
        bars.encode(x=_x(), x2="to:Q", y=y, opacity=opacity),
        points.encode(x=_x(), y=y),
        *_hat_words(trials, decision, care, paper),
    ]


def _hat_words(trials: Estimate, decision: Estimate, care: Estimate, paper: Paper) -> list[Any]:
    middle = (trials.at + int(trials.year[-4:])) / 2
    span = trials.year.replace("-", "–")
    title = _("HAT") if paper.phone else _("Heroin-assisted treatment (HAT)")
    words = [
        (FIRST, 56 if paper.phone else 66, "left", title, 600),
        (LAST, 56, "right", _("%(year)s in regular care") % {"year": care.year}, "normal"),
        (middle, 100, "center", _("trials %(span)s") % {"span": span}, "normal"),
    ]
    if not paper.phone:
        told = _("%(year)s decision") % {"year": decision.year}
        words.append((decision.at, 100, "left", told, "normal"))
    return [
        marks.labels([{"at": at, "text": text}], x=_x(), y=alt.value(paper.height + down),
                     align=align, weight=weight, colour=theme.HAT, size=paper.size)
        for at, down, align, text, weight in words
    ]  # fmt: skip
