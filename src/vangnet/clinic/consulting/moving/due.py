"""What waits between units: a guest without an order, a transfer without an answer, a record."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.models import Transfer
from vangnet.clinic.consulting.moving import reading
from vangnet.clinic.consulting.moving.facts import Stay
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.roles import Role
from vangnet.rules.moving import Answer


def due(unit: Unit, *, on: date) -> list[Due]:
    known = reading.inbox(unit, on=on)
    return [
        *(one for stay in known.guests for one in _without_order(stay)),
        *(one for transfer in known.coming for one in _coming(transfer)),
        *(one for transfer in known.going for one in _unanswered(transfer, on)),
        *_declined(unit),
    ]


def _without_order(stay: Stay) -> Iterator[Due]:
    if not stay.permission.orders.all():
        yield _task(
            f"guest-order:{stay.permission.pk}", "guest_without_order", stay.permission.patient,
            due_on=stay.days.first_on, url=_url("stay", stay.permission.pk),
            sentence=_("A guest of %(unit)s comes. Sign the guest order.")
            % {"unit": stay.permission.unit.name},
        )  # fmt: skip


def _coming(transfer: Transfer) -> Iterator[Due]:
    asked = _("%(unit)s asks you to take this patient over. Answer it.")
    accepted = _("This patient comes over from %(unit)s. Take the record over, then order.")
    yes = reading.is_accepted(transfer)
    yield _task(
        f"transfer-{'record' if yes else 'answer'}:{transfer.pk}", "transfer_coming",
        transfer.patient, due_on=transfer.from_on, url=_url("agreed", transfer.pk),
        sentence=(accepted if yes else asked) % {"unit": transfer.unit.name},
    )  # fmt: skip


def _unanswered(transfer: Transfer, on: date) -> Iterator[Due]:
    if not reading.is_accepted(transfer) and transfer.from_on <= on:
        yield _task(
            f"transfer-unanswered:{transfer.pk}", "transfer_unanswered", transfer.patient,
            due_on=transfer.from_on, url=_url("agreed", transfer.pk),
            sentence=_("%(unit)s has not answered the transfer. Call, or take it back.")
            % {"unit": transfer.to_unit.name},
        )  # fmt: skip


def _declined(unit: Unit) -> Iterator[Due]:
    rows = Transfer.objects.filter(unit=unit, patient__unit=unit, answer__answer=Answer.DECLINED)
    for one in rows.select_related("patient", "to_unit", "answer"):
        yield _task(
            f"transfer-declined:{one.pk}", "transfer_declined", one.patient, due_on=one.from_on,
            url=reverse("registry:patient", args=[one.patient_id]),
            sentence=_("%(unit)s declined the transfer: %(why)s")
            % {"unit": one.to_unit.name, "why": one.answer.words},
        )  # fmt: skip


def _task(key: str, kind: str, patient: Patient, *, due_on: date, url: str, sentence: str) -> Due:
    return Due(
        key=key, kind=kind, patient=patient.pk, number=patient.number, due_on=due_on, url=url,
        roles=(Role.PRESCRIBER.value,), urgent=True, sentence=sentence,
    )  # fmt: skip


def _url(name: str, key: UUID) -> str:
    return reverse(f"moving:{name}", args=[key])
