"""Guest days and transfers as rows say them: what stands, what is open, and whom it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from vangnet.clinic.consulting.ladder.facts import episodes_of, has_died
from vangnet.clinic.consulting.models import (
    Enrolment,
    GuestOrder,
    GuestPermission,
    Order,
    Transfer,
)
from vangnet.clinic.consulting.orders.facts import present_order, steps_of
from vangnet.clinic.registry.models import Patient, Unit, Workplace
from vangnet.clinic.staff.models import User
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.moving import Amounts, Answer, Days, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Guest days as they stand; taken back altogether they stand no longer."""

    permission: GuestPermission
    days: Days


def stays(**which: Any) -> list[Stay]:
    """Guest days that stand, the earliest first."""
    rows = (
        GuestPermission.objects.filter(**which)
        .select_related("unit", "host", "patient", "signed_by")
        .prefetch_related("cuts", "orders")
        .order_by("first_on", "pk")
    )
    return [stay for row in rows if (stay := _stay(row))]


def _stay(row: GuestPermission) -> Stay | None:
    last_on = min([row.last_on, *(cut.last_on for cut in row.cuts.all())])
    if last_on < row.first_on:
        return None
    return Stay(permission=row, days=Days(first_on=row.first_on, last_on=last_on))


def stay_on(patient: Patient, day: date) -> Stay | None:
    """The guest days that day belongs to; no two overlap."""
    rows = stays(patient=patient, first_on__lte=day, last_on__gte=day)
    return next((one for one in rows if one.days.last_on >= day), None)


def guest_order(permission: GuestPermission, drug: Drug) -> GuestOrder | None:
    """The newest of that drug."""
    rows = GuestOrder.objects.filter(permission=permission, drug=drug)
    return rows.order_by("signed_at", "pk").last()


def guest_order_then(
    patient: Patient, *, unit: Unit, drug: Drug, day: date, at: datetime
) -> GuestOrder | None:
    """The one by which that unit gave a dose on a day that is over, whatever was signed since."""
    rows = GuestOrder.objects.filter(
        permission__patient=patient, unit=unit, drug=drug, signed_at__lte=at,
        permission__first_on__lte=day, permission__last_on__gte=day,
    )  # fmt: skip
    return rows.order_by("signed_at", "pk").last()


def open_transfers(**which: Any) -> QuerySet[Transfer]:
    """On their way: not answered, or accepted and the record not taken over yet."""
    rows = Transfer.objects.filter(
        Q(answer__isnull=True) | Q(answer__answer=Answer.ACCEPTED),
        done__isnull=True,
        undone__isnull=True,
        **which,
    )
    return rows.select_related("unit", "to_unit", "patient", "answer", "signed_by").order_by(
        "from_on", "pk"
    )


def moved_by(patient: Patient, day: date) -> Transfer | None:
    """The accepted transfer whose day has come, while the record still stands at the old unit."""
    rows = open_transfers(patient=patient, answer__answer=Answer.ACCEPTED, from_on__lte=day)
    return rows.first()


def works_at(user: User, unit: Unit) -> bool:
    return Workplace.objects.filter(user=user, unit=unit).exists()


def situation(patient: Patient, *, to: Unit, by: User, today: date) -> Situation:
    """What stands in the way of another unit, or not."""
    transfer = open_transfers(patient=patient).first()
    episodes = episodes_of(patient)
    return Situation(
        today=today, is_of_unit=works_at(by, patient.unit), to_own_unit=to.pk == patient.unit_id,
        same_country=to.country == patient.unit.country,
        stays=[one.days for one in stays(patient=patient)],
        transfer_open=transfer is not None, transfer_from=transfer.from_on if transfer else None,
        ordered=[_days_of(one) for one in running_orders(patient)],
        last_dosed_on=last_dosed(patient, elsewhere_than=to),
        has_died=has_died(episodes),
    )  # fmt: skip


def running_orders(patient: Patient) -> QuerySet[Order]:
    """Neither superseded nor stopped; they may be over, or begin later."""
    rows = Order.objects.filter(patient=patient, superseded_by__isnull=True, stop__isnull=True)
    return rows.prefetch_related("steps").order_by("number")


def _days_of(order: Order) -> Days:
    return Days(
        first_on=order.valid_from,
        last_on=order.valid_until or order.valid_from,  # an end that nobody set is none to build on
    )


def last_dosed(patient: Patient, *, elsewhere_than: Unit) -> date | None:
    """The last clinic day with a dose at any other unit. The rows are the dispensary's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select consulting_last_day_elsewhere(%s, %s)", [patient.pk, elsewhere_than.pk]
        )
        day: date | None = cursor.fetchone()[0]
    return day


def last_dosed_at(permission: GuestPermission) -> date | None:
    """The last clinic day of a dose at the guest unit, or at any but the home."""
    return last_dosed(permission.patient, elsewhere_than=permission.unit)


def home_amounts(stay: Stay, drug: Drug) -> Amounts | None:
    """The most that the home's own order of that drug says on the guest days."""
    order = present_order(stay.permission.patient, drug)
    if order is None or hasattr(order, "stop"):
        return None
    if order.valid_until is None or not stay.days.meets(_days_of(order)):
        return None
    said = steps_of(order)
    within = [
        one
        for one, following in zip(said, (*said[1:], None), strict=True)
        if one.from_on <= stay.days.last_on
        and (following is None or following.from_on > stay.days.first_on)
    ]
    if not within:
        return None
    return Amounts(
        drug=drug, salt_form=SaltForm(order.salt_form), route=Route(order.route),
        dose_mg=max(one.dose_mg for one in within),
        doses_per_day=max(one.doses_per_day for one in within),
        day_mg=max(one.day_mg for one in within),
    )  # fmt: skip


def enrolled(unit: Unit) -> Iterable[UUID]:
    """Keys of the patients in treatment here."""
    rows = Enrolment.objects.filter(unit=unit, ended_at__isnull=True)
    return list(rows.order_by("patient__number").values_list("patient_id", flat=True))
