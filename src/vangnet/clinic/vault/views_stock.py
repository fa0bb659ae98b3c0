"""What comes into the cabinet: containers from the supplier, and sterile kits."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import end_of_day
from vangnet.clinic.registry.models import Unit
from vangnet.clinic.registry.request import UnitRequest
from vangnet.clinic.staff.access import for_task
from vangnet.clinic.staff.roles import Task
from vangnet.clinic.vault import actions
from vangnet.clinic.vault import forms as asked
from vangnet.clinic.vault.views import answer, given
from vangnet.rules.amounts import Route
from vangnet.rules.wording import wording


@for_task(Task.KEEP_REGISTER)
def receive(request: UnitRequest) -> HttpResponse:
    products = products_of(request.unit)
    form = asked.ReceiveForm(**given(request, products=products))

    def write(typed: dict[str, Any]) -> None:
        box = actions.receive(
            unit=request.unit, lot=_lot(form), code=typed["code"], mg=typed["mg"],
            usable_until=_until(request.unit, typed), by=request.user,
            witness=form.signatures["witness"], at=form.at, request_id=typed["request_id"],
        )  # fmt: skip
        if box.code != typed["code"]:
            raise RequestReused(typed["request_id"])

    return answer(
        request, form, write, title=_("Receive stock"), button=_("Book it in"),
        fact="" if products else _("No protocol is in force, so no product can be received."),
    )  # fmt: skip


def _lot(form: asked.ReceiveForm) -> actions.NewLot:
    drug, salt_form, route = form.drug
    typed = form.cleaned_data
    return actions.NewLot(
        number=typed["lot"], drug=drug, salt_form=salt_form, routes=(route,),
        strength_mg_per_ml=typed["strength"], expires_on=typed["expires_on"],
        supplier=typed["supplier"],
    )  # fmt: skip


def _until(unit: Unit, typed: dict[str, Any]) -> datetime:
    """Never past the last day on the label, whatever was typed."""
    last = end_of_day(unit, day=typed["expires_on"])
    return min(typed["usable_until"] or last, last)


@for_task(Task.KEEP_REGISTER)
def kits(request: UnitRequest) -> HttpResponse:
    form = asked.KitsForm(**given(request))

    def write(typed: dict[str, Any]) -> None:
        if not form.kept:
            actions.receive_kits(
                unit=request.unit, number=typed["number"], route=Route(typed["route"]),
                contents=typed["contents"], expires_on=typed["expires_on"], codes=form.codes,
                by=request.user,
            )  # fmt: skip
        said = _("%(count)s kits are booked in.") % {"count": len(form.codes)}
        messages.success(request, said)

    return answer(request, form, write, title=_("Receive sterile kits"), button=_("Book them in"))


def products_of(unit: Unit) -> list[tuple[str, str]]:
    """The products of the protocol in force, as choices in the reader's words."""
    found = in_force(unit=unit, at=timezone.now())
    words = wording(get_language() or "en")["words"]
    return [
        (f"{drug}/{salt}/{route}", f"{words[drug]} {words[salt]}, {words[route]}")
        for drug, salt, route in (found[1].limits if found else ())
    ]
