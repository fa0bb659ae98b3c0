"""A few series over the years, each labelled at its marks. Imported only to draw."""

from typing import Any

import altair as alt

from vangnet.programme.charts import marks, theme
from vangnet.programme.charts.numbers import number
from vangnet.programme.figures.reading import Files
from vangnet.programme.figures.series import Series, Told

HEIGHT = 240
WIDE, PHONE = 540, 275
ROOM = 44  # units: a mark nearer than this to the one after it keeps its number to itself


def chart(told: Told, data: Files, *, phone: bool) -> Any:
    drawn = [series for series in told.series if series.drawn]
    years = [one.at for series in drawn for one in data.series(series.measure)]
    first, last = min(years) - 2, max(years) + 3
    every = 10 if phone and last - first > 25 else 5
    ticks = [year for year in range(first, last + 1) if year % every == 0]
    axis = alt.Axis(format="d", values=ticks)
    x = alt.X("at:Q", scale=alt.Scale(domain=[first, last], nice=False), axis=axis, title=None)
    top = alt.Scale(domain=[0, told.top], nice=False)
    y = alt.Y("value:Q", scale=top, title=None, axis=alt.Axis(format=",d", tickCount=4))
    width = PHONE if phone else WIDE
    room = ROOM * (last - first) / width
    middle = (first + last) / 2
    layers = [
        layer
        for series in drawn
        for layer in _layers(_rows(told, series, data), series, x, y, phone, room, middle)
    ]
    return theme.themed(alt.layer(*layers).properties(width=width, height=HEIGHT))


def _rows(told: Told, series: Series, data: Files) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "standing": str(one.standing), "value": float(told.shown(one.value) or 0),
         "text": number(told.shown(one.value), told.places(one.value))}
        for one in data.series(series.measure)
        if one.value is not None
    ]  # fmt: skip


def _layers(
    rows: list[dict[str, Any]], series: Series, x: Any, y: Any, phone: bool, room: float,
    middle: float,
) -> list[Any]:  # fmt: skip
    size = 13 if phone else theme.TEXT
    down = 1 if series.below else -1
    line = marks.plain(rows).mark_line(stroke=series.colour, strokeWidth=1.6)
    here = rows[0 if series.named_first else -1]
    late = here["at"] > middle
    return [
        *([line.encode(x=x, y=y)] if series.joined and len(rows) > 1 else []),
        *marks.points(rows, x=x, y=y, colour=series.colour, size=120),
        marks.labels(_spread(rows, room), x=x, y=y, dy=16 * down, align="center",
                     colour=theme.MUTED, size=size),
        marks.labels([{**here, "text": str(series.name)}], x=x, y=y,
                     dy=35 if series.named_below else 35 * down,
                     align="right" if late else "left", dx=14 if late else -14,
                     colour=series.colour, weight=600, size=size),
    ]  # fmt: skip


def _spread(rows: list[dict[str, Any]], room: float) -> list[dict[str, Any]]:
    """The marks that have room for their number, from the newest back."""
    kept: list[dict[str, Any]] = []
    for row in reversed(rows):
        if not kept or kept[-1]["at"] - row["at"] >= room:
            kept.append(row)
    return kept
