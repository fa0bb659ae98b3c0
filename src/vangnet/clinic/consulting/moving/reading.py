"""What the pages of this part show: a patient's card, a unit's inbox, one stay, one transfer."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404

from vangnet.clinic.consulting.ladder.facts import open_orders
from vangnet.clinic.consulting.models import PartnerCheck, PartnerMatch, Transfer
from vangnet.clinic.consulting.moving import facts
from vangnet.clinic.consulting.moving.facts import Stay
from vangnet.clinic.consulting.moving.likeness import answers, units_to_call
from vangnet.clinic.consulting.reading import said
from vangnet.clinic.registry.matching import possible_matches
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules.amounts import Drug
from vangnet.rules.moving import Amounts, Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything between this unit and others that is not over."""

    guests: list[Stay]  # theirs, here
    away: list[Stay]  # ours, there
    coming: list[Transfer]
    going: list[Transfer]


def inbox(unit: Unit, *, on: date) -> Inbox:
    known = [*facts.stays(host=unit), *facts.stays(unit=unit)]
    running = [one for one in known if one.days.last_on >= on]
    return Inbox(
        guests=[one for one in running if one.permission.host_id == unit.pk],
        away=[one for one in running if one.permission.unit_id == unit.pk],
        coming=list(facts.open_transfers(to_unit=unit)),
        going=list(facts.open_transfers(unit=unit)),
    )


def card(patient: Patient, *, on: date) -> dict[str, Any]:
    """For the patient's page: guest days that run or come, a transfer, and whom to call."""
    running = [one for one in facts.stays(patient=patient) if one.days.last_on >= on]
    transfer = facts.open_transfers(patient=patient).first()
    return {
        "stays": running, "transfer": transfer, "on": on,
        "gives": open_orders(patient, on=on, only_hat=False).exists(),
        "accepted": transfer is not None and is_accepted(transfer),
        "call": possible_matches(patient), "asked": units_to_call(patient),
        "two_people": answers(patient),
    }  # fmt: skip


def is_accepted(transfer: Transfer) -> bool:
    return hasattr(transfer, "answer") and transfer.answer.answer == Answer.ACCEPTED


def stay_or_404(key: UUID, *, unit: Unit) -> Stay:
    """Guest days that stand, for the home and for the guest unit; for nobody else."""
    stay = next(iter(facts.stays(pk=key)), None)
    if stay is None or unit.pk not in (stay.permission.unit_id, stay.permission.host_id):
        raise Http404
    return stay


def transfer_or_404(key: UUID, *, unit: Unit) -> Transfer:
    """A transfer on its way, for the two units it is between."""
    transfer = facts.open_transfers(pk=key).first()
    if transfer is None or unit.pk not in (transfer.unit_id, transfer.to_unit_id):
        raise Http404
    return transfer


def home_orders(stay: Stay) -> dict[str, tuple[str, Amounts]]:
    """By drug: what the home orders on these days, in words and in amounts."""
    found = {}
    for order in facts.running_orders(stay.permission.patient):
        amounts = facts.home_amounts(stay, Drug(order.drug))
        if amounts is not None:
            words = said(order.drug, order.salt_form, order.route)
            found[order.drug] = (str(words), amounts)
    return found


def guest_orders(stay: Stay) -> list[dict[str, Any]]:
    """By drug: the home's order, and the guest unit's newest."""
    return [
        {"words": words, "home": amounts,
         "guest": facts.guest_order(stay.permission, Drug(drug))}
        for drug, (words, amounts) in home_orders(stay).items()
    ]  # fmt: skip


def newest_checks(unit: Unit) -> list[PartnerCheck]:
    """Of each partner the newest check, latest first."""
    rows = PartnerCheck.objects.filter(unit=unit).order_by("partner", "-checked_at", "-pk")
    return sorted(rows.distinct("partner"), key=lambda one: one.checked_at, reverse=True)


def matches(unit: Unit) -> list[PartnerMatch]:
    """Whom to call about which patient of ours, from the newest check of each partner."""
    rows = PartnerMatch.objects.filter(check_of__in=[one.pk for one in newest_checks(unit)])
    rows = rows.filter(patient__unit=unit).select_related("check_of", "patient")
    return list(rows.order_by("patient__number", "check_of__partner"))
