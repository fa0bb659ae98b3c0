"""The manager's board, the yearly report as page and PDF, and the unit's own numbers.

What counts is imported where it is asked for: its libraries take seconds and memory, and the
clinic's pages, which load this module with all addresses, shall not pay for them.
"""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.programme.charts import pages
from vangnet.programme.report import actions
from vangnet.programme.report.forms import NumberForm
from vangnet.programme.report.keys import KINDS, UnitKey
from vangnet.programme.report.numbers import standing_numbers

if TYPE_CHECKING:
    from vangnet.programme.report.content import Report

OWN, PUBLIC = "own", "public"


@require_safe
@for_task(Task.SEE_FIGURES)
def board(request: UnitRequest) -> HttpResponse:
    """The running year at a glance, and the years before."""
    from vangnet.programme.report import making
    from vangnet.programme.report.content import period
    from vangnet.programme.report.tiles import tiles

    at = timezone.now()
    years = making.years_of(request.unit, at=at)
    report = making.make(request.unit, years[0], public=False, at=at)
    assert report is not None, "this year has begun"
    context = {"report": report, "period": period(report), "tiles": tiles(report), "years": years,
               "groups": report.groups, "copies": (OWN, PUBLIC),
               "may_set": request.user.may(Task.SET_UNIT_NUMBERS)}  # fmt: skip
    return render(request, "report/board.html", context)


@require_safe
@for_task(Task.SEE_FIGURES)
def newest(request: UnitRequest) -> HttpResponse:
    """The last year that is over, else this one."""
    from vangnet.programme.report import making

    years = making.years_of(request.unit, at=timezone.now())
    return redirect("report:year", years[1] if len(years) > 1 else years[0], PUBLIC)


@require_safe
@for_task(Task.SEE_FIGURES)
def year_page(request: UnitRequest, year: int, copy: str) -> HttpResponse:
    """The yearly report: its one page, then every figure."""
    from vangnet.programme.report.content import say

    report = _report_or_404(request, year, copy)
    said = say(report, language=(get_language() or "en")[:2])
    context = {"said": said, "report": report, "period": said["period"],
               "groups": report.groups, "year": year,
               "copy": copy, "other": PUBLIC if copy == OWN else OWN}  # fmt: skip
    return pages.page(request, "report/year.html", context, here="report:yearly")


@require_safe
@for_task(Task.SEE_FIGURES)
def pdf(request: UnitRequest, year: int, copy: str) -> HttpResponse:
    from vangnet.programme.report import making

    report, language = _report_or_404(request, year, copy), (get_language() or "en")[:2]
    return _file(making.paper(report, language=language), request, year, f"{copy}-{language}.pdf",
                 "application/pdf")  # fmt: skip


@require_safe
@for_task(Task.SEE_FIGURES)
def csv_file(request: UnitRequest, year: int, copy: str) -> HttpResponse:
    from vangnet.programme.report.command import as_csv

    text = as_csv(_report_or_404(request, year, copy))
    return _file(text.encode(), request, year, f"{copy}.csv", "text/csv; charset=utf-8")


def _file(body: bytes, request: UnitRequest, year: int, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    whole = f"report-{year}-{request.unit.code}-{name}"
    answer["Content-Disposition"] = f'attachment; filename="{whole}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _report_or_404(request: UnitRequest, year: int, copy: str) -> "Report":
    from vangnet.programme.report import making

    if copy not in (OWN, PUBLIC):
        raise Http404
    report = making.make(request.unit, year, public=copy == PUBLIC, at=timezone.now())
    if report is None:
        raise Http404
    return report


@require_safe
@for_task(Task.SEE_FIGURES)
def numbers(request: UnitRequest) -> HttpResponse:
    """Prices, region and aims as they stand today, each with its signature."""
    known = standing_numbers(request.unit, on=clinic_day_of(request.unit, at=timezone.now()))
    rows = [{"key": key, "kind": kind, "standing": known.get(key)} for key, kind in KINDS.items()]
    context = {"rows": rows, "may_set": request.user.may(Task.SET_UNIT_NUMBERS)}
    return render(request, "report/numbers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.SET_UNIT_NUMBERS)
def number(request: UnitRequest, key: str) -> HttpResponse:
    """Set one number, signed with the manager's own PIN."""
    if key not in set(UnitKey):
        raise Http404
    at, named = timezone.now(), UnitKey(key)
    form = NumberForm(request.POST or None, key=named, unit=request.unit, by=request.user, at=at)
    if request.method == "POST" and form.is_valid():
        actions.set_number(
            unit=request.unit, new=form.new_number(), signature=form.signatures["own"], at=at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        messages.success(request, _("The number is kept."))
        return redirect("report:numbers")
    return form_page(
        request, form, title=f"{KINDS[named].title}, {KINDS[named].unit}",
        fact=_("What the report uses from that day on. Nothing that was set is ever changed."),
        button=_("Keep this number"), back_url=reverse("report:numbers"),
    )  # fmt: skip
