"""Layers for Altair charts: points whose fill is their standing, intervals, labels with a halo.

Rows are plain dicts with `value`, `low`, `high` (None where unknown), `standing` (a letter of the
files), and optionally `colour` and `interval_standing`. Encodings are the caller's; each layer
carries its own rows. Join layers by `alt.layer`, then `theme.themed`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

import altair as alt

from vangnet.programme.charts import theme
from vangnet.programme.sources import Standing

Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Sequence[Row]
Layers: TypeAlias = list[alt.Chart]
HALF_ROUND = "M0,-1A1,1,0,0,0,0,1Z"
HALF_SQUARE = "M-0.886,-0.886L0,-0.886L0,0.886L-0.886,0.886Z"
CROSS = "M-0.8,-0.8L0.8,0.8M0.8,-0.8L-0.8,0.8"
OPENS_RIGHT, OPENS_LEFT = "M0.7,-1L0,-1L0,1L0.7,1", "M-0.7,-1L0,-1L0,1L-0.7,1"
OPENS_UP, OPENS_DOWN = "M-1,-0.7L-1,0L1,0L1,-0.7", "M-1,0.7L-1,0L1,0L1,0.7"


def data(rows: Iterable[Row]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def plain(rows: Rows) -> alt.Chart:
    """An empty chart of these rows: add a mark and encodings."""
    return alt.Chart(data(rows))


def points(
    rows: Rows,
    *,
    x: Any,
    y: Any,
    colour: str = theme.BRAND,
    size: float = 150,
    square: bool = False,
) -> Layers:
    """A mark for each row, filled by its standing. A row whose value is None draws nothing.

    `size` is an area in square units; a row's own `size` goes before it (weights of a forest plot).
    """
    groups: dict[tuple[Standing, str, float], list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("value", True) is not None:
            of = Standing(row["standing"]), row.get("colour", colour), float(row.get("size", size))
            groups[of].append(row)
    return [
        plain(some).mark_point(**look).encode(x=x, y=y)
        for (standing, paint, area), some in groups.items()
        for look in _looks(standing, paint, area, square=square)
    ]


def _looks(
    standing: Standing, paint: str, area: float, *, square: bool
) -> Iterator[dict[str, Any]]:
    shape = "square" if square or standing is Standing.COMPUTED else "circle"
    shared: dict[str, Any] = {"size": area, "opacity": 1, "strokeOpacity": 1}
    open_ = {"shape": shape, "fill": theme.WHITE, "stroke": paint, "strokeWidth": 2.2}
    edge = {"stroke": theme.WHITE, "strokeWidth": 1.5}
    if standing is Standing.VERIFIED:
        yield shared | {"shape": shape, "fill": paint} | edge
    elif standing is Standing.CLAIM:
        yield shared | {"shape": CROSS, "fill": None, "stroke": paint, "strokeWidth": 2.6}
    elif standing is Standing.UNSET:
        yield shared | open_ | {"strokeDash": [3, 2]}
    else:
        yield shared | open_
        if standing is Standing.SECONDARY:
            half = HALF_SQUARE if square else HALF_ROUND
            yield shared | {"shape": half, "fill": paint, "stroke": None}


def bands(
    rows: Rows, *, across: Any, low: str = "low", high: str = "high", axis: str = "x",
    scale: Any = alt.Undefined, colour: str = theme.BRAND, thickness: float = 9,
) -> Layers:  # fmt: skip
    """Intervals behind the points: filled where read, outlined where not read again.

    `axis` is the one the interval runs along, `across` the other's encoding, `scale` that of the
    interval's axis. A row with one limit gets a bracket, open on the side without; none: nothing.
    """
    whole = [row for row in rows if row.get(low) is not None and row.get(high) is not None]
    lone = [row for row in rows if (row.get(low) is None) != (row.get(high) is None)]
    layers: Layers = []
    for row_colour, read, some in _by_colour(whole, colour):
        look: dict[str, Any] = {
            "size": thickness, "cornerRadius": thickness / 2, "opacity": 1,
            "orient": "horizontal" if axis == "x" else "vertical",
        }  # fmt: skip
        filled = {"fill": row_colour, "fillOpacity": theme.BAND_OPACITY, "stroke": None}
        outlined = {"fill": theme.WHITE, "stroke": row_colour, "strokeWidth": 1.3}
        look |= filled if read else outlined
        bar = plain(some).mark_bar(**look)
        layers.append(bar.encode(**_along(axis, low, high, across, scale)))
    return layers + _brackets(lone, across, low, high, axis, scale, colour, thickness)


def whiskers(
    rows: Rows, *, y: Any, scale: Any = alt.Undefined, colour: str = theme.BRAND
) -> Layers:
    """The intervals of a forest plot: a plain line without caps, from `low` to `high`."""
    whole = [row for row in rows if row.get("low") is not None and row.get("high") is not None]
    return [
        plain(some).mark_rule(stroke=paint, strokeWidth=2.4).encode(
            **_along("x", "low", "high", y, scale)
        )
        for paint, _read, some in _by_colour(whole, colour)
    ]  # fmt: skip


def labels(
    rows: Rows, *, x: Any, y: Any, text: str = "text", colour: str = theme.INK,
    size: float = theme.TEXT, weight: Any = "normal", align: Any = "left", dx: float = 0,
    dy: float = 0, halo: bool = True,
) -> alt.Chart:  # fmt: skip
    """Words at a place, readable over lines. A line break in the text begins a new line."""
    around: dict[str, Any] = {"stroke": theme.WHITE, "strokeWidth": 4} if halo else {}
    words = plain(rows).mark_text(
        align=align, dx=dx, dy=dy, fill=colour, fontSize=size, fontWeight=weight,
        baseline="middle", lineBreak="\n", lineHeight=size * 1.3, **around,
    )  # fmt: skip
    return cast("alt.Chart", words.encode(x=x, y=y, text=alt.Text(f"{text}:N")))


def hatched(
    rows: Rows, *, x: Any, x2: str, y: Any = alt.Undefined, y2: Any = alt.Undefined
) -> alt.Chart:
    """A field without any value: the gap of a series, or what nobody has set."""
    field = plain(rows).mark_rect(fill=theme.HATCH, opacity=1)
    return cast("alt.Chart", field.encode(x=x, x2=x2, y=y, y2=y2))


def _by_colour(rows: Rows, colour: str) -> list[tuple[str, bool, list[Row]]]:
    groups: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in rows:
        standing = Standing(row.get("interval_standing", row.get("standing", "V")))
        read = standing in (Standing.VERIFIED, Standing.SECONDARY, Standing.COMPUTED)
        groups[row.get("colour", colour), read].append(row)
    return [(paint, read, some) for (paint, read), some in groups.items()]


def _along(axis: str, low: str, high: str, across: Any, scale: Any) -> dict[str, Any]:
    if axis == "x":
        return {"x": alt.X(f"{low}:Q", scale=scale), "x2": f"{high}:Q", "y": across}
    return {"y": alt.Y(f"{low}:Q", scale=scale), "y2": f"{high}:Q", "x": across}


def _brackets(
    rows: Rows, across: Any, low: str, high: str, axis: str, scale: Any, colour: str, size: float
) -> Layers:
    shapes = {"x": (OPENS_RIGHT, OPENS_LEFT), "y": (OPENS_UP, OPENS_DOWN)}[axis]
    layers: Layers = []
    for name, shape in zip((low, high), shapes, strict=True):
        some = [row for row in rows if row.get(name) is not None]
        for paint, _read, group in _by_colour(some, colour):
            place = {"x": alt.X, "y": alt.Y}[axis](f"{name}:Q", scale=scale)
            other = "y" if axis == "x" else "x"
            area = size * size * 2
            mark = plain(group).mark_point(
                shape=shape, size=area, fill=None, stroke=paint, strokeWidth=2.4, opacity=1
            )
            layers.append(mark.encode(**{axis: place, other: across}))
    return layers
