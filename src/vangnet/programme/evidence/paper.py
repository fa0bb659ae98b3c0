"""A sheet on which a chart is laid out by hand: forests and waterfalls, whose columns are words.

Places are units from the top left corner. Everything goes to Altair as data; the numbers of a
source stay in the rows as `value`, `low` and `high`, so that the table can be held to them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt

from vangnet.programme.charts import marks, theme
from vangnet.programme.charts.drawing import Drawing, drawing
from vangnet.programme.sources import Standing

Place = tuple[float, float]
# Units of a narrow drawing: its smallest letters are 12 px on a tablet, which 760 would not give.
NARROW = 712.0


@dataclass
class Paper:
    width: float
    height: float
    _boxes: list[dict[str, Any]] = field(default_factory=list)
    _lines: list[dict[str, Any]] = field(default_factory=list)
    _shapes: list[tuple[list[dict[str, Any]], str]] = field(default_factory=list)
    _marks: list[tuple[dict[str, Any], bool]] = field(default_factory=list)
    _words: dict[tuple[Any, ...], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def box(
        self, start: Place, end: Place, *, fill: str, opacity: float = 1, radius: float = 0,
        **numbers: float | None,
    ) -> None:  # fmt: skip
        """A filled box between two corners. With a number of a source it lies over the grid."""
        (x, y), (x2, y2) = start, end
        self._boxes.append(
            {"x": x, "y": y, "x2": x2, "y2": y2, "fill": fill, "opacity": opacity,
             "radius": radius} | numbers
        )  # fmt: skip

    def line(
        self, start: Place, end: Place, *, colour: str = theme.GRID, width: float = 1,
        dash: tuple[float, ...] = (), on_top: bool = False, **numbers: float | None,
    ) -> None:  # fmt: skip
        """A line; `on_top` of the boxes, else under those that stand for a number."""
        (x, y), (x2, y2) = start, end
        look = {"colour": colour, "width": width, "dash": dash, "on_top": on_top}
        self._lines.append({"x": x, "y": y, "x2": x2, "y2": y2} | look | numbers)

    def shape(self, corners: Sequence[Place], *, fill: str, **numbers: float | None) -> None:
        rows = [{"x": x, "y": y, "order": n, **numbers} for n, (x, y) in enumerate(corners)]
        self._shapes.append((rows, fill))

    def mark(
        self, at: Place, value: float, *, standing: Standing, colour: str = theme.BRAND,
        size: float = 150, square: bool = False,
    ) -> None:  # fmt: skip
        """A point whose fill is its standing."""
        row = {"x": at[0], "y": at[1], "value": value, "standing": str(standing.value),
               "colour": colour, "size": size}  # fmt: skip
        self._marks.append((row, square))

    def words(
        self, at: Place, text: Any, *, size: float = theme.TEXT, colour: str = theme.INK,
        bold: bool = False, align: str = "left", halo: bool = False,
    ) -> None:  # fmt: skip
        style = (size, colour, bold, align, halo)
        self._words[style].append({"x": at[0], "y": at[1], "text": str(text)})

    def head(self, at: Place, text: Any, *, align: str = "left", colour: str = theme.INK) -> None:
        """The heading of a column: small and bold."""
        self.words(at, text, size=theme.SMALL, colour=colour, bold=True, align=align)

    def drawing(self, *, label: str, screens: str = "") -> Drawing:
        layers = [
            *self._box_layers(numbers=False),
            *self._line_layers(on_top=False),
            *self._box_layers(numbers=True),
            *self._line_layers(on_top=True),
            *self._shape_layers(),
        ]
        for square in (False, True):
            rows = [row for row, is_square in self._marks if is_square == square]
            layers += marks.points(rows, x=self._x(), y=self._y(), square=square)
        for (size, colour, bold, align, halo), rows in self._words.items():
            layers.append(
                marks.labels(
                    rows, x=self._x(), y=self._y(), size=size, colour=colour, align=align,
                    weight="bold" if bold else "normal", halo=halo,
                )
            )  # fmt: skip
        sheet = alt.layer(*layers).properties(width=self.width, height=self.height)
        return drawing(theme.themed(sheet), label=label, screens=screens)

    def _x(self) -> Any:
        across = alt.Scale(domain=[0, self.width], range=[0, self.width], nice=False, zero=False)
        return alt.X("x:Q", scale=across, axis=None)

    def _y(self) -> Any:
        down = alt.Scale(domain=[0, self.height], range=[0, self.height], nice=False, zero=False)
        return alt.Y("y:Q", scale=down, axis=None)

    def _box_layers(self, *, numbers: bool) -> list[Any]:
        return [
            marks.plain([row])
            .mark_rect(
                fill=row["fill"], fillOpacity=row["opacity"], opacity=1, cornerRadius=row["radius"]
            )
            .encode(x=self._x(), x2="x2:Q", y=self._y(), y2="y2:Q")
            for row in self._boxes
            if bool(set(row) & {"value", "low"}) == numbers
        ]

    def _line_layers(self, *, on_top: bool) -> list[Any]:
        styles: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
        for row in self._lines:
            if row["on_top"] == on_top:
                styles[row["colour"], row["width"], row["dash"]].append(row)
        return [
            marks.plain(rows)
            .mark_rule(stroke=colour, strokeWidth=width, strokeDash=list(dash), opacity=1)
            .encode(x=self._x(), x2="x2:Q", y=self._y(), y2="y2:Q")
            for (colour, width, dash), rows in styles.items()
        ]

    def _shape_layers(self) -> list[Any]:
        return [
            marks.plain(rows)
            .mark_line(fill=fill, stroke=fill, strokeWidth=1, interpolate="linear-closed")
            .encode(x=self._x(), y=self._y(), order="order:Q")
            for rows, fill in self._shapes
        ]
