"""The unit's protocol: what is in force, what is open, and the medical director's signature."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vangnet.clinic.protocols import actions, facts
from vangnet.clinic.protocols.forms import DraftForm, SignForm
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.rules.country import Country
from vangnet.rules.protocol import Protocol, Site, load_country, resolve
from vangnet.rules.wording import wording


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
def sign(request: UnitRequest) -> HttpResponse:
    """Sign the draft: in force from this moment."""
    form = SignForm(request.POST, unit=request.unit, by=request.user, at=timezone.now())
    if not form.is_valid():
        return _page(request, sign_form=form)
    site = actions.site_of_draft(unit=request.unit)
    signed = actions.sign(unit=request.unit, site=site, by=request.user, at=form.at)
    if signed.version is None:
        return _page(request, status=HTTPStatus.CONFLICT)
    messages.success(request, _("The protocol is signed and in force."))
    return redirect("protocols:protocol")


def _draft(request: UnitRequest) -> tuple[Country, Site, Protocol]:
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
        protocol=drafted, said=_products(country),
    )  # fmt: skip


def _products(country: Country) -> dict[str, str]:
    words = wording(get_language() or "en")["words"]
    return {
        handle: f"{words[one.drug]} {words[one.salt_form]}, {words[one.route]}"
        for handle, one in country.products.items()
    }


def _page(
    request: UnitRequest, *, draft_form: DraftForm | None = None,
    sign_form: SignForm | None = None, status: HTTPStatus | None = None,
) -> HttpResponse:  # fmt: skip
    country, _site, drafted = _draft(request)
    found = facts.in_force(unit=request.unit, at=timezone.now())
    director = request.user.may(Task.SIGN_PROTOCOL)
    changed = found is None or found[1].version != drafted.version
    bound = draft_form or sign_form
    own: dict[str, Any] = {"unit": request.unit, "by": request.user, "at": timezone.now()}
    context = {
        "version": found and found[0], "in_force": found and found[1], "drafted": drafted,
        "shown": (found and found[1]) or drafted, "sources": country.sources,
        "director": director, "changed": changed, "form": bound,
        "draft_form": (draft_form or _draft_form(request)) if director else None,
        "sign_form": sign_form or SignForm(**own) if director else None,
        "open_count": len(drafted.missing) + len(drafted.unaccepted) + len(drafted.loosened),
    }  # fmt: skip
    shown = status or (HTTPStatus.UNPROCESSABLE_ENTITY if bound else HTTPStatus.OK)
    return render(request, "protocols/protocol.html", context, status=shown)
