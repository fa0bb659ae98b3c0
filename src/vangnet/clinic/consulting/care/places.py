"""The places of the body where one may inject, and where each stands on the drawing.

Seen from the front, so the person's right arm is on the reader's left. Which places are good for a
needle is not said here: that is found when somebody looks.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WIDTH, HEIGHT = 200, 330
MIDDLE = WIDTH // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: Promise
    x: int
    y: int


_BOTH_SIDES: tuple[tuple[str, Any, Any, int, int], ...] = (
    ("upper_arm", _("Right upper arm"), _("Left upper arm"), 44, 96),
    ("elbow", _("Right crook of the arm"), _("Left crook of the arm"), 53, 122),
    ("forearm", _("Right forearm"), _("Left forearm"), 62, 148),
    ("hand", _("Right hand"), _("Left hand"), 70, 176),
    ("groin", _("Right groin"), _("Left groin"), 15, 172),
    ("thigh", _("Right thigh"), _("Left thigh"), 22, 206),
    ("lower_leg", _("Right lower leg"), _("Left lower leg"), 22, 262),
    ("foot", _("Right foot"), _("Left foot"), 24, 308),
)
PLACES: tuple[Place, ...] = (
    Place(code="neck", name=_("Neck"), x=MIDDLE, y=58),
    *(
        place
        for code, right, left, aside, y in _BOTH_SIDES
        for place in (
            Place(code=f"right_{code}", name=right, x=MIDDLE - aside, y=y),
            Place(code=f"left_{code}", name=left, x=MIDDLE + aside, y=y),
        )
    ),
    Place(code="abdomen", name=_("Belly"), x=MIDDLE, y=140),
)
NAMES: dict[str, Promise] = {one.code: one.name for one in PLACES}
