"""Notes, consent and complaints: each a short form, and the unit's list of complaints."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vangnet.clinic.consulting.care import talking, words
from vangnet.clinic.consulting.care.page import form_about, given
from vangnet.clinic.consulting.care.talk_forms import (
    ComplaintForm,
    ComplaintStepForm,
    ConsentForm,
    NoteForm,
    WithdrawForm,
)
from vangnet.clinic.consulting.life import life_of
from vangnet.clinic.consulting.models import Complaint, Note
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.care import ComplaintMove, ConsentScope, NoteKind


@for_task(Task.KEEP_HEALTH_RECORD)
def note(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form = NoteForm(**given(request))
    if form.is_valid():
        written = form.cleaned_data
        new = talking.write_note(
            patient=kept, kind=NoteKind(written["kind"]), about_at=written["about_at"],
            words=written["words"], by=request.user, at=form.at,
            request_id=written["request_id"],
        )  # fmt: skip
        late = _("The note is kept, marked as a late entry.")
        messages.success(request, late if new.is_late else _("The note is kept."))
        return redirect("care:patient", patient=kept.pk)
    return form_about(request, kept, form, title=_("Add a note"), button=_("Keep this note"))


@for_task(Task.KEEP_HEALTH_RECORD)
def addendum(request: UnitRequest, note: UUID) -> HttpResponse:
    known = Note.objects.filter(patient__unit=request.unit, addendum_to__isnull=True)
    first = get_object_or_404(known.select_related("patient__unit", "patient__identity"), pk=note)
    form = NoteForm(**given(request, addendum=True))
    if form.is_valid():
        talking.write_note(
            patient=first.patient, kind=NoteKind(first.kind), about_at=first.about_at,
            words=form.cleaned_data["words"], by=request.user, at=form.at, addendum_to=first,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        return redirect("care:patient", patient=first.patient_id)
    return form_about(
        request, first.patient, form, title=_("Add to this note"), button=_("Keep this addition"),
        fact=first.words,
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def consent(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    form = ConsentForm(**given(request, life=life_of(kept)))
    if form.is_valid():
        written = form.cleaned_data
        talking.give_consent(
            patient=kept, scope=ConsentScope(written["scope"]), on=written["on"],
            form_version=written["form_version"], witness=written["witness"],
            words=written["words"], by=request.user, at=form.at,
            request_id=written["request_id"],
        )  # fmt: skip
        messages.success(request, _("The consent is kept."))
        return redirect("care:patient", patient=kept.pk)
    return form_about(request, kept, form, title=_("Consent given"), button=_("Keep this consent"))


@for_task(Task.KEEP_HEALTH_RECORD)
def withdraw(request: UnitRequest, patient: UUID, scope: str) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    if scope not in set(ConsentScope):
        raise Http404
    form = WithdrawForm(**given(request, life=life_of(kept)))
    if form.is_valid():
        written = form.cleaned_data
        talking.withdraw_consent(
            patient=kept, scope=ConsentScope(scope), on=written["on"], words=written["words"],
            by=request.user, at=form.at, request_id=written["request_id"],
        )  # fmt: skip
        messages.success(request, _("That the consent was taken back is kept."))
        return redirect("care:patient", patient=kept.pk)
    return form_about(
        request, kept, form, title=_("Consent taken back"), button=_("Keep that it is taken back"),
        fact=words.SCOPES[scope],
    )  # fmt: skip


@for_task(Task.KEEP_HEALTH_RECORD)
def complaint(request: UnitRequest, patient: UUID) -> HttpResponse:
    kept = patient_or_404(patient, unit=request.unit)
    life = replace(life_of(kept), died_on=None)  # relatives complain afterwards as well
    form = ComplaintForm(**given(request, life=life))
    if form.is_valid():
        written = form.cleaned_data
        talking.receive_complaint(
            patient=kept, received_on=written["received_on"], words=written["words"],
            by=request.user, at=form.at, request_id=written["request_id"],
        )  # fmt: skip
        messages.success(request, _("The complaint is kept."))
        return redirect("care:patient", patient=kept.pk)
    return form_about(request, kept, form, title=_("A complaint"), button=_("Keep this complaint"))


@for_task(Task.KEEP_HEALTH_RECORD)
def step(request: UnitRequest, complaint: UUID) -> HttpResponse:
    known = Complaint.objects.filter(unit=request.unit)
    kept = get_object_or_404(
        known.select_related("patient__unit", "patient__identity"), pk=complaint
    )
    form = ComplaintStepForm(**given(request))
    if form.is_valid():
        moved = talking.move_complaint(
            complaint=kept, move=ComplaintMove(form.cleaned_data["move"]),
            words=form.cleaned_data["words"], by=request.user, at=form.at,
            request_id=form.cleaned_data["request_id"],
        )  # fmt: skip
        if moved is None:
            messages.error(request, _("This complaint is closed."))
        return redirect("care:complaints")
    steps = kept.steps.select_related("recorded_by").order_by("recorded_at")
    return form_about(
        request, kept.patient, form, title=_("A complaint"), button=_("Keep this step"),
        template="care/complaint.html", complaint=kept, back_url=reverse("care:complaints"),
        steps=[(words.MOVES[one.move], one) for one in steps],
    )  # fmt: skip


@require_safe
@for_task(Task.COUNT_COMPLAINTS)
def complaints(request: UnitRequest) -> HttpResponse:
    """The list for who works with them; for others only how many."""
    today = clinic_day_of(request.unit, at=timezone.now())
    rows = Complaint.objects.filter(unit=request.unit).prefetch_related("steps__recorded_by")
    rows = rows.select_related("patient").order_by("-received_on", "-pk")
    listed = [(one, *_state(one, today)) for one in rows]
    states = [state for _one, state, *_rest in listed]
    context = {
        "rows": listed if request.user.may(Task.READ_NOTES) else None, "count": len(listed),
        "open": len(states) - states.count("closed"), "late": states.count("late"),
        "may_write": request.user.may(Task.KEEP_HEALTH_RECORD),
    }  # fmt: skip
    return render(request, "care/complaints.html", context)


def _state(one: Complaint, today: date) -> tuple[str, str]:
    """closed, answered, late or open; and who has it."""
    steps = sorted(one.steps.all(), key=lambda step: step.recorded_at)
    moves = {step.move for step in steps}
    owner = steps[-1].recorded_by.display_name if steps else ""
    for move in (ComplaintMove.CLOSED, ComplaintMove.ANSWERED):
        if move in moves:
            return move.value, owner
    late = one.answer_by_on is not None and one.answer_by_on < today
    return "late" if late else "open", owner
