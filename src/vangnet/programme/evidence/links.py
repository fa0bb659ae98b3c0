"""Where a figure of the evidence can be taken from."""

from dataclasses import replace

from vangnet.programme.charts.figure import Figure
from vangnet.programme.charts.pages import address


def linked(figure: Figure) -> Figure:
    """The figure with the addresses of its files and of the page of sources and method."""
    return replace(
        figure,
        csv_url=address("evidence:csv", figure.key),
        svg_url=address("evidence:svg", figure.key) if figure.drawings else "",
        method_url=address("figures:sources"),
    )
