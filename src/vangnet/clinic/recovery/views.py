"""After the dose: the clock, the signs, the check at the door, and the way out."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vangnet.clinic.dispensary.hatch_page import product
from vangnet.clinic.dispensary.ordered import further, order_on
from vangnet.clinic.reception.banner import banner, next_page, visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import actions, facts, known, reading
from vangnet.clinic.recovery.alarm_views import strip
from vangnet.clinic.recovery.forms import AgainstAdviceForm, ExitForm, SignsForm
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.rules.limits import Watch
from vangnet.rules.visit import Stage


@require_safe
@for_task(Task.OBSERVE)
def visit(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The page of one patient in recovery; elsewhere in the visit, the page of that step."""
    kept = visit_or_404(request, visit)
    if kept.stage != Stage.RECOVERING and not _back_at_the_hatch(kept):
        return redirect(next_page(kept) if kept.closed_at is None else "board:rooms")
    return _page(request, kept)


@require_POST
@for_task(Task.OBSERVE)
def signs(request: UnitRequest, visit: UUID) -> HttpResponse:
    """Keep signs at this moment."""
    kept = visit_or_404(request, visit)
    watch = _watch(kept)
    form = SignsForm(request.POST, watch=watch)
    if not form.is_valid():
        return _page(request, kept, signs_form=form)
    seen = form.cleaned_data
    actions.observe(
        visit=kept,
        signs=actions.Signs(
            **reading.sedation(seen["sedation"], watch), spo2_percent=seen["spo2"],
            breaths_per_minute=seen["breaths"], pulse_per_minute=seen["pulse"],
        ),
        by=request.user, at=timezone.now(), request_id=seen["request_id"],
    )  # fmt: skip
    return redirect("recovery:visit", visit=kept.pk)


@require_POST
@for_task(Task.RELEASE)
def exit_check(request: UnitRequest, visit: UUID) -> HttpResponse:
    """Keep the check at the door and, when the rule allows it, let the patient go."""
    kept, at = visit_or_404(request, visit), timezone.now()
    watch = _watch(kept)
    oxygen = reading.oxygen_asked(facts.uses(kept))
    form = ExitForm(request.POST, oxygen_needed=oxygen is not None, watch=watch)
    if kept.closed_at is not None:
        return redirect("board:rooms")
    if not form.is_valid():
        return _page(request, kept, exit_form=form)
    seen = form.cleaned_data
    actions.observe(
        visit=kept,
        signs=actions.Signs(
            **reading.sedation(seen["sedation"], watch), asleep=seen["asleep"],
            signs=tuple(seen["signs"]), spo2_percent=seen["spo2"], is_exit_check=True,
        ),
        by=request.user, at=at, request_id=seen["request_id"],
    )  # fmt: skip
    leaving = actions.release(visit=kept, by=request.user, at=at)
    if leaving.departure is None:
        return _page(request, kept, status=HTTPStatus.CONFLICT)
    messages.success(request, _("%(number)s has left.") % {"number": kept.patient.number})
    return redirect("board:rooms")


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.RELEASE)
def against_advice(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The patient goes before the rule allows it: recorded as that, and the next dose waits."""
    kept, at = visit_or_404(request, visit), timezone.now()
    if kept.stage != Stage.RECOVERING and not _back_at_the_hatch(kept):
        return redirect("board:rooms")
    form = AgainstAdviceForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        leaving = actions.leave_against_advice(
            visit=kept, owner=form.cleaned_data["owner"], by=request.user, at=at,
            reached_by=form.cleaned_data["reached_by"],
        )  # fmt: skip
        if leaving.departure is None:  # an open dose, or an emergency that runs
            for one in reading.open_reasons(leaving.decision):
                messages.error(request, f"{one.sentence} {one.do}")
            return redirect("recovery:visit", visit=kept.pk)
        messages.warning(
            request,
            _("%(number)s left against advice. The next dose waits for %(name)s.")
            % {"number": kept.patient.number, "name": form.cleaned_data["owner"].display_name},
        )
        return redirect("board:rooms")
    return form_page(
        request, form, template="recovery/against_advice.html",
        title=_("%(number)s leaves against advice") % {"number": kept.patient.number},
        button=_("Record that the patient left"),
        back_url=reverse("recovery:visit", args=[kept.pk]),
        banner=banner(kept, reader=request.user),
        open=reading.open_reasons(actions.may_go(visit=kept, at=at)),
    )  # fmt: skip


def _back_at_the_hatch(visit: Visit) -> bool:
    """Checked again after a dose, for one of another drug: the way out is still from here."""
    return visit.stage == Stage.CHECKED and facts.last_use(visit) is not None


def _watch(visit: Visit) -> Watch | None:
    """The signed lines of the last dose: its scale is the one that is read."""
    return next(reversed(facts.watches(facts.uses(visit))), None)


def _page(
    request: UnitRequest, visit: Visit, *, signs_form: SignsForm | None = None,
    exit_form: ExitForm | None = None, status: HTTPStatus | None = None,
) -> HttpResponse:  # fmt: skip
    at, uses = timezone.now(), facts.uses(visit)
    if not uses:
        return redirect("board:rooms")
    room = known.of_visit(visit, at=at)
    use = reading.longest_clock(uses)
    limits = reading.limits_of(use)
    clock = reading.clock_of(use, limits, restarted_at=facts.clock_from(uses))
    decision = actions.may_go(visit=visit, at=at)
    oxygen, watch = reading.oxygen_asked(uses), _watch(visit)
    bound = signs_form or exit_form
    context: dict[str, Any] = {
        "visit": visit, "banner": banner(visit, reader=request.user), "now": at, "use": use,
        "clock": clock, "time_is_over": clock is not None and at >= clock["until"],
        "dose_words": reading.dose_in_words(use), "lines": reading.signs_of(visit, room),
        "checks": reading.checks(visit, decision, clock=clock, at=at),
        "reasons": reading.open_reasons(decision), "refused": status is not None,
        "oxygen": oxygen, "form": bound,
        "signs_form": signs_form or SignsForm(watch=watch),
        "exit_form": exit_form or ExitForm(oxygen_needed=oxygen is not None, watch=watch),
        "strip": strip(request, visit, room=room, at=at), "look": reading.next_look(room, at=at),
        "gone_since": facts.gone_since(visit),
        "further": [(product(one), order_on(one, visit.clinic_day)) for one in further(visit)],
    }  # fmt: skip
    shown = status or (HTTPStatus.UNPROCESSABLE_ENTITY if bound else HTTPStatus.OK)
    return render(request, "recovery/visit.html", context, status=shown)
