"""Who may open a page. The table of tasks is roles.py; here it becomes a decorator for views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vangnet.clinic.staff.roles import Task

View = Callable[..., HttpResponse]


def for_task(task: Task) -> Callable[[View], View]:
    """Signed in, at work in a unit, and allowed to do `task`; else the page that says so."""

    def around(view: View) -> View:
        @login_required
        @wraps(view)
        def allowed(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponse:
            if getattr(request, "unit", None) is None:
                raise PermissionDenied(_("You have no workplace yet. Ask the manager to add one."))
            if not request.user.may(task):  # type: ignore[union-attr]
                raise PermissionDenied(_("This page is for staff with another task."))
            return view(request, *args, **keys)

        return allowed

    return around
