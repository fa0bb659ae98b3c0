"""The answer to a possible match that stops an enrolment, signed with the password."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vangnet.clinic.consulting.moving import forms
from vangnet.clinic.consulting.moving.likeness import units_to_call
from vangnet.clinic.consulting.moving.two_people import say_two_people
from vangnet.clinic.consulting.moving.views import NONE_YET, page, signing
from vangnet.clinic.registry.reading import patient_or_404
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.PRESCRIBE)
def say(request: UnitRequest, patient: UUID) -> HttpResponse:
    """Of the other record only its unit stands here."""
    kept = patient_or_404(patient, unit=request.unit)
    form, reasons = forms.TwoPeopleForm(**signing(request)), NONE_YET
    if form.is_valid():
        answer = say_two_people(
            patient=kept, words=form.cleaned_data["words"], signature=form.signed, at=form.at
        )
        if answer.row:
            messages.success(request, _("Kept. This person may be treated here."))
            return redirect("registry:patient", patient=kept.pk)
        reasons = answer.reasons
    call = ", ".join(f"{one.name} {one.phone}".strip() for one in units_to_call(kept))
    return page(
        request, kept, form, title=_("They are two people"), button=_("Sign that they are two"),
        back_url=reverse("registry:patient", args=[kept.pk]), reasons=reasons,
        fact=_("Somebody in treatment at %(units)s could be this person. Call first.")
        % {"units": call} if call else _("Nobody in treatment elsewhere looks alike now."),
    )  # fmt: skip
