"""In the room: the dose starts, it ends, and every milligram of it is named."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vangnet.clinic.dispensary import reading, use
from vangnet.clinic.dispensary.forms import EndForm
from vangnet.clinic.dispensary.hatch_page import product
from vangnet.clinic.dispensary.models import Use
from vangnet.clinic.reception.banner import banner, next_page, visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task

ATTEMPTS_SHOWN = 3  # buttons on the page; more are typed
ZERO = Decimal(0)
STEPS_TO_END = ("all", "amounts")  # the two buttons; anything else ends nothing


@for_task(Task.WATCH_USE)
@require_http_methods(["GET", "HEAD", "POST"])
def use_page(request: UnitRequest, visit: UUID) -> HttpResponse:
    """One dose in its room. The button pressed says what happened."""
    known = visit_or_404(request, visit)
    open_use = _last_use(known)
    if open_use is None or known.closed_at is not None:
        return redirect(next_page(known))
    if open_use.ended_at is not None:
        return redirect(next_page(known))
    if request.method != "POST":
        return _page(request, known, open_use, EndForm())
    if request.POST.get("step") == "start":
        return _start(request, known, open_use)
    if request.POST.get("step") not in STEPS_TO_END:
        form = EndForm()
        return _page(request, known, open_use, form, status=422)
    return _end(request, known, open_use)


def _start(request: UnitRequest, visit: Visit, open_use: Use) -> HttpResponse:
    try:
        use.start_use(use=open_use, by=request.user, at=timezone.now())
    except use.StartTooLate as late:
        form = EndForm()
        form.add_error(
            None,
            _("This dose had to be started by %(until)s. Take it back: all of it is not used.")
            % {"until": timezone.localtime(late.until).strftime("%H:%M")},
        )
        return _page(request, visit, open_use, form, status=409)
    return redirect("dispensary:use", visit.pk)


def _end(request: UnitRequest, visit: Visit, open_use: Use) -> HttpResponse:
    sent = request.POST.copy()
    step = sent.get("step")
    if step == "all":  # one press: nothing left, nothing spilt
        sent["not_used_mg"], sent["spilt_mg"] = "", ""
    form = EndForm(sent)
    if not form.is_valid():
        return _page(request, visit, open_use, form, status=422)
    amounts = _amounts(form, dose_mg=open_use.dose_mg)
    if amounts is None:
        return _page(request, visit, open_use, form, status=422)
    if open_use.started_at is None and amounts.given_mg:
        form.add_error(None, _("The dose has not been started. Start it, or give all of it back."))
        return _page(request, visit, open_use, form, status=409)
    try:
        use.end_use(
            use=open_use, amounts=amounts, attempts=form.cleaned_data["attempts"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except use.UseNotOpen:
        messages.info(request, _("This dose was ended already, with other amounts."))
    visit.refresh_from_db()
    return redirect(next_page(visit))


def _amounts(form: EndForm, *, dose_mg: Decimal) -> use.Amounts | None:
    """What was given is what is left of the dose; a sum over the dose is answered in words."""
    left = form.cleaned_data.get("not_used_mg") or ZERO
    spilt = form.cleaned_data.get("spilt_mg") or ZERO
    if left + spilt > dose_mg:
        form.add_error(
            "not_used_mg",
            _("Not used and spilt come to %(sum)s mg. The dose is %(dose)s mg. Weigh again.")
            % {"sum": f"{(left + spilt).normalize():f}", "dose": f"{dose_mg.normalize():f}"},
        )
        return None
    return use.Amounts(given_mg=dose_mg - left - spilt, not_used_mg=left, spilt_mg=spilt)


def _last_use(visit: Visit) -> Use | None:
    rows = Use.objects.filter(visit=visit).select_related(
        "room", "hand_over__order", "hand_over__container", "hand_over__kit", "hand_over__by",
        "hand_over__witness",
    )  # fmt: skip
    return rows.order_by("opened_at", "pk").last()


def _page(
    request: UnitRequest, visit: Visit, open_use: Use, form: EndForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    order = open_use.hand_over.order
    most = reading.attempts_max(visit, order=order, at=now)
    context: dict[str, Any] = {
        "visit": visit, "use": open_use, "form": form, "now": now, "attempts_max": most,
        "product": product(order) if order else None, "given": open_use.hand_over,
        "attempts": [str(n) for n in range(1, min(most or ATTEMPTS_SHOWN, ATTEMPTS_SHOWN) + 1)],
        "attempts_chosen": str(form["attempts"].value() or "1"),
        "banner": banner(visit, reader=request.user),
    }  # fmt: skip
    return render(request, "dispensary/use.html", context, status=status)
