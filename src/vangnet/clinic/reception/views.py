"""The desk: find, confirm who it is, check in, see who waits, let someone go without a dose."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.reception import actions, facts
from vangnet.clinic.reception.banner import banner, next_page, person, visit_or_404
from vangnet.clinic.reception.finding import FOUND_MAX, find, look_alikes
from vangnet.clinic.reception.forms import CheckInForm, FindForm
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.reception.wording import door_sentence, queue_row
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.here import patients_at
from vangnet.clinic.registry.models import Patient, PatientPhoto
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.visit import Stage


@for_task(Task.CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: UnitRequest) -> HttpResponse:
    """The queue, and the search. One patient found opens at once under an opaque key."""
    if request.method != "POST":
        return render(request, "reception/desk.html", _queue(request))
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "reception/desk.html", {**_queue(request), "find": form}, status=422)
    today = clinic_day_of(request.unit, at=timezone.now())
    found = find(request.unit, form.cleaned_data["q"], day=today)
    if len(found) == 1:
        return redirect("reception:found", found[0].pk)
    context = {
        "find": form, "searched": True, "too_many": len(found) > FOUND_MAX,
        "found": [(one, person(one, reader=request.user)) for one in found[:FOUND_MAX]],
    }  # fmt: skip
    return render(request, "reception/desk.html", {**_queue(request), **context})


@for_task(Task.CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: UnitRequest, patient: UUID) -> HttpResponse:
    """One patient: compare the face, ask for the birth date, check in."""
    known = _patient(request, patient)
    if request.method != "POST":
        return _found_page(request, known, CheckInForm(initial={"request_id": uuid4()}))
    form = CheckInForm(request.POST)
    if not form.is_valid():
        return _found_page(request, known, form, status=422)
    try:
        answer = actions.check_in(
            unit=request.unit, patient=known, by=request.user, at=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip
    except RequestReused:
        form.add_error(None, _("This page was used for another patient. Open it again."))
        return _found_page(request, known, form, status=409)
    if answer.visit is None:
        for reason in answer.reasons:
            field, sentence = door_sentence(reason)
            form.add_error(field, sentence)
        return _found_page(request, known, form, status=409)
    messages.success(request, _("%(number)s is checked in.") % {"number": known.number})
    goes_on = request.user.may(Task.TEST_BREATH)
    return redirect(next_page(answer.visit) if goes_on else "reception:desk")


@for_task(Task.SEE_IDENTITY)
@require_safe
def photo(request: UnitRequest, patient: UUID) -> HttpResponse:
    """The face, for those who may see who a patient is, and kept by no cache between."""
    known = patients_at(request.unit, day=clinic_day_of(request.unit, at=timezone.now()))
    kept = PatientPhoto.objects.filter(patient__in=known.filter(pk=patient)).first()
    if kept is None:
        raise Http404
    answer = HttpResponse(bytes(kept.image), content_type=kept.content_type)
    answer["Cache-Control"] = "private, max-age=600"
    answer["Content-Disposition"] = "inline"
    return answer


@for_task(Task.CHECK_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def turn_away(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The patient goes without a dose. Asked once more on a page of its own, then done."""
    known = visit_or_404(request, visit)
    context = {"visit": known, "banner": banner(known, reader=request.user)}
    if known.closed_at is None and Stage(known.stage) not in facts.BEFORE_THE_DOSE:
        return render(
            request, "reception/turn_away.html", {**context, "too_late": True}, status=409
        )
    if request.method != "POST":
        return render(request, "reception/turn_away.html", context)
    try:
        actions.turn_away(visit=known, by=request.user, at=timezone.now())
    except actions.HadDose:
        late = {**context, "too_late": True}
        return render(request, "reception/turn_away.html", late, status=409)
    said = _("%(number)s left without a dose.") % {"number": known.patient.number}
    messages.info(request, said)
    return redirect("reception:desk")


def _patient(request: UnitRequest, key: UUID) -> Patient:
    known = patients_at(request.unit, day=clinic_day_of(request.unit, at=timezone.now()))
    patient = known.select_related("identity", "unit").filter(pk=key).first()
    if patient is None:
        raise Http404
    return patient


def _found_page(
    request: UnitRequest, patient: Patient, form: CheckInForm, *, status: int = 200
) -> HttpResponse:
    day = clinic_day_of(request.unit, at=timezone.now())
    shown = person(patient, reader=request.user)
    here = Visit.objects.filter(patient=patient, closed_at__isnull=True, unit=request.unit).first()
    taken = PatientPhoto.objects.filter(patient=patient).values_list("taken_on", flat=True).first()
    context = {
        "patient": patient, "shown": shown, "form": form, "here": here, "photo_taken_on": taken,
        "here_url": next_page(here) if here and request.user.may(Task.TEST_BREATH) else "",
        "alike": [
            (one, person(one, reader=request.user))
            for one in look_alikes(patient, unit=request.unit, day=day)
        ],
    }  # fmt: skip
    return render(request, "reception/desk.html", {**_queue(request), **context}, status=status)


def _queue(request: UnitRequest) -> dict[str, Any]:
    now = timezone.now()
    day = facts.day_at_the_desk(request.unit, day=clinic_day_of(request.unit, at=now), at=now)
    return {
        "day": day, "now": now, "find": FindForm(),
        "long_minutes": int(facts.WAITING_LONG.total_seconds() // 60),
        "queue": [queue_row(one, reader=request.user) for one in day.waiting],
    }  # fmt: skip
