"""A part of a page that is asked for again and again: not sent again while it says the same."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def tag_of(text: str) -> str:
    """The ETag of a part: the same for the same text, in every process."""
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def live_part(request: HttpRequest, text: str, *, tag: str = "") -> HttpResponse:
    """The part, or 304 for who has it already. `tag` where it was worked out before."""
    tag = tag or tag_of(text)
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponseNotModified() if same else HttpResponse(text)
    response["ETag"], response["Cache-Control"] = tag, "no-cache, private"
    return response
