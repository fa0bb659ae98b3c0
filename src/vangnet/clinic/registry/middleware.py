"""Every page knows its reader's unit, and says what to do when the database refuses."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from vangnet.clinic.journal.actions import GuardRefused, RequestReused
from vangnet.clinic.registry.facts import zone_of
from vangnet.clinic.registry.models import Unit

Respond = Callable[[HttpRequest], HttpResponse]


class UnitMiddleware:
    """Sets `request.unit` (where the signed-in person works, or None) and that unit's time zone."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.unit = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            here = Unit.objects.filter(workplace__user=request.user).first()
            request.unit = here  # type: ignore[attr-defined]
            with timezone.override(zone_of(here) if here else None):
                return self.get_response(request)
        return self.get_response(request)


class NotSavedMiddleware:
    """A guard of the database refused, or it did not answer: say so, never with a trace."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RequestReused):
            why = _("This page was sent before with other content. Open it anew.")
            return self._page(request, why, HTTPStatus.CONFLICT)
        if isinstance(error, GuardRefused):
            return self._page(request, error.sentence, HTTPStatus.CONFLICT)
        if isinstance(error, IntegrityError):
            why = getattr(getattr(error.__cause__, "diag", None), "message_primary", "") or ""
            return self._page(request, why, HTTPStatus.CONFLICT)
        if isinstance(error, OperationalError):
            return self._page(request, "", HTTPStatus.SERVICE_UNAVAILABLE)
        return None

    def _page(self, request: HttpRequest, why: str, status: HTTPStatus) -> HttpResponse:
        return render(request, "not_saved.html", {"why": why}, status=status)
