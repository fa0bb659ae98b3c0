"""The unit's devices, and which of them are on a patient."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vangnet.clinic.devices import actions, reading
from vangnet.clinic.devices.facts import latest_vitals, on_patient
from vangnet.clinic.devices.forms import CalibrationForm, DeviceForm
from vangnet.clinic.devices.models import Binding, Device, DeviceKind
from vangnet.clinic.devices.offers import key_of, offers
from vangnet.clinic.devices.words import SAID, SIGNS
from vangnet.clinic.reception.banner import banner, next_page, visit_or_404
from vangnet.clinic.reception.models import Visit
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.form_page import form_page
from vangnet.clinic.staff.live_part import live_part
from vangnet.clinic.staff.roles import Task


@require_safe
@for_task(Task.SEE_BOARD)
def devices(request: UnitRequest) -> HttpResponse:
    """Every device of the unit, or the part that is asked for every two seconds."""
    at = timezone.now()
    clinical = request.user.may(Task.SEE_CLINICAL)
    gateway = reading.gateway_of(request.unit, at=at)
    context: dict[str, Any] = {
        "rows": reading.devices_of(
            request.unit, at=at, day=clinic_day_of(request.unit, at=at), clinical=clinical,
            alive=gateway["alive"],
        ),
        "gateway": gateway,
        "nobodys": reading.nobodys(request.unit, at=at) if clinical else [],
        "here": reading.here(request.unit) if request.user.may(Task.OBSERVE) else [],
        "clinical": clinical, "may_bind": request.user.may(Task.OBSERVE),
        "may_keep": request.user.may(Task.KEEP_DEVICES),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return _fragment(request, "devices/live.html", context)
    return render(request, "devices/list.html", context | {"loaded_at": at})


@require_safe
@for_task(Task.OBSERVE)
def on(request: UnitRequest, visit: UUID) -> HttpResponse:
    """The devices on one patient, and those that can be put on."""
    kept, at = visit_or_404(request, visit), timezone.now()
    if kept.closed_at is not None:
        return redirect("devices:list")
    vitals = latest_vitals(kept, at=at)
    context = {
        "visit": kept, "banner": banner(kept, reader=request.user),
        "on": [(one, SAID.get(one.told, "")) for one in on_patient(kept, at=at)],  # type: ignore[call-overload]
        "free": reading.free_devices(kept, at=at), "request_id": uuid4(),
        "vitals": [(SIGNS[kind], vital) for kind, vital in vitals.items()],
        "back_url": next_page(kept),
    }  # fmt: skip
    return render(request, "devices/on.html", context)


@require_safe
@for_task(Task.TEST_BREATH)
def offer(request: UnitRequest, visit: UUID) -> HttpResponse:
    """What plugged-in breath testers have for this visit: a part of the page of the breath test."""
    kept = visit_or_404(request, visit)
    context = {"visit": kept, "offers": offers(kept, at=timezone.now())}
    return _fragment(request, "devices/offer.html", context)


@require_POST
@for_task(Task.OBSERVE)
def put_on(request: UnitRequest, visit: UUID) -> HttpResponse:
    """Put a device on this patient; a breath tester is set to them for one test."""
    kept, device = visit_or_404(request, visit), _device(request, request.POST.get("device", ""))
    request_id = key_of(request.POST.get("request_id", ""))
    if request_id is None:
        raise Http404
    back = _page_of(kept, device)
    try:
        put = actions.put_on(
            visit=kept, device=device, by=request.user, at=timezone.now(), request_id=request_id
        )
    except actions.NotHere:
        messages.error(request, _("This device is out of service, or the visit is over."))
        return redirect(back)
    if put.is_on is not None:
        messages.error(
            request,
            _("%(device)s is on %(number)s. Take it off there first.")
            % {"device": device.name, "number": put.is_on.shown_number},
        )
    return redirect(back)


@require_POST
@for_task(Task.OBSERVE)
def take_off(request: UnitRequest) -> HttpResponse:
    """Take a device off; back to the page of the patient, the test, or all devices."""
    key = key_of(request.POST.get("binding", ""))
    known = Binding.objects.select_related("device", "visit").filter(unit=request.unit)
    binding = known.filter(pk=key).first() if key else None
    if binding is None:
        raise Http404
    actions.take_off(binding=binding, by=request.user, at=timezone.now())
    if request.POST.get("back") == "patient":
        return redirect(_page_of(binding.visit, binding.device))
    return redirect("devices:list")


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.KEEP_DEVICES)
def add(request: UnitRequest) -> HttpResponse:
    """Add a device to the unit."""
    form = DeviceForm(request.POST or None, unit=request.unit)
    if request.method == "POST" and form.is_valid():
        actions.add_device(
            unit=request.unit, new=actions.NewDevice(**form.cleaned_data), by=request.user,
            at=timezone.now(),
        )  # fmt: skip
        return redirect("devices:list")
    return form_page(
        request, form, title=_("Add a device"), button=_("Add this device"),
        back_url=reverse("devices:list"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_task(Task.KEEP_DEVICES)
def calibration(request: UnitRequest, device: UUID) -> HttpResponse:
    """Write down that a device was calibrated, and when it is due again."""
    kept, at = _device(request, str(device)), timezone.now()
    form = CalibrationForm(request.POST or None, today=clinic_day_of(request.unit, at=at))
    if request.method == "POST" and form.is_valid():
        actions.record_calibration(device=kept, by=request.user, at=at, **form.cleaned_data)
        return redirect("devices:list")
    return form_page(
        request, form, title=_("%(device)s was calibrated") % {"device": kept.name},
        button=_("Record calibration"), back_url=reverse("devices:list"),
    )  # fmt: skip


@require_POST
@for_task(Task.KEEP_DEVICES)
def service(request: UnitRequest) -> HttpResponse:
    """Take a device out of service, or back into it."""
    kept = _device(request, request.POST.get("device", ""))
    try:
        actions.set_in_service(device=kept, in_service=not kept.in_service, by=request.user)
    except actions.StillOn:
        messages.error(request, _("%(device)s is on a patient. Take it off first.")
                       % {"device": kept.name})  # fmt: skip
    return redirect("devices:list")


def _device(request: UnitRequest, text: str) -> Device:
    key = key_of(text)
    known = Device.objects.filter(unit=request.unit, pk=key).first() if key else None
    if known is None:
        raise Http404
    return known


def _page_of(visit: Visit, device: Device) -> str:
    if device.kind == DeviceKind.BREATH_TESTER:
        return reverse("dispensary:breath", args=[visit.pk])
    return reverse("devices:on", args=[visit.pk])


def _fragment(request: UnitRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return live_part(request, render_to_string(template, context, request=request))
