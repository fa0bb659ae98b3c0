"""What waits around a decision: an appeal, a day to look again, the first order after a yes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from vangnet.clinic.consulting.approval.facts import open_referrals
from vangnet.clinic.consulting.models import Appeal, Approval, Order
from vangnet.clinic.consulting.tasks.due import Due
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.clinic.staff.roles import Role
from vangnet.rules.eligibility.deciding import Outcome
from vangnet.rules.ladder import HAT_DRUGS

APPEAL, AGAIN, FIRST_ORDER = "appeal_open", "look_again", "first_order"


def due(unit: Unit, *, on: date) -> list[Due]:
    """For the prescribers. An appeal is answered by another than who decided."""
    return [*_appeals(unit, on), *_again(unit, on), *_first_orders(unit, on)]


def _task(kind: str, patient: Patient, **more: Any) -> Due:
    return Due(
        kind=kind, patient=patient.pk, number=patient.number, roles=(Role.PRESCRIBER.value,),
        **more,
    )  # fmt: skip


def _appeals(unit: Unit, on: date) -> Iterator[Due]:
    rows = Appeal.objects.filter(decision__patient__unit=unit, answer__isnull=True, made_on__lte=on)
    for one in rows.select_related("decision__patient"):
        yield _task(
            APPEAL, one.decision.patient, key=f"{APPEAL}:{one.pk}", due_on=one.made_on,
            sentence=_("An appeal waits. Another prescriber than who refused answers it."),
            url=reverse("approval:decision", args=[one.decision_id]),
        )  # fmt: skip


def _again(unit: Unit, on: date) -> Iterator[Due]:
    for one in open_referrals(unit=unit).select_related("patient").prefetch_related("decisions"):
        put_off = [row for row in one.decisions.all() if row.outcome == Outcome.DEFER]
        last = max(put_off, key=lambda row: row.decided_at, default=None)
        if last is not None and last.look_again_on is not None and last.look_again_on <= on:
            yield _task(
                AGAIN, one.patient, key=f"{AGAIN}:{last.pk}", due_on=last.look_again_on,
                sentence=_("This referral was put off until now. Look at it again."),
                url=reverse("approval:patient", args=[one.patient_id]),
            )  # fmt: skip


def _first_orders(unit: Unit, on: date) -> Iterator[Due]:
    """Approved, in force, and no order of HAT was signed since."""
    since = Order.objects.filter(patient=OuterRef("patient"), drug__in=HAT_DRUGS, stop__isnull=True)
    rows = Approval.objects.filter(
        ~Exists(since),
        patient__unit=unit,
        end__isnull=True,
        valid_from__lte=on,
        valid_until__gte=on,
    )
    for one in rows.select_related("patient", "unit"):
        yield _task(
            FIRST_ORDER, one.patient, key=f"{FIRST_ORDER}:{one.pk}",
            due_on=max(one.valid_from, clinic_day_of(one.unit, at=one.recorded_at)),
            sentence=_("Approved, and nothing is ordered. Write the first order."),
            url=reverse("consulting:order", args=[one.patient_id]),
        )  # fmt: skip
