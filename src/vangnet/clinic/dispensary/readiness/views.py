"""The page of the unit's readiness: how it stands, and the check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vangnet.clinic.dispensary.readiness import actions, facts, reading
from vangnet.clinic.dispensary.readiness.forms import CheckForm
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.staff.signing import OWN


@for_task(Task.CHECK_UNIT)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UnitRequest) -> HttpResponse:
    """Check the unit, or see how it stands."""
    now = timezone.now()
    last = facts.last_check(request.unit, at=now)
    form = CheckForm(request.POST or None, unit=request.unit, by=request.user, at=now, last=last)
    if form.is_valid():
        actions.check_unit(
            unit=request.unit, found=form.found(), signature=form.signatures[OWN], at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        stands = reading.ready(request.unit, at=form.at)
        tell = messages.success if stands.ready else messages.warning
        tell(request, _("The check is kept.") + " " + stands.line)
        return redirect("readiness:check")
    return form_page(
        request, form, title=_("Readiness of the unit"), button=_("Sign this check"),
        template="readiness/check.html", stands=reading.ready(request.unit, at=now), last=last,
        back_url=reverse("dispensary:hatch" if request.user.may(Task.HAND_OVER) else "home"),
    )  # fmt: skip
