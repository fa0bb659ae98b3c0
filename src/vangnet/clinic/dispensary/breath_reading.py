"""Where a breath reading comes from: a device sent it, or somebody typed it and reads it back.

One finger that slips makes 0.16 of 0.61. So what is typed is typed once more from the display, on
the same page or, shown large, on the next; only when both are the same does it count. What a device
sent needs no second look.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from vangnet.clinic.devices import offers
from vangnet.clinic.devices.models import Reading
from vangnet.clinic.dispensary.forms import BreathForm, ReadBackForm
from vangnet.clinic.dispensary.models import BreathTest
from vangnet.clinic.reception.banner import banner
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.request import UnitRequest


def form_of(request: UnitRequest, visit: Visit) -> BreathForm:
    """The form that was sent: the first, or the one that reads it back."""
    kind = ReadBackForm if "reads_back" in request.POST else BreathForm
    return kind(request.POST, unit=visit.unit)


def sent_by_device(visit: Visit, typed: dict[str, Any], *, at: datetime) -> Reading | None:
    """The device's own reading, while it is offered and stands in the form as it was sent."""
    one = offers.chosen(visit, typed["offer"], at=at)
    if one is None or one.reading is None:
        return None
    same = one.device.tester_id == typed["tester"].pk and one.reading.value == typed["reading"]
    return one.reading if same else None


def is_kept(request_id: UUID) -> bool:
    """The same press arrived before: what it wrote stands, and nothing is asked again."""
    return BreathTest.objects.filter(request_id=request_id).exists()


def must_read_back(form: BreathForm) -> bool:
    """Typed once, or twice and not the same."""
    typed = form.cleaned_data
    return bool(typed["read_back"] != typed["reading"])


def read_back_page(request: UnitRequest, visit: Visit, form: BreathForm) -> HttpResponse:
    """What was typed, large, and an empty field. Two that differ both go: the display decides."""
    typed = form.cleaned_data
    differs = typed.get("read_back") is not None
    again = form if isinstance(form, ReadBackForm) else ReadBackForm(
        unit=visit.unit, initial={**typed, "tester": typed["tester"].pk}
    )  # fmt: skip
    context = {
        "visit": visit, "form": again, "tester": typed["tester"], "reading": typed["reading"],
        "read_back": typed.get("read_back"), "banner": banner(visit, reader=request.user),
    }  # fmt: skip
    wrong = differs or again.is_bound
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "dispensary/breath_read_back.html", context, status=status)
