"""Where a figure is found: its page, its files, and the addresses a terminal prints."""

from dataclasses import replace

from vangnet.programme.charts.figure import Figure
from vangnet.programme.charts.pages import address

METHOD = "figures:sources"


def linked(figure: Figure) -> Figure:
    """The figure with the addresses of its table, its chart and its method."""
    method = address(METHOD)
    return replace(
        figure,
        csv_url=address("figures:csv", figure.key),
        svg_url=address("figures:svg", figure.key) if figure.drawings else "",
        method_url=f"{method}#method-{figure.key}" if method else "",
    )
