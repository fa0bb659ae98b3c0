"""Tasks of the unit, its holds, and the story of one patient's gaps."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vangnet.clinic.consulting.tasks import actions, reading
from vangnet.clinic.consulting.tasks.actions import NotDone
from vangnet.clinic.consulting.tasks.forms import DoneForm
from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task


@require_safe
@for_task(Task.SEE_BOARD)
def tasks(request: UnitRequest) -> HttpResponse:
    """The reader's own first; what belongs to others below it."""
    today = clinic_day_of(request.unit, at=timezone.now())
    known = reading.known(request.unit, on=today, reader=request.user)
    context = {
        "mine": reading.by_time(one for one in known if one.mine),
        "others": reading.by_time(one for one in known if not one.mine),
        "not_set": reading.not_set(request.unit, on=today), "today": today,
        "clinical": request.user.may(Task.SEE_CLINICAL),
        "may_check": request.user.may(Task.CHECK_PARTNERS),
    }  # fmt: skip
    return render(request, "tasks/list.html", context)


@require_POST
@for_task(Task.SEE_BOARD)
def done(request: UnitRequest) -> HttpResponse:
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not saved. Write what was done, then save it again."))
        return redirect("tasks:list")
    written = form.cleaned_data
    answer = actions.mark_done(
        unit=request.unit, key=written["key"], words=written["words"], by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    if answer.why_not is NotDone.NOT_YOURS:
        messages.error(request, _("Not saved. This task belongs to someone else."))
    elif answer.why_not is NotDone.NOT_DUE:
        messages.error(request, _("Not saved. This task is not due any more."))
    else:
        messages.success(request, _("The task is done."))
    return redirect("tasks:list")


@require_safe
@for_task(Task.SEE_CLINICAL)
def holds(request: UnitRequest) -> HttpResponse:
    at = timezone.now()
    today = clinic_day_of(request.unit, at=at)
    rows = reading.holds(request.unit, at=at, on=today, reader=request.user)
    return render(request, "tasks/holds.html", {"rows": rows, "today": today})


@require_safe
@for_task(Task.SEE_CLINICAL)
def gap(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    today = clinic_day_of(request.unit, at=timezone.now())
    cards = reading.gap_cards(kept, on=today)
    context = {
        "patient": kept, "banner": person(kept, reader=request.user), "today": today,
        # A restart makes the next dose a first one: it is offered where an order waits for it.
        "cards": cards, "waits": any(one.course.suspended_from for one in cards),
        "may_prescribe": request.user.may(Task.PRESCRIBE),
    }  # fmt: skip
    return render(request, "tasks/gap.html", context)
