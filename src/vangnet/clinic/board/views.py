"""The room board at a desk, on a tablet and on the wall; rooms cleaned, closed and opened."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from vangnet.clinic.board import gallery_views
from vangnet.clinic.board.reading import Board, Reader, board
from vangnet.clinic.registry.actions import set_room_state
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Room, RoomState
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task


@require_safe
@for_task(Task.SEE_BOARD)
def rooms(request: UnitRequest) -> HttpResponse:
    """The board for whoever is signed in, or the part of it that is asked for every 2 seconds."""
    reader = Reader(user=request.user, at=timezone.now())
    return _show(request, board(request.unit.pk, reader=reader), wall=False, at=reader.at)


@require_safe
def wall(request: UnitRequest, unit: UUID) -> HttpResponse:
    """The board on the wall: no one is signed in; no name, no dose, no reading, no button."""
    reader = Reader(user=None, at=timezone.now())
    seen = board(unit, reader=reader)
    if seen.unit is None:
        raise Http404
    with timezone.override(zone_of(seen.unit)):
        return _show(request, seen, wall=True, at=reader.at)


def _show(request: UnitRequest, seen: Board, *, wall: bool, at: datetime) -> HttpResponse:
    context: dict[str, Any] = {"board": seen, "wall": wall}
    if not request.htmx:  # type: ignore[attr-defined]
        page = "board/wall.html" if wall else "board/rooms.html"
        return render(request, page, context | {"loaded_at": at, "unit": seen.unit})
    fragment = render_to_string("board/live.html", context, request=request)
    etag = f'"{sha256(fragment.encode()).hexdigest()[:32]}"'
    response = HttpResponse(fragment)
    response["ETag"], response["Cache-Control"] = etag, "no-cache, private"
    return get_conditional_response(request, etag=etag, response=response) or response


@require_POST
@for_task(Task.CLEAN_ROOM)
def set_room(request: UnitRequest) -> HttpResponse:
    """Clean, close or open one room of this unit."""
    room = _room_or_404(request)
    wanted = request.POST.get("state", RoomState.READY.value)
    if wanted not in RoomState.values:
        raise Http404
    set_room_state(room=room, state=RoomState(wanted), by=request.user, at=timezone.now())
    return redirect("board:states" if request.POST.get("back") else "board:rooms")


@require_safe
@for_task(Task.CLEAN_ROOM)
def states(request: UnitRequest) -> HttpResponse:
    """Every room with what can be done to it: clean, close, open."""
    kept = Room.objects.filter(unit=request.unit).order_by("number")
    return render(request, "board/states.html", {"rooms": kept})


@require_safe
def emergency_paper(request: UnitRequest) -> HttpResponse:
    """What to do now, for everyone, also when nobody is signed in. No clinical number."""
    return render(request, "board/emergency_paper.html")


@require_safe
@for_task(Task.SEE_BOARD)
def parts(request: UnitRequest) -> HttpResponse:
    """Every part of the pages, in a demonstration only."""
    if not request.unit.is_demonstration:
        raise Http404
    return gallery_views.gallery(request)


def _room_or_404(request: UnitRequest) -> Room:
    try:
        key = UUID(request.POST.get("room", ""))
    except ValueError:
        raise Http404 from None
    room = Room.objects.filter(pk=key, unit=request.unit).first()
    if room is None:
        raise Http404
    return room
