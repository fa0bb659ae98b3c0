"""Colours and frame of a chart. A colour means one thing on every page of the programme.

Altair itself is not imported here: `themed` only sets the configuration of the chart it is given.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

# The colour of a state, in the order in which states always stand; for nothing else.
UNTREATED, METHADONE, HAT = "#c5400f", "#1f74d6", "#0d5a50"
ABSTINENT, PRISON, DEAD = "#a58c0c", "#8c2a8f", "#10181f"
STATES = {
    "untreated": UNTREATED, "methadone": METHADONE, "hat": HAT,
    "abstinent": ABSTINENT, "prison": PRISON, "dead": DEAD,
}  # fmt: skip
# No states, so never a state's colour.
BRAND, SLATE, AMBER = "#0b4f6c", "#55697a", "#7a4b00"
VICTIMS, POLICE, CLAIM = "#7a2f3a", "#55697a", "#6b7882"
BETTER, WORSE, WORSE_TINT = "#1c6b3c", "#a4161a", "#faf3ef"
INK, MUTED, GRID, EDGE, HISTORY = "#12202b", "#475866", "#d5dde3", "#657582", "#5f6e79"
HIGHLIGHT = "#eaf3f6"
WHITE = "#ffffff"

# Units of the drawing. One of WIDE serves all screens; what is wider is drawn twice.
WIDE, FOREST_WIDE, FOREST_NARROW = 800, 1270, 760
TEXT, SMALL = 14, 12.5
HATCH = "url(#hatch)"  # as a fill: `drawing.svg` adds the pattern
BAND_OPACITY, RIBBON_OPACITY = 0.28, 0.2
FONT = (
    "'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'Helvetica Neue', Arial,"
    " 'DejaVu Sans Condensed', sans-serif"
)

CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "padding": {"left": 4, "right": 8, "top": 8, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "grid": False, "ticks": False, "domain": False, "labelColor": MUTED, "labelFontSize": TEXT,
        "titleColor": MUTED, "titleFontSize": TEXT, "titleFontWeight": "normal", "labelPadding": 8,
        "gridColor": GRID, "gridWidth": 1, "titlePadding": 10, "labelFlush": False,
    },
    "axisX": {"domain": True, "domainColor": INK, "ticks": True, "tickColor": INK, "tickSize": 5},
    "axisY": {"grid": True, "labelPadding": 10},
    "legend": {"disable": True},
    "line": {"strokeWidth": 2.4, "strokeJoin": "round"},
    "text": {"fontSize": TEXT, "fill": INK},
}  # fmt: skip


def themed(chart: "alt.TopLevelMixin") -> Any:
    """The chart with the frame of the programme; to be called once, on the outermost chart.

    Axes inherit: no domain and hairlines across for y, a line in ink below for x. A chart
    that runs the other way says so at its own axes. Direct labels instead of a legend.
    """
    found = chart.copy()  # type: ignore[attr-defined]
    found.config = CONFIG
    return found
