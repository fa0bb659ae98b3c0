"""A form about one patient: the banner above it, the way back below."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from vangnet.clinic.reception.banner import person
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.signing import SignedForm


def given(request: UnitRequest, **more: Any) -> dict[str, Any]:
    return {
        "data": request.POST or None, "unit": request.unit, "by": request.user,
        "at": timezone.now(), **more,
    }  # fmt: skip


def form_about(
    request: UnitRequest, patient: Patient, form: SignedForm, *, template: str = "care/form.html",
    back_url: str = "", banner: dict[str, Any] | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    return form_page(
        request, form, template=template,
        back_url=back_url or reverse("care:patient", args=[patient.pk]),
        banner=banner or person(patient, reader=request.user),
        today=clinic_day_of(request.unit, at=form.at), **more,
    )  # fmt: skip
