"""Rates over the months as inline SVG: a dot and its exact interval for each, without a script.

Only attributes, never a style: the content security policy allows no inline style. Positions are
percentages, so that a drawing stretches with its box and its text does not.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vangnet.rules.incidents import Rate

STEPS = (1, 2, 5)  # of the axis, times ten as often as it takes; the top is four of them
LINES = 4
LEFT, RIGHT, TOP, BOTTOM = 7.0, 99.0, 6.0, 88.0  # percent of the box that the drawing takes


BEYOND = 3  # an interval that reaches so many times farther than every dot is cut, and dashed


def top_of(rates: Sequence[Rate]) -> int:
    """The top of the axis: a round number above every dot, and above intervals near them."""
    dot = max((one.per_1000 for one in rates if one.per_1000 is not None), default=Decimal(0))
    high = max((one.high for one in rates if one.high is not None), default=Decimal(0))
    reach = min(high, BEYOND * dot) if dot else high
    needed = max(int((reach / LINES).to_integral_value(ROUND_CEILING)), 1)
    tens = 10 ** (len(str(needed)) - 1)
    return LINES * next(one * tens for one in (*STEPS, 10) if one * tens >= needed)


def chart(cells: Sequence[tuple[str, Rate]], *, label: str, top: int) -> SafeString:
    """`cells` are month and rate, oldest first. A month without doses has no dot and no line."""
    width = (RIGHT - LEFT) / max(len(cells), 1)
    places = [LEFT + width * (n + 0.5) for n in range(len(cells))]
    return format_html(
        '<svg class="rate-chart" width="100%" height="220" role="img" aria-label="{}">{}{}{}</svg>',
        label, _grid(top), _months([name for name, _rate in cells], places),
        format_html_join("", "{}", (
            (_mark(one, place, top),) for (_name, one), place in zip(cells, places, strict=True)
            if one.per_1000 is not None
        )),
    )  # fmt: skip


def _grid(top: int) -> SafeString:
    rows = ((f"{_height(top * n / LINES, top):.2f}%", top * n // LINES) for n in range(LINES + 1))
    return format_html_join(
        "",
        '<line class="rate-grid" x1="7%" x2="99%" y1="{0}" y2="{0}"/>'
        '<text x="6%" y="{0}" dy=".35em" text-anchor="end">{1}</text>',
        rows,
    )


def _months(names: Sequence[str], places: Sequence[float]) -> SafeString:
    every = max(1, (len(names) + 5) // 6)  # at most six words under the line
    rows = (
        (f"{place:.2f}%", name)
        for n, (name, place) in enumerate(zip(names, places, strict=True))
        if n % every == 0
    )
    return format_html_join("", '<text x="{}" y="97%" text-anchor="middle">{}</text>', rows)


def _mark(one: Rate, place: float, top: int) -> SafeString:
    assert one.per_1000 is not None, "only what has doses is drawn"
    assert one.low is not None, "a rate has its interval"
    assert one.high is not None, "a rate has its interval"
    beyond = "" if one.high <= top else " is-cut"
    return format_html(
        '<line class="rate-interval{}" x1="{x}" x2="{x}" y1="{}" y2="{}"/>'
        '<circle class="rate-dot" cx="{x}" cy="{}" r="5"/>',
        beyond, f"{_height(one.low, top):.2f}%",
        f"{_height(min(one.high, Decimal(top)), top):.2f}%",
        f"{_height(min(one.per_1000, Decimal(top)), top):.2f}%", x=f"{place:.2f}%",
    )  # fmt: skip


def _height(value: Decimal | float, top: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * float(value) / top
