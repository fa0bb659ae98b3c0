"""The register of a day: every line, the balance, and what is left before the day is closed.

It stands out here because a line names for whom a dose was, and the vault knows no patients.
"""

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault.reading import Table, closing, tables
from vangnet.clinic.vault.views import day_or_404
from vangnet.rules.wording import wording


@require_safe
@for_task(Task.SEE_REGISTER)
def today(request: UnitRequest) -> HttpResponse:
    return _show(request, clinic_day_of(request.unit, at=timezone.now()))


@require_safe
@for_task(Task.SEE_REGISTER)
def of_day(request: UnitRequest, day: str) -> HttpResponse:
    on = day_or_404(day)
    if on > clinic_day_of(request.unit, at=timezone.now()):
        return redirect("vault:register")
    return _show(request, on)


def _show(request: UnitRequest, day: date) -> HttpResponse:
    read = tables(request.unit, day=day)
    now = clinic_day_of(request.unit, at=timezone.now())
    context = {
        "day": day, "is_today": day == now, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now else None,
        "tables": read, "numbers": _numbers(read), "closing": closing(request.unit, day=day),
        "words": wording(get_language() or "en")["words"],
        "may_keep": request.user.may(Task.KEEP_REGISTER),
        "may_close": request.user.may(Task.CLOSE_DAY),
        "lines": sum(len(table.lines) for table in read),
    }  # fmt: skip
    return render(request, "vault/register.html", context)


def _numbers(read: list[Table]) -> dict[UUID, str]:
    """For whom each dose was, by the key of its hand-over."""
    about = [line.posting.about for table in read for line in table.lines if line.posting.about]
    rows = HandOver.objects.filter(pk__in=about).values_list("pk", "patient__number")
    return dict(rows)
