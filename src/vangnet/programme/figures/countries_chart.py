"""The comparison of countries as a chart: a row each, its year beside it, its interval behind.

Imported only to draw.
"""

from typing import Any, NamedTuple

import altair as alt
from django.utils.translation import gettext as _

from vangnet.programme.charts import marks, theme
from vangnet.programme.charts.numbers import interval, number
from vangnet.programme.figures.countries import FAR, HOME, Ranked, home, lower, ranking, short
from vangnet.programme.figures.reading import Files, Listed

HIGHEST = 100
HEAD = 1.4  # rows above the first
FAR_TINT = "#fdf3df"
RAISED = str.maketrans("abcdefgh", "ᵃᵇᶜᵈᵉᶠᵍʰ")


class Paper(NamedTuple):
    """Places from the left edge, in units of the drawing; `size` of letters."""

    width: int
    row: float
    size: float
    year: float  # its right edge
    plot: tuple[float, float]
    value: float  # right edge of the rate
    phone: bool
    rows: float = 0  # down to the foot of the last


WIDE = Paper(792, 26.5, 14, 196, (212, 644), 678, False)
PHONE = Paper(352, 25, 13.5, 176, (184, 262), 284, True)


class Line(NamedTuple):
    """A country and how far down it stands, in rows."""

    one: Ranked
    at: float
    tone: str


def chart(data: Files, *, phone: bool) -> Any:
    paper = PHONE if phone else WIDE
    inside, outside = (ranking(data, listed) for listed in (Listed.SELECTION, Listed.LEFT_OUT))
    gap = 2.4
    low = {one.rate.country.en for one in lower(data)}
    lines = [Line(one, n + 1.0, _tone(one, low)) for n, one in enumerate(inside)]
    lines += [Line(one, len(inside) + gap + n, _tone(one, low)) for n, one in enumerate(outside)]
    last = lines[-1].at + 1
    paper = paper._replace(rows=last)
    heads = [(-0.9, _("In the selection: %(n)s countries") % {"n": len(inside)}),
             (len(inside) + gap - 1, _("Left out of the selection"))]  # fmt: skip
    layers = [
        *_ground(lines, paper), *_of_home(data, last, paper), *_marks(lines, paper),
        *_names(lines, paper), *_values(lines, paper), *_heads(heads, len(inside), paper),
        *_words(data, lines, heads[1][0], paper),
    ]  # fmt: skip
    height = (last + HEAD) * paper.row
    return theme.themed(alt.layer(*layers).properties(width=paper.width, height=height))


def _tone(one: Ranked, low: set[str]) -> str:
    name = one.rate.country.en
    if name in low:
        return theme.WORSE
    return {HOME: theme.BRAND, FAR: theme.AMBER}.get(name, theme.SLATE)


def _scale(paper: Paper) -> alt.Scale:
    return alt.Scale(domain=[0, HIGHEST], range=list(paper.plot), nice=False)


def _x(paper: Paper, field: str = "value") -> alt.X:
    axis = alt.Axis(
        values=[0, 50, 100] if paper.phone else [0, 20, 40, 60, 80, 100], grid=True, domain=False,
        ticks=False, labelFontSize=paper.size, titleFontSize=paper.size,
        titleAlign="center", titleAnchor="middle",
    )  # fmt: skip
    per = _("per 10,000 people aged 15–64")
    title = per if paper.phone else _("Problem opioid users per 10,000 people aged 15–64")
    return alt.X(f"{field}:Q", scale=_scale(paper), axis=axis, title=title)


def _y(paper: Paper) -> alt.Y:
    down = alt.Scale(
        domain=[-HEAD, paper.rows], range=[0, (paper.rows + HEAD) * paper.row], nice=False
    )
    return alt.Y("at:Q", scale=down, axis=None)


def _row(line: Line) -> dict[str, Any]:
    one = line.one
    return {
        "at": line.at, "colour": line.tone, "standing": str(one.rate.standing),
        "interval_standing": str(one.rate.interval_standing or ""),
        **{name: None if n is None else float(n)
           for name, n in (("value", one.value), ("low", one.low), ("high", one.high))},
    }  # fmt: skip


def _ground(lines: list[Line], paper: Paper) -> list[Any]:
    """A tint behind the two countries that the heading speaks of, and the line of nothing."""
    tints = {HOME: theme.HIGHLIGHT, FAR: FAR_TINT}
    spoken = [line for line in lines if line.one.rate.country.en in tints]
    ground = [
        marks.plain([{"at": line.at}])
        .mark_rect(fill=tints[line.one.rate.country.en], height=paper.row, opacity=1)
        .encode(x=alt.value(-6), x2=alt.value(paper.width + 6), y=_y(paper))
        for line in spoken
    ]
    foot = [{"at": 0.4, "to": lines[-1].at + 1, "x": 0}]
    zero = marks.plain(foot).mark_rule(stroke=theme.INK, strokeWidth=1.2)
    return [*ground, zero.encode(x=_x(paper, "x"), y=_y(paper), y2="to:Q")]


