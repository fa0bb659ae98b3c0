"""The room board at a desk, on a tablet and on the wall; rooms cleaned, closed and opened."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vangnet.clinic.board import fresh, gallery_views, quick
from vangnet.clinic.board.cards import Board, Reader
from vangnet.clinic.board.reading import Look, board, look
from vangnet.clinic.dispensary.readiness.reading import ready
from vangnet.clinic.registry.actions import set_room_state, set_wall
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Room, RoomState, WallShows
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.live_part import live_part
from vangnet.clinic.staff.roles import Task


@require_safe
@for_task(Task.SEE_BOARD)
def rooms(request: UnitRequest) -> HttpResponse:
    """The board for whoever is signed in, or the part of it that is asked for every 2 seconds."""
    return _board(request, request.unit.pk, Reader(user=request.user, at=timezone.now()))


@require_safe
def wall(request: UnitRequest, unit: UUID) -> HttpResponse:
    """The board on the wall: no one is signed in; no name, no reading, no button.

    Of a patient it shows what the unit chose: nothing, the number, or the dose as well.
    """
    return _board(request, unit, Reader(user=None, at=timezone.now()))


def _board(request: UnitRequest, unit: UUID, reader: Reader) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _fragment(request, unit, reader)
    known = look(unit, at=reader.at)
    if known is None:
        raise Http404
    with timezone.override(zone_of(known.unit)):
        return _whole(request, board(known, reader=reader), reader)


def _whole(request: UnitRequest, seen: Board, reader: Reader) -> HttpResponse:
    page = "board/wall.html" if reader.on_the_wall else "board/rooms.html"
    context = {
        "loaded_at": reader.at, "unit": seen.unit,
        "may_choose_wall": reader.may(Task.CHOOSE_WALL),
        "may_record_incident": reader.may(Task.RECORD_INCIDENT),
        "may_see_incidents": reader.may(Task.SEE_INCIDENTS),
    }  # fmt: skip
    return render(request, page, context | _live(seen, reader))


def _live(seen: Board, reader: Reader) -> dict[str, Any]:
    """What the live part shows. Stock and staff are nobody's business on the wall."""
    told: dict[str, Any] = {"board": seen, "wall": reader.on_the_wall}
    if not reader.on_the_wall:
        told["readiness"] = ready(seen.unit, at=reader.at)
        told["may_check_unit"] = reader.may(Task.CHECK_UNIT)
    return told


def _fragment(request: UnitRequest, unit: UUID, reader: Reader) -> HttpResponse:
    """The live part. Fifty boards that ask at once are shown what one of them was answered."""
    kind = (reader.user.role if reader.user else "", get_language())
    part = fresh.of(unit, kind=kind, make=lambda known: _made(request, known, reader))
    if part is None:
        raise Http404
    session = quick.session_of(request, reader.user.pk) if reader.user else None
    return quick.show(
        live_part(request, part.text, tag=part.etag),
        quick.Shown(unit=unit, kind=kind, session=session),
    )


def _made(request: UnitRequest, known: Look, reader: Reader) -> str:
    seen = board(known, reader=reader)
    with timezone.override(zone_of(seen.unit)):
        return render_to_string("board/live.html", _live(seen, reader), request=request)


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


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.CHOOSE_WALL)
def choose_wall(request: UnitRequest) -> HttpResponse:
    """What the board on the wall shows of a patient, where other patients may see it."""
    chosen = request.POST.get("shows", "")
    if request.method == "POST":
        if chosen not in WallShows.values:
            raise Http404
        set_wall(unit=request.unit, shows=WallShows(chosen), by=request.user)
        messages.success(request, _("The wall shows this from now on."))
        return redirect("board:rooms")
    return render(request, "board/choose_wall.html", {"now": request.unit.wall_shows})


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
