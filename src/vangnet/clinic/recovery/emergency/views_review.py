"""The prescriber's review of the next dose: the only page that lifts the lock."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vangnet.clinic.reception.banner import person
from vangnet.clinic.recovery.emergency import facts, place
from vangnet.clinic.recovery.emergency.forms import ReviewForm
from vangnet.clinic.recovery.emergency.review import NextDose
from vangnet.clinic.recovery.emergency.review import review as keep
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def review(request: UnitRequest, emergency: UUID) -> HttpResponse:
    kept, at = place.emergency_or_404(emergency, unit=request.unit), place.moment()
    if kept.ended_at is None or not facts.is_locked(kept):
        return redirect("emergency:screen", kept.pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        done = keep(
            emergency=kept, next_dose=NextDose(typed["next_dose"]), words=typed["words"],
            by=request.user, at=at, request_id=typed["request_id"],
        )  # fmt: skip
        if done.review and done.review.releases:
            messages.success(request, _("Released. The next dose is asked of the gate again."))
        else:
            messages.warning(request, _("Kept. Opioids stay locked."))
        return redirect("emergency:screen", kept.pk)
    return form_page(
        request, form, title=_("Review after the overdose"), button=_("Sign the review"),
        back_url=reverse("emergency:screen", args=[kept.pk]), template="emergency/review.html",
        banner=person(kept.patient, reader=request.user), today=clinic_day_of(kept.unit, at=at),
        emergency=kept,
        fact=_("Opioids are locked since %(time)s, at every unit. Only this review lifts the lock.")
        % {"time": timezone.localtime(kept.started_at).strftime("%H:%M")},
    )  # fmt: skip
