"""The request as a page of a unit gets it, once `for_task` has let it in."""

from django.http import HttpRequest

from vangnet.clinic.registry.models import Unit
from vangnet.clinic.staff.models import User


class UnitRequest(HttpRequest):
    """Signed in, and at a unit. Only to name the types: the middlewares set both."""

    user: User
    unit: Unit
