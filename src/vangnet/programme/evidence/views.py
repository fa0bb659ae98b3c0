"""The public pages "Evidence" and "Costs". What draws and counts is read only when somebody asks:
it takes seconds to load, and the clinic's pages shall not wait for it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vangnet.programme.charts.pages import csv_answer, page, svg_answer


@require_safe
def trials(request: HttpRequest) -> HttpResponse:
    from vangnet.programme.evidence.trial_page import trial_page

    context = {"page": trial_page()}
    return page(request, "evidence/trials.html", context, here="evidence:trials")


@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    from vangnet.programme.evidence.cost_page import cost_page

    return page(request, "evidence/costs.html", {"page": cost_page()}, here="evidence:costs")


@require_safe
def table(request: HttpRequest, key: str) -> HttpResponse:
    """The table of a figure as CSV."""
    return csv_answer(_figure(key))


@require_safe
def chart(request: HttpRequest, key: str) -> HttpResponse:
    """A figure as SVG, as it is on a wide screen."""
    return svg_answer(_figure(key))


def _figure(key: str):  # type: ignore[no-untyped-def]
    from vangnet.programme.evidence.figures import figures

    try:
        return figures()[key]
    except KeyError:
        raise Http404 from None
