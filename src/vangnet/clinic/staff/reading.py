"""Which people the sign-in page shows: the staff of one unit, and what is made up about them."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db.models import F, QuerySet

from vangnet.clinic.staff.models import User


def people_of(unit_key: Any) -> QuerySet[User]:
    """Everyone who can sign in at that unit, who signed in last first."""
    return User.objects.filter(workplace__unit=unit_key, is_active=True).order_by(
        F("last_login").desc(nulls_last=True), "display_name"
    )


DEMONSTRATION = "vangnet.clinic.board.day.demonstration"  # an outer room: asked for by its name


def demonstration_accounts(people: list[User]) -> list[list[str]]:
    """Of `people`, who can sign in as what with the made-up password: name, who, password, PIN."""
    if find_spec(DEMONSTRATION) is None:
        return []
    known = {one.username for one in people}
    return [row for row in import_module(DEMONSTRATION).people() if row[0] in known]
