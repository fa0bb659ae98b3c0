"""The alarm of one room: shown live on its page, answered by name; who is not in the room."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vangnet.clinic.reception.banner import visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.recovery import answering, device_values, facts, known, reading
from vangnet.clinic.recovery.alarm_words import Line, line
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.live_part import live_part
from vangnet.clinic.staff.roles import Task
from vangnet.rules.alarms import AlarmKind, RoomFacts, alarm_of


@require_safe
@for_task(Task.OBSERVE)
def live(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The line of this room, asked for every two seconds by its page."""
    kept, at = visit_or_404(request, visit), timezone.now()
    text = strip(request, kept, room=known.of_visit(kept, at=at), at=at)
    return live_part(request, text)


def strip(request: UnitRequest, visit: Visit, *, room: RoomFacts | None, at: datetime) -> str:
    """The live part of the page in recovery: its alarm, and what devices measure now."""
    oxygen = reading.oxygen_asked(facts.uses(visit))
    alarm = alarm_of(room) if room else None
    said: Line | None = line(alarm, visit=visit.pk, with_values=True) if alarm else None
    devices = device_values.of_visit(visit, at=at, oxygen_lowest=oxygen)
    context = {"line": said, "devices": devices, "oxygen": oxygen}
    return render_to_string("recovery/alarm.html", context, request=request)


@require_POST
@for_task(Task.OBSERVE)
def answer(request: UnitRequest) -> HttpResponse:
    """Somebody answers the alarm they read, in their own name."""
    visit, kind, what = _read(request)
    answered = answering.answer(
        visit=visit, kind=kind, what=what, by=request.user, at=timezone.now()
    )
    number = {"number": visit.patient.number}
    if answered.answer is not None:
        messages.success(request, _("Answered for %(number)s, in your name.") % number)
    elif answered.alarm is not None:
        messages.warning(
            request, _("Not answered: the alarm of %(number)s has changed. Read it.") % number
        )
    else:
        messages.info(request, _("The alarm of %(number)s is over.") % number)
    return _onwards(request, visit)


@require_POST
@for_task(Task.CLEAN_ROOM)
def gone(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The patient is not in the room, and was not let go."""
    kept = visit_or_404(request, visit)
    if answering.see_gone(visit=kept, by=request.user, at=timezone.now()) is not None:
        messages.warning(
            request,
            _("%(number)s is not in the room: every screen says so.")
            % {"number": kept.patient.number},
        )
    return _onwards(request, kept)


@require_POST
@for_task(Task.CLEAN_ROOM)
def back(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The patient was seen back in the room."""
    kept = visit_or_404(request, visit)
    if answering.see_back(visit=kept, by=request.user, at=timezone.now()) is not None:
        number = {"number": kept.patient.number}
        messages.success(request, _("%(number)s is back in the room.") % number)
    return _onwards(request, kept)


def _read(request: UnitRequest) -> tuple[Visit, AlarmKind, str]:
    """What the button sent: the visit, the kind of alarm, and the sign or device."""
    key, _colon, rest = request.POST.get("alarm", "").partition(":")
    kind, _colon, what = rest.partition(":")
    try:
        return visit_or_404(request, UUID(key)), AlarmKind(kind), what
    except ValueError:
        raise Http404 from None


def _onwards(request: UnitRequest, visit: Visit) -> HttpResponse:
    """Back to the page of the patient where the button stood there, else to the board."""
    to_visit = request.POST.get("from") == "visit" and request.user.may(Task.OBSERVE)
    return redirect(reverse("recovery:visit", args=[visit.pk]) if to_visit else "board:rooms")
