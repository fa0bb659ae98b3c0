"""Rows in: on which days each patient was dosed, what restarts there are, and the holds in force.

Doses are the dispensary's, an outer room: it offers them as functions of the database, which are
asked for by name here. What a gap means is decided in rules.gaps.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from vangnet.clinic.consulting.models import Hold, Order
from vangnet.clinic.protocols.facts import in_force
from vangnet.clinic.registry.facts import clinic_day_of, end_of_day
from vangnet.clinic.registry.models import Patient, Unit
from vangnet.rules import gaps
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.limits import Limits
from vangnet.rules.protocol import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One order in force and how it stands with the days without a dose."""

    order: Order
    gap: gaps.Gap
    limits: Limits | None
    suspended_from: date | None


def protocol_on(unit: Unit, *, on: date) -> Protocol | None:
    """The protocol that was in force when that day was over; today's present one."""
    found = in_force(unit=unit, at=end_of_day(unit, day=on))
    return found[1] if found else None


def value_of(protocol: Protocol | None, key: str) -> Any:
    """A value of the protocol that no dose rests on; None when nobody has set it."""
    return protocol.value(key) if protocol else None


def courses(unit: Unit, *, on: date) -> list[Course]:
    """Every order that is in force on that day, by the number of its patient."""
    protocol, last = protocol_on(unit, on=on), _last_dosed(unit, until=on)
    orders = list(_orders(Order.objects.filter(unit=unit), on=on))
    restarts = _restarts(Order.objects.filter(unit=unit))
    return [
        _course(
            one, [last[one.pk]] if one.pk in last else [], on=on, protocol=protocol,
            restarted_on=restarts.get((one.patient_id, one.drug)),
        )
        for one in orders
    ]  # fmt: skip


def courses_of(patient: Patient, *, on: date) -> list[tuple[Course, tuple[gaps.Span, ...]]]:
    """One patient's orders in force, each with every run of days without a dose."""
    protocol, days = protocol_on(patient.unit, on=on), _days_dosed(patient, until=on)
    known = Order.objects.filter(patient=patient)
    restarts = _restarts(known)
    return [
        (
            _course(
                one, days.get(one.drug, []), on=on, protocol=protocol,
                restarted_on=restarts.get((one.patient_id, one.drug)),
            ),
            gaps.spans(days.get(one.drug, []), on=on),
        )
        for one in _orders(known, on=on)
    ]  # fmt: skip


def holds_in_force(unit: Unit, *, at: datetime) -> Iterable[Hold]:
    """Not lifted, and not ended by themselves; as consulting_holds_in_force() says it."""
    return (
        Hold.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
        .filter(Q(unit=unit) | Q(patient__unit=unit), lifted_at__isnull=True)
        .select_related("patient", "owner")
        .order_by("review_on", "patient__number", "placed_at")
    )


def _orders(known: Any, *, on: date) -> Iterable[Order]:
    rows: Iterable[Order] = (
        known.filter(superseded_by__isnull=True, stop__isnull=True, valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .select_related("patient")
        .prefetch_related("steps")
        .order_by("patient__number", "number")
    )
    return rows


def _restarts(known: Any) -> dict[tuple[UUID, str], date]:
    """The day of the last restart of each patient and drug, as the gate counts it."""
    rows = known.filter(is_restart=True).select_related("unit").order_by("signed_at")
    return {(one.patient_id, one.drug): clinic_day_of(one.unit, at=one.signed_at) for one in rows}


def _course(
    order: Order, days: list[gaps.DayDosed], *, on: date, protocol: Protocol | None,
    restarted_on: date | None,
) -> Course:  # fmt: skip
    product = (Drug(order.drug), SaltForm(order.salt_form), Route(order.route))
    limits, a_day = protocol.for_dose(*product) if protocol else None, _a_day(order, on)
    gap = gaps.standing(days, on=on, a_day=a_day, restarted_on=restarted_on, limits=limits)
    since = None
    if gap.last is not None:
        since = gaps.suspended_from(
            gap.last, on=on, a_day=a_day, restarted_on=restarted_on, limits=limits
        )
    return Course(order=order, gap=gap, limits=limits, suspended_from=since)


def _a_day(order: Order, on: date) -> int:
    """Doses a day that the order says on that day, by its step when it has steps."""
    reached = [step for step in order.steps.all() if step.from_on <= on]
    return max(reached, key=lambda step: step.from_on, default=order).doses_per_day


def _days_dosed(patient: Patient, *, until: date) -> dict[str, list[gaps.DayDosed]]:
    """Also days taken home for, but none that is still to come."""
    question = """select drug, clinic_day, doses, last_mg, day_mg
                    from dispensary_days_dosed(%s, '-infinity')
                   where clinic_day <= %s order by clinic_day"""
    found: dict[str, list[gaps.DayDosed]] = {}
    for drug, *day in ask(question, patient.pk, until):
        found.setdefault(drug, []).append(_day(day))
    return found


def _last_dosed(unit: Unit, *, until: date) -> dict[UUID, gaps.DayDosed]:
    question = """select order_id, clinic_day, doses, last_mg, day_mg
                    from dispensary_last_dosed(%s, %s)"""
    return {key: _day(day) for key, *day in ask(question, unit.pk, until)}


def _day(row: list[Any]) -> gaps.DayDosed:
    on, doses, last_mg, day_mg = row
    return gaps.DayDosed(on=on, doses=doses, last_mg=last_mg, day_mg=day_mg)


def ask(question: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of a function that an outer room offers in the database."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def numbers_of(people: Iterable[UUID | None]) -> dict[UUID, str]:
    """The number of each of these patients."""
    known = Patient.objects.filter(pk__in={one for one in people if one is not None})
    return dict(known.values_list("pk", "number"))
