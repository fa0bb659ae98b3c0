"""Rings, bars and lines as inline SVG.

Only attributes, never a style: the content security policy allows no inline style. Positions are
percentages, so a drawing stretches with its box and its text does not.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = Decimal | float | int
Marks = Sequence[tuple[Number, str]]


def percent(value: Number, low: Number, high: Number) -> str:
    """Where a value stands between two ends, kept inside them."""
    span = float(high) - float(low)
    share = (float(value) - float(low)) / span if span else 0.0
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def ring(fraction: Number) -> SafeString:
    """A ring filled clockwise from the top; `pathLength` makes the dash a percentage."""
    filled = f"{min(max(float(fraction), 0.0), 1.0) * 100:.2f} 100"
    return format_html(
        '<svg class="ring" viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
        '<circle class="ring-track" cx="50" cy="50" r="44" fill="none" stroke-width="11"/>'
        '<circle class="ring-value" cx="50" cy="50" r="44" fill="none" stroke-width="11"'
        ' pathLength="100" stroke-dasharray="{}" transform="rotate(-90 50 50)" data-ring/></svg>',
        filled,
    )


def _anchor(place: str) -> str:
    share = float(place.rstrip("%"))
    return "start" if share < 8 else "end" if share > 92 else "middle"


def _texts(places: Sequence[tuple[str, str]], kind: str) -> SafeString:
    rows = ((place, _anchor(place), text) for place, text in places)
    texts = format_html_join("", '<text x="{}" y="50%" dy=".35em" text-anchor="{}">{}</text>', rows)
    return format_html('<svg class="bar-text {}" width="100%">{}</svg>', kind, texts)


def bar(
    value: Number,
    *,
    top: Number,
    low: Number = 0,
    limit: Number | None = None,
    limit_text: str = "",
    ticks: Marks = (),
    label: str = "",
) -> SafeString:
    """A bar, and where it has one the mark of its limit."""
    fill = format_html(
        '<svg class="bar-track" width="100%" height="1em"><rect class="bar-value" width="{}"'
        ' height="100%"/></svg>',
        percent(value, low, top),
    )
    above, mark = SafeString(""), SafeString("")
    if limit not in (None, ""):  # a template gives "" for what it was not told
        place = percent(limit, low, top)
        above = _texts([(place, limit_text)], "bar-limit-text") if limit_text else above
        mark = format_html(
            '<svg class="bar-mark" width="100%"><line x1="{0}" x2="{0}" y1="0" y2="100%"/></svg>',
            place,
        )
    below = SafeString("")
    if ticks:
        below = _texts([(percent(at, low, top), text) for at, text in ticks], "bar-ticks")
    return format_html(
        '<div class="bar" role="img" aria-label="{}">{}<div class="bar-box">{}{}</div>{}</div>',
        label,
        above,
        fill,
        mark,
        below,
    )


def _across(index: int, count: int) -> str:
    """From 3 % to 80 %: the right end belongs to the number of the alarm line."""
    return f"{3 + 77 * (index / (count - 1) if count > 1 else 1):.2f}%"


def _up(value: Number, low: float, high: float) -> str:
    span = high - low
    return f"{88 - 76 * ((float(value) - low) / span if span else 0.5):.2f}%"


def _joined(shape: str, places: Iterable[tuple[str | int, ...]]) -> SafeString:
    """Shapes whose every place is a number."""
    return SafeString("".join(shape.format(*place) for place in places))


def sparkline(
    values: Sequence[Number], *, alarm: Number | None = None, alarm_text: str = "", label: str = ""
) -> SafeString:
    """The last readings as a line, with the line at which somebody must act."""
    alarm = None if alarm == "" else alarm  # a template gives "" for what it was not told
    ends = [float(v) for v in (*values, *((alarm,) if alarm is not None else ()))]
    if not ends:
        return SafeString("")
    low, high = min(ends), max(ends)
    spots = [(_across(i, len(values)), _up(v, low, high)) for i, v in enumerate(values)]
    pairs = ((*a, *b) for a, b in pairwise(spots))
    # Numbers of our own making: to escape each would be a fifth of the time a board takes.
    lines = _joined('<line x1="{}" y1="{}" x2="{}" y2="{}"/>', pairs)
    last = len(spots) - 1
    dots = _joined(
        '<circle cx="{}" cy="{}" r="{}"/>',
        ((x, y, 5 if i == last else 3) for i, (x, y) in enumerate(spots)),
    )
    edge = SafeString("")
    if alarm is not None:
        edge = format_html(
            '<line class="spark-alarm" x1="0" x2="84%" y1="{0}" y2="{0}"/>'
            '<text class="spark-alarm-text" x="87%" y="{0}" dy=".35em">{1}</text>',
            _up(alarm, low, high),
            alarm_text or alarm,
        )
    return format_html(
        '<svg class="spark" width="100%" role="img" aria-label="{}">{}{}{}</svg>',
        label,
        edge,
        lines,
        dots,
    )
