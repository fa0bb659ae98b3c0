"""Who left against advice: the tries to reach them, until one does."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vangnet.clinic.reception.banner import banner, visit_or_404
from vangnet.clinic.recovery import following
from vangnet.clinic.recovery.forms import TryForm
from vangnet.clinic.recovery.models import FollowUp
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.roles import Task


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.OBSERVE)
def follow_up(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The search for one patient: who owns it, until when, each try, and a new one."""
    kept = visit_or_404(request, visit)
    found = FollowUp.objects.filter(departure__visit=kept).select_related("owner", "departure")
    search = found.first()
    if search is None:
        raise Http404
    form = TryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        following.keep_try(
            follow_up=search, is_reached=typed["is_reached"], words=typed["words"],
            by=request.user, at=timezone.now(), request_id=typed["request_id"],
        )  # fmt: skip
        messages.success(request, _("Kept."))
        return redirect("recovery:follow-up", visit=kept.pk)
    tries = list(search.tries.select_related("by").order_by("at"))
    return form_page(
        request, form, template="recovery/follow_up.html",
        title=_("%(number)s left against advice") % {"number": kept.patient.number},
        button=_("Keep this try"), back_url=reverse("tasks:list"),
        banner=banner(kept, reader=request.user), search=search, tries=tries,
        reached=next((one for one in tries if one.is_reached), None), now=timezone.now(),
    )  # fmt: skip