def _of_home(data: Files, last: float, paper: Paper) -> list[Any]:
    """The Dutch rate as a line through all rows, its interval as a pale band."""
    one = home(data)
    span = [{"low": float(one.low or one.place), "high": float(one.high or one.place),
             "value": float(one.place), "at": 0.4, "to": last}]  # fmt: skip
    band = marks.plain(span).mark_rect(fill=theme.BRAND, opacity=0.14, stroke=None)
    line = marks.plain(span).mark_rule(stroke=theme.BRAND, strokeWidth=1.6, strokeDash=[4, 3])
    return [
        band.encode(x=_x(paper, "low"), x2="high:Q", y=_y(paper), y2="to:Q"),
        line.encode(x=_x(paper), y=_y(paper), y2="to:Q"),
    ]


def _marks(lines: list[Line], paper: Paper) -> list[Any]:
    rows = [_row(line) for line in lines]
    return [
        *marks.bands(rows, across=_y(paper), scale=_scale(paper), thickness=8),
        *marks.points(rows, x=_x(paper), y=_y(paper), size=80 if paper.phone else 130),
    ]


def _text(at: float, text: str, paper: Paper, *, x: float, **look: Any) -> Any:
    row = [{"at": at, "text": text}]
    look = {"halo": False, **look}
    return marks.labels(row, x=alt.value(x), y=_y(paper), size=paper.size, **look)


def _names(lines: list[Line], paper: Paper) -> list[Any]:
    found = []
    for line in lines:
        name = f"{line.one.rate.country}{line.one.mark.translate(RAISED)}"
        special = line.tone != theme.SLATE
        colour = line.tone if special else theme.INK
        weight = 600 if special else "normal"
        years = line.one.years
        if paper.phone:
            years = "’" + years[2:]
        found.append(_text(line.at, name, paper, x=0, colour=colour, weight=weight))
        found.append(_text(line.at, years, paper, x=paper.year, colour=theme.MUTED, align="right"))
    return found


def _values(lines: list[Line], paper: Paper) -> list[Any]:
    found = []
    for line in lines:
        colour = line.tone if line.tone != theme.SLATE else theme.INK
        if line.one.value is not None:
            told = number(line.one.value)
            found.append(_text(line.at, told, paper, x=paper.value, colour=colour, weight=600,
                               align="right"))  # fmt: skip
        words = _dashed(line.one) if paper.phone else short(line.one)
        found.append(_text(line.at, words, paper, x=paper.value + 6, colour=theme.MUTED))
    return found


def _dashed(one: Ranked) -> str:
    """Where room is short: `(69–86)`, and nothing where there is no interval."""
    if one.low is None or one.high is None:
        return ""
    around = f"{number(one.low)}–{number(one.high)}"
    return around if one.value is None else f"({around})"


def _heads(heads: list[tuple[float, str]], inside: int, paper: Paper) -> list[Any]:
    found = [_text(at, text, paper, x=0, weight=600, halo=True) for at, text in heads]
    if not paper.phone:
        for x, text in (
            (0, _("Country and year")), (paper.value - 18, _("Rate (95% interval)")),
        ):  # fmt: skip
            found.append(_text(0, text, paper, x=x, colour=theme.MUTED, weight=600))
    rule = marks.plain([{"at": inside + 0.75}]).mark_rule(stroke=theme.GRID)
    return [*found, rule.encode(x=alt.value(0), x2=alt.value(paper.width), y=_y(paper))]


def _words(data: Files, lines: list[Line], at: float, paper: Paper) -> list[Any]:
    if paper.phone:
        return []
    one, low = home(data), lower(data)
    found = []
    if around := interval(one.low, one.high):
        told = _("Dutch interval, %(around)s") % {"around": around}
        found.append(_beside(at, told, float(one.high or 0), theme.BRAND, paper))
    if low:
        names = ", ".join(str(other.rate.country) for other in low)
        told = _("Lower: %(names)s") % {"names": names}
        first = min(line.at for line in lines if line.one in low)
        found.append(_beside(first, told, float(one.high or one.place), theme.WORSE, paper))
    return found


def _beside(at: float, text: str, x: float, colour: str, paper: Paper) -> Any:
    row = [{"at": at, "place": x, "text": text}]
    weight = 600 if colour == theme.WORSE else "normal"
    return marks.labels(row, x=_x(paper, "place"), y=_y(paper), dx=10, colour=colour,
                        size=paper.size, weight=weight)  # fmt: skip
