"""Answering a request of the programme: a page with its tabs, a table as CSV, a chart as SVG.

The pages are public: no sign-in, no patient.
"""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from vangnet.programme.charts.figure import Figure
from vangnet.programme.charts.table import csv_text

# The pages in their order on the bar. One that does not exist yet has no tab.
TABS = (
    ("figures:does-it-work", gettext_lazy("Does it work?")),
    ("figures:countries", gettext_lazy("Countries")),
    ("figures:numbers", gettext_lazy("Dutch numbers")),
    ("evidence:trials", gettext_lazy("Evidence")),
    ("evidence:costs", gettext_lazy("Costs")),
    ("report:yearly", gettext_lazy("Yearly report")),
    ("policy:lab", gettext_lazy("Policy lab")),
    ("policy:capacity", gettext_lazy("Capacity")),
    ("figures:sources", gettext_lazy("Sources and method")),
)


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, here: str
) -> HttpResponse:
    """The template within `programme/base.html`; `here` is the name of its address."""
    return render(request, template, {**context, "programme_tabs": tabs(here)})


def tabs(here: str) -> list[dict[str, Any]]:
    found = ((name, address(name), label) for name, label in TABS)
    return [
        {"url": url, "label": label, "current": name == here} for name, url, label in found if url
    ]


def address(name: str, *parts: str) -> str:
    """The address of a page, or nothing when this installation has no such page."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def csv_answer(figure: Figure) -> HttpResponse:
    return _file(csv_text(figure.table), f"{figure.key}.csv", "text/csv")


def svg_answer(figure: Figure) -> HttpResponse:
    """The widest drawing. 404 for a figure that is a table only."""
    if not figure.drawings:
        raise Http404
    return _file(svg_file(figure), f"{figure.key}.svg", "image/svg+xml")


def svg_file(figure: Figure) -> str:
    """The first drawing as a file of its own: a white ground, and the finding as its title."""
    head, body = figure.drawings[0].svg.split(">", 1)
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    title = f"<title>{escape(str(figure.heading))}</title>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}>{title}{ground}{body}\n'


def _file(text: str, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
