"""When a file of the unit's own cannot be used: the page says which, and what is wrong with it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from vangnet.clinic.registry.request import UnitRequest
from vangnet.rules.reading import RulesFileError

View = Callable[..., HttpResponse]


def told(view: View) -> View:
    """A fault in a file is no fault of the page: it is shown, and nothing was written."""

    @wraps(view)
    def around(request: UnitRequest, *args: Any, **keys: Any) -> HttpResponse:
        try:
            return view(request, *args, **keys)
        except RulesFileError as fault:
            context = {"problems": fault.problems}
            return render(
                request, "outcomes/trouble.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE
            )

    return around
