"""What a figure of the evidence has beside the kit's own: its addresses, and a key of squares."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.safestring import SafeString, mark_safe

from vangnet.programme.charts import standing as standings
from vangnet.programme.charts.figure import Figure, KeyItem
from vangnet.programme.charts.pages import address
from vangnet.programme.sources import Standing

_BOX = '<rect x="3" y="3" width="10" height="10" fill="{}" stroke="currentColor" stroke-width="2"/>'
_SQUARES = {
    Standing.VERIFIED: _BOX.format("currentColor"),
    Standing.SECONDARY: _BOX.format("#fff") + '<path d="M3 3h5v10H3z" fill="currentColor"/>',
    Standing.LITERATURE: _BOX.format("#fff"),
}


def linked(figure: Figure) -> Figure:
    """The figure with the addresses of its files and of the page of sources and method."""
    return replace(
        figure,
        csv_url=address("evidence:csv", figure.key),
        svg_url=address("evidence:svg", figure.key) if figure.drawings else "",
        method_url=address("figures:sources"),
    )


def square_keys(used: Iterable[Standing]) -> tuple[KeyItem, ...]:
    """The standings of a forest plot, whose marks are squares."""
    known = set(used)
    return tuple(
        KeyItem(_square(one), standings.WORDS[one], standings.MEANS[one])
        for one in _SQUARES
        if one in known
    )


def _square(standing: Standing) -> SafeString:
    head = '<svg class="standing" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    return mark_safe(f"{head}{_SQUARES[standing]}</svg>")  # noqa: S308  # the constants above
