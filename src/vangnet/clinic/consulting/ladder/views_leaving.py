"""Leaving treatment, with its consequences before the signature; and taking an exit back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.ladder import forms, leaving, reading
from vangnet.clinic.consulting.ladder.views import NONE_YET, done, given, page
from vangnet.clinic.consulting.models import TreatmentExit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.ladder import Follows


@for_task(Task.PRESCRIBE)
def leave(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form = forms.LeaveForm(**given(request))
    today = clinic_day_of(request.unit, at=form.at)
    reasons = NONE_YET
    if form.is_valid():
        answer = leaving.leave_treatment(
            patient=kept, new=form.exit, by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.row:
            return _left(request, answer.row)
        reasons = answer.reasons
    result = reading.consequences(kept, on=today)
    return page(
        request, kept, form, title=_("Leave treatment"), button=_("End HAT for this person"),
        reasons=reasons, template="ladder/leave.html", result=result,
    )  # fmt: skip


def _left(request: UnitRequest, row: TreatmentExit) -> HttpResponse:
    """To the ladder; or straight to the order for methadone, when it has yet to be written."""
    waiting = reading.methadone_without_order(
        request.unit, on=clinic_day_of(request.unit, at=row.signed_at)
    )
    if row.follows == Follows.METHADONE_HERE.value and any(one.exit == row for one in waiting):
        messages.warning(request, _("HAT has ended. Now write the order for methadone."))
        return redirect("consulting:order", patient=row.patient_id)
    return done(request, row.patient, _("HAT has ended. No dose is handed over from now on."))


@for_task(Task.PRESCRIBE)
def take_back(request: UnitRequest, exit: UUID) -> HttpResponse:
    rows = TreatmentExit.objects.select_related("patient__identity", "patient__unit")
    kept = rows.filter(pk=exit, patient__unit=request.unit, taken_back__isnull=True).first()
    if kept is None:
        raise Http404
    form = forms.TakeBackForm(**given(request))
    reasons = NONE_YET
    if form.is_valid():
        answer = leaving.take_back_exit(
            kept=kept, why=form.cleaned_data["why"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if answer.row:
            sentence = _("HAT runs on. It needs a new approval and a new order.")
            return done(request, kept.patient, sentence)
        reasons = answer.reasons
    return page(
        request, kept.patient, form, title=_("Take the exit back"), reasons=reasons,
        button=_("Take the exit back"),
        fact=_("HAT runs on as if it had not ended. No order and no approval comes back."),
        note=_("Methadone that began with the exit stays written down; end or correct it."),
    )  # fmt: skip
