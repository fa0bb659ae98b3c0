"""Patients: the list with its search, one patient's page, and one stored decision.

Names for those who may see identity, clinical facts for those who may see them; the search goes
by POST, so that no name stands in an address.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.board import chart
from vangnet.clinic.board.record.dose_chart import SPANS
from vangnet.clinic.board.record.page import clinical
from vangnet.clinic.dispensary.models import HandOver
from vangnet.clinic.reception.banner import person
from vangnet.clinic.reception.finding import find
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.decision import Refusal
from vangnet.rules.wording import explain, wording

LIST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.SEE_BOARD)
def patients(request: UnitRequest) -> HttpResponse:
    """Everyone of the unit, or who the search finds."""
    asked = request.POST.get("q", "").strip()[:80]
    known = Patient.objects.filter(unit=request.unit).select_related("identity")
    names = request.user.may(Task.SEE_IDENTITY)
    if asked and names:
        found = list(find(request.unit, asked))
    elif asked:
        found = list(known.filter(number__iexact=asked))
    else:
        found = list(known.order_by("number")[:LIST_SHOWN])
    context = {
        "patients": found[:LIST_SHOWN], "asked": asked, "names": names, "all": known.count(),
        "today": timezone.now(), "may_open": names or request.user.may(Task.SEE_CLINICAL),
        "clinical": request.user.may(Task.SEE_CLINICAL),
        "may_outcomes": request.user.may(Task.SEE_OUTCOMES),
        "may_plan": request.user.may(Task.PLAN_APPOINTMENTS),
        "may_count": request.user.may(Task.COUNT_COMPLAINTS),
    }  # fmt: skip
    return render(request, "registry/patients.html", context)


@require_safe
@for_task(Task.SEE_BOARD)
def patient(request: UnitRequest, patient: UUID) -> HttpResponse:
    reader = request.user
    if not (reader.may(Task.SEE_IDENTITY) or reader.may(Task.SEE_CLINICAL)):
        raise PermissionDenied(_("This page is for staff with another task."))
    kept, at = patient_or_404(patient, unit=request.unit), timezone.now()
    today = clinic_day_of(request.unit, at=at)
    context = {
        "patient": kept, "banner": person(kept, reader=reader), "today": today, "now": at,
        "clinical": reader.may(Task.SEE_CLINICAL), "timeline": chart.timeline(kept, reader=reader),
        "words": wording(get_language() or "en")["words"],
        "may_prescribe": reader.may(Task.PRESCRIBE), "may_hold": reader.may(Task.PUT_ON_HOLD),
        "may_letter": reader.may(Task.MAKE_LETTER),
        "may_outcomes": reader.may(Task.SEE_OUTCOMES),
    }  # fmt: skip
    if context["clinical"]:
        asked = request.GET.get("days", "")
        span = next((one for one in SPANS if str(one) == asked), None)
        context |= clinical(kept, reader=reader, today=today, at=at, span=span)
    return render(request, "registry/patient.html", context)


@require_safe
@for_task(Task.SEE_CLINICAL)
def decision(request: UnitRequest, hand_over: UUID) -> HttpResponse:
    """One answer of the gate as it was stored: every reason, and the version it was given by."""
    rows = HandOver.objects.select_related("patient__identity", "by", "witness", "protocol")
    mine = Q(unit=request.unit) | Q(patient__unit=request.unit)  # given here, or to ours elsewhere
    kept = rows.filter(mine, pk=hand_over).first()
    if kept is None:
        raise Http404
    zone, language = timezone.get_current_timezone(), get_language() or "en"
    reasons = [explain(Refusal.from_json(one), language, zone) for one in kept.reasons]
    context = {
        "dose": kept, "reasons": reasons, "banner": person(kept.patient, reader=request.user),
        "words": wording(language)["words"], "today": kept.clinic_day,
    }  # fmt: skip
    return render(request, "registry/decision.html", context)
