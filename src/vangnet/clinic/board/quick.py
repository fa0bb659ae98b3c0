"""Answers a board that asks again, before any work on a page, by one question to the database.

A board is first answered in full: who is it, may they, what do they see. Kept is what that answer
rested on: the very same request, and a hash of the rows of session, person and workplace as they
were *before* it. While those rows are the same, so is the verdict, and only then is the kept part
sent; whatever else is answered in full. The wall has no reader, so nothing to compare.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from vangnet.clinic.board import changes, fresh
from vangnet.clinic.staff.live_part import live_part

Respond = Callable[[HttpRequest], HttpResponse]
Asked = tuple[str, ...]
REMEMBERED = 1024  # boards, each in its language; more are answered in full once more
TELLS = (
    "HTTP_HOST",
    "HTTP_COOKIE",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_X_FORWARDED_PROTO",
    "QUERY_STRING",
)
OF_ITSELF = {"etag", "cache-control", "content-length", "content-type"}  # of each answer its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a full answer showed: of which unit, which kind of part, and to whom."""

    unit: UUID
    kind: fresh.Kind
    session: changes.Session | None  # None: the wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A full answer. `who`: the reader's rows as they were before it; None when not yet known."""

    shown: Shown
    who: str | None
    headers: dict[str, str]


def show(response: HttpResponse, shown: Shown) -> HttpResponse:
    """Says to the middleware below what the response shows."""
    response.shown = shown  # type: ignore[attr-defined]
    return response


class QuickBoard:
    """Stands before sessions and sign-in. Without a database the full page says what is wrong."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self._answered: dict[Asked, Answered] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if request.method != "GET" or meta.get("HTTP_HX_REQUEST") != "true":
            return self.get_response(request)
        asked = (request.path_info, *(meta.get(name, "") for name in TELLS))
        answered, who = self._answered.get(asked), None
        if answered is not None:
            part, who = self._again(answered)
            if part is not None:
                response = live_part(request, part.text, tag=part.etag)
                for name, value in answered.headers.items():
                    response[name] = value
                return response
        response = self.get_response(request)
        self._remember(asked, response, before=answered, who=who)
        return response

    def _again(self, answered: Answered) -> tuple[fresh.Part | None, str | None]:
        shown = answered.shown
        try:
            part, who = fresh.asked_again(shown.unit, kind=shown.kind, session=shown.session)
        except DatabaseError:
            return None, None
        is_same_reader = shown.session is None or (who is not None and who == answered.who)
        return (part if is_same_reader else None), who

    def _remember(
        self, asked: Asked, response: HttpResponse, *, before: Answered | None, who: str | None
    ) -> None:
        shown: Any = getattr(response, "shown", None)
        if shown is None or response.cookies:
            self._answered.pop(asked, None)
            return
        if len(self._answered) >= REMEMBERED:
            self._answered.clear()
        is_same = before is not None and before.shown == shown  # else it was of somebody else
        who = (who or before.who) if before and is_same else None  # what was enough, stays so
        headers = {k: v for k, v in response.items() if k.lower() not in OF_ITSELF}
        self._answered[asked] = Answered(shown=shown, who=who, headers=headers)


def session_of(request: HttpRequest, user: UUID) -> changes.Session:
    return changes.Session(key=request.COOKIES[settings.SESSION_COOKIE_NAME], user=user)
