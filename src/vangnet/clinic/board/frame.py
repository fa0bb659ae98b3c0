"""What the frame of every page needs: the tabs a role sees and the time of the server.

A context processor, so that no page repeats it. It reads no table of a room; what may be done
behind a tab is decided there, not here.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

# Order on the bar, the page behind it, its word. Alt+1 to 6 follow this order.
TABS = (
    ("rooms", "board:rooms", gettext_lazy("Rooms")),
    ("desk", "reception:desk", gettext_lazy("Desk")),
    ("hatch", "dispensary:hatch", gettext_lazy("Hatch")),
    ("patients", "registry:patients", gettext_lazy("Patients")),
    ("orders", "consulting:orders", gettext_lazy("Orders")),
    ("register", "vault:register", gettext_lazy("Register")),
    ("figures", "report:board", gettext_lazy("Figures")),
)
SEEN_BY = {
    "desk": {"rooms", "desk", "patients"},
    "nurse": {"rooms", "desk", "hatch", "patients", "register"},
    "prescriber": {"rooms", "hatch", "patients", "orders"},
    "pharmacist": {"rooms", "patients", "orders", "register"},
    "manager": {"rooms", "patients", "register", "figures"},
    "auditor": {"rooms", "patients", "orders", "register", "figures"},
}


def frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "tabs": tabs_for(getattr(getattr(request, "user", None), "role", ""), path=request.path),
        "clock_at": timezone.now(),
        "switch_user_url": page_or_none("staff:switch-user"),
        "sign_out_url": page_or_none("staff:sign-out"),
    }


def tabs_for(role: str, *, path: str) -> list[dict[str, Any]]:
    """A tab stands there only for who works behind it, and only when its page exists."""
    seen = SEEN_BY.get(role, set())
    pages = [(key, page_or_none(name), label) for key, name, label in TABS if key in seen]
    here = _longest_match([url for _key, url, _label in pages if url], path=path)
    return [
        {"icon": key, "url": url, "label": label, "current": url == here}
        for key, url, label in pages
        if url
    ]


def _longest_match(urls: list[str], *, path: str) -> str | None:
    return max((url for url in urls if path.startswith(url)), key=len, default=None)


def page_or_none(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
