"""The made-up unit next door: staff, rooms and stock, and nobody in treatment.

There only so that guest days and a move to another unit can be tried from both sides.
"""

from datetime import datetime, time

from vangnet.clinic.board.day import accounts, ward
from vangnet.clinic.board.day.cabinet import SALTS
from vangnet.clinic.registry.models import Unit
from vangnet.rules.amounts import Route

CODE = "oosterkade"
NAME = "Unit Oosterkade (demonstration)"
ROOMS = 4
KITS = 40


def keep(*, at: datetime, day_starts_at: time) -> Unit:
    """Ready for a guest by every route that the made-up units know."""
    made = ward.make(
        code=CODE, name=NAME, rooms=ROOMS, at=at, day_starts_at=day_starts_at,
        who=accounts.NEXT_DOOR,
    )  # fmt: skip
    for route in SALTS:
        made.cabinet.receive(route=route, at=at)
    for route, letter in ((Route.INTRAVENOUS, "A"), (Route.INHALED, "B")):
        made.cabinet.receive_kits(route=route, number=f"EAST-{letter}", amount=KITS, at=at)
    return made.unit
