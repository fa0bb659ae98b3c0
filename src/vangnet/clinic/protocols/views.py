"""The unit's protocol: what is in force, what is open, and the medical director's signature."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vangnet.clinic.protocols import actions, facts, reading
from vangnet.clinic.protocols.forms import DraftForm, SignForm
from vangnet.clinic.protocols.table_forms import (
    ConversionForm,
    ExposureForm,
    RowForm,
    rows,
    without,
)
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.country import Country
from vangnet.rules.protocol import Protocol, Site, load_country, resolve
from vangnet.rules.readiness import not_set

ROW_FORMS: dict[str, type[RowForm]] = {"conversions": ConversionForm, "exposures": ExposureForm}


@require_safe
@for_task(Task.SEE_BOARD)
def protocol(request: UnitRequest) -> HttpResponse:
    return _page(request)


@require_POST
@for_task(Task.SIGN_PROTOCOL)
def keep(request: UnitRequest) -> HttpResponse:
    """Keep the draft, complete or not."""
    form = _draft_form(request, data=request.POST)
    if not form.is_valid():
        return _page(request, draft_form=form)
    actions.keep_draft(unit=request.unit, site=form.new_site(), by=request.user, at=form.at)
    messages.success(request, _("The draft is kept. Nothing changes until it is signed."))
    return redirect("protocols:protocol")


@require_POST
@for_task(Task.SIGN_PROTOCOL)
def add_row(request: UnitRequest, table: str) -> HttpResponse:
    """One row more in the draft's table of conversions or of exposure."""
    if table not in ROW_FORMS:
        raise Http404
    country, site, _drafted = _draft(request)
    form = ROW_FORMS[table](request.POST, country=country, site=site)
    if not form.is_valid():
        return _page(request, row_form=form)
    actions.keep_draft(unit=request.unit, site=form.new_site, by=request.user, at=timezone.now())
    messages.success(request, _("The draft is kept. Nothing changes until it is signed."))
    return redirect("protocols:protocol")


@require_POST
@for_task(Task.SIGN_PROTOCOL)
def drop_row(request: UnitRequest, table: str) -> HttpResponse:
    """A row is taken out of the draft; what is in force stays as it was signed."""
    _country, site, _drafted = _draft(request)
    place = request.POST.get("place", "")
    left = without(site, table, int(place)) if place.isdecimal() else None
    if left is None:
        raise Http404
    actions.keep_draft(unit=request.unit, site=left, by=request.user, at=timezone.now())
    messages.success(request, _("The draft is kept. Nothing changes until it is signed."))
    return redirect("protocols:protocol")


@require_POST
@for_task(Task.SIGN_PROTOCOL)
def sign(request: UnitRequest) -> HttpResponse:
    """Sign the draft that was read: in force from this moment. Twice is once."""
    form = SignForm(request.POST, unit=request.unit, by=request.user, at=timezone.now())
    if not form.is_valid():
        return _page(request, sign_form=form)
    _country, site, drafted = _draft(request)
    found = facts.in_force(unit=request.unit, at=form.at)
    if found and found[1].version == form.cleaned_data["version"]:
        return redirect("protocols:protocol")
    if drafted.version != form.cleaned_data["version"]:
        why = _("The draft has changed since you opened this page. Read it again, then sign.")
        return _page(request, refused=why)
    signed = actions.sign(unit=request.unit, site=site, by=request.user, at=form.at)
    if signed.version is None:
        return _page(request, refused=_("The protocol is not complete. What is open stands below."))
    messages.success(request, _("The protocol is signed and in force."))
    return redirect("protocols:protocol")


def _draft(request: UnitRequest) -> tuple[Country, Site, Protocol]:
    """The draft; before there is one, what is in force."""
    country = load_country(request.unit.country)
    site = actions.site_of_draft(unit=request.unit)
    if not site.products and (found := facts.in_force(unit=request.unit, at=timezone.now())):
        site = Site.model_validate(found[1].content()["site"])
    today = clinic_day_of(request.unit, at=timezone.now())
    return country, site, resolve(country, site, on=today)


def _draft_form(request: UnitRequest, *, data: Any = None) -> DraftForm:
    country, site, drafted = _draft(request)
    return DraftForm(
        data, unit=request.unit, by=request.user, at=timezone.now(), site=site, country=country,
        protocol=drafted,
    )  # fmt: skip


def _page(
    request: UnitRequest, *, draft_form: DraftForm | None = None,
    sign_form: SignForm | None = None, row_form: RowForm | None = None, refused: str = "",
) -> HttpResponse:  # fmt: skip
    country, site, drafted = _draft(request)
    found = facts.in_force(unit=request.unit, at=timezone.now())
    shown = found[1] if found else drafted
    context: dict[str, Any] = {
        "version": found and found[0], "in_force": found and found[1], "drafted": drafted,
        "unready": not_set(drafted),
        "demonstration_values": shown.demonstration, "refused": refused,
        "groups": reading.groups(shown, country=country), "open": _open(drafted, country),
        "changed": found is None or shown.version != drafted.version,
        "form": draft_form or sign_form or row_form,
        "tables": rows(Site.model_validate(shown.content()["site"])),
    }  # fmt: skip
    if request.user.may(Task.SIGN_PROTOCOL):
        own: dict[str, Any] = {"unit": request.unit, "by": request.user, "at": timezone.now()}
        read = {"version": drafted.version}
        context["draft_form"] = draft_form or _draft_form(request)
        context["draft_tables"] = rows(site)
        context["row_forms"] = [
            row_form if row_form and row_form.table == table else form(country=country, site=site)
            for table, form in ROW_FORMS.items()
        ]
        context["sign_form"] = sign_form or SignForm(initial=read, **own)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"] else HTTPStatus.OK
    status = HTTPStatus.CONFLICT if refused else status
    return render(request, "protocols/protocol.html", context, status=status)


def _open(drafted: Protocol, country: Country) -> list[tuple[str, list[str]]]:
    """Everything that stands between the draft and a signature, in words."""
    lists = [
        (_("Not set"), (*drafted.missing, *not_set(drafted))),
        (_("Not accepted"), drafted.unaccepted),
        (_("Looser than the country allows"), drafted.loosened),
    ]
    return [(title, reading.labels(names, country=country)) for title, names in lists if names]
