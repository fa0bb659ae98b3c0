"""A figure: the finding in words, the drawings, the key, the table, and where to take it from.

Shown by `programme/parts/figure.html` and `programme/parts/table.html`, context `figure`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from vangnet.programme.charts import standing as standings
from vangnet.programme.charts.cells import Words
from vangnet.programme.charts.drawing import Drawing
from vangnet.programme.charts.table import Table
from vangnet.programme.charts.theme import BAND_OPACITY, BRAND, EDGE
from vangnet.programme.sources import Standing

SWATCHES = {
    "band": '<rect x="0" y="3" width="24" height="9" rx="4.5" fill="{0}" fill-opacity="{1}"/>',
    "outline": '<rect x="1" y="3.5" width="22" height="8" rx="4" fill="#fff" stroke="{0}"'
    ' stroke-width="1.3"/>',
    "line": '<path d="M0 8h24" stroke="{0}" stroke-width="2.4"/>',
    "dashed": '<path d="M0 8h24" stroke="{0}" stroke-width="2" stroke-dasharray="5 3"/>',
    "dotted": '<path d="M1 8h24" stroke="{0}" stroke-width="2.2" stroke-dasharray="0.1 4.5"'
    ' stroke-linecap="round"/>',
    "square": '<rect x="8" y="4" width="8" height="8" fill="#fff" stroke="{0}"'
    ' stroke-width="1.8"/>',
    "diamond": '<path d="M2 8l10-5 10 5-10 5z" fill="{0}"/>',
    "bracket": '<path d="M12 2H6v12h6" fill="none" stroke="{0}" stroke-width="2.4"/>',
    "tint": '<rect x="1" y="1" width="22" height="14" fill="{0}" stroke="#c6d0d8"/>',
}


@dataclass(frozen=True)
class KeyItem:
    """An entry of the row under a chart: a mark, its word, and what it means."""

    mark: SafeString
    word: Words
    means: Words = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`key` is its name in addresses and files. `heading` is the finding, `subtitle` what is

    measured, unit, who. The links are empty where there is no such file.
    """

    key: str
    heading: Words
    subtitle: Words
    drawings: tuple[Drawing, ...]
    table: Table
    keys: tuple[KeyItem, ...] = ()
    note: Words = ""
    csv_url: str = ""
    svg_url: str = ""
    method_url: str = ""
    tags: tuple[str, ...] = field(default=())

    @property
    def scrolls(self) -> bool:
        """Without a drawing for telephones the chart is moved there, not shrunk."""
        return all(one.screens != "phone" for one in self.drawings)

    def undrawn(self) -> list[float]:
        """Numbers that a chart draws and the table does not hold: must be empty."""
        held = self.table.numbers()
        return [n for one in self.drawings for n in one.numbers() if n not in held]


def standing_keys(used: Iterable[Standing]) -> tuple[KeyItem, ...]:
    """The standings that a chart uses, each once, in the order of trust."""
    known = set(used)
    return tuple(
        KeyItem(standings.mark(one), standings.WORDS[one], standings.MEANS[one])
        for one in standings.WORDS
        if one in known
    )


def swatch(kind: str, colour: str = BRAND) -> SafeString:
    """A small drawing for the key row: band, outline, line, dashed, dotted, square, diamond,

    bracket or tint.
    """
    ink = EDGE if kind == "outline" and colour == BRAND else colour
    shape = mark_safe(SWATCHES[kind].format(ink, BAND_OPACITY))  # noqa: S308  # constants above
    return format_html(
        '<svg class="swatch" viewBox="0 0 26 16" width="26" height="16" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        shape,
    )
