"""Rows in, the facts of ordering out: what was had, what is ordered, and what holds it back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max

from vangnet.clinic.consulting.holding import holds_in_force
from vangnet.clinic.consulting.ladder.facts import episodes_of, has_died
from vangnet.clinic.consulting.medicines.facts import medicine_facts
from vangnet.clinic.consulting.models import Approval, Order, OrderStep
from vangnet.clinic.consulting.moving.likeness import units_to_call
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient
from vangnet.clinic.staff.models import User
from vangnet.clinic.staff.roles import Task
from vangnet.rules import facts as rule
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.dosing.facts import OrderingFacts, OrderKind, OtherOrderFacts, StepFacts
from vangnet.rules.schedules import carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the prescriber typed. Amounts in mg of `salt_form`; at least one step, by date."""

    kind: OrderKind
    drug: Drug
    salt_form: SaltForm
    route: Route
    steps: tuple[StepFacts, ...]
    valid_until: date | None
    is_restart: bool = False
    reason: str = ""

    @property
    def product(self) -> tuple[Drug, SaltForm, Route]:
        return self.drug, self.salt_form, self.route


def ordering(*, patient: Patient, wanted: Wanted, by: User, at: datetime) -> OrderingFacts:
    """Everything the rule weighs, read now."""
    today = clinic_day_of(patient.unit, at=at)
    doses = doses_had(patient, wanted.drug, today)
    present = present_order(patient, wanted.drug)
    holds, restart = holds_in_force(patient, at=at), _restart(patient, wanted.drug)
    said = _last_ordered(present, wanted, today)
    return OrderingFacts(
        now=at,
        clinic_day=today,
        kind=wanted.kind,
        drug=wanted.drug,
        salt_form=wanted.salt_form,
        route=wanted.route,
        steps=_from_today(wanted, present, today) + wanted.steps,
        valid_until=wanted.valid_until,
        is_restart=wanted.is_restart,
        reason_given=bool(wanted.reason.strip()),
        prescriber_may_prescribe=by.may(Task.PRESCRIBE),
        approvals=_approvals(patient),
        doses=doses,
        last_dose_day=max((dose.clinic_day for dose in doses), default=None),
        restart_signed_at=restart,
        restart_day=restart and clinic_day_of(patient.unit, at=restart),
        last_ordered_mg=said.dose_mg if said else None,
        last_ordered_day_mg=said.day_mg if said else None,
        other_medicines=medicine_facts(patient, on=today),
        has_died=has_died(episodes_of(patient)),
        alike_at=tuple(unit.name for unit in units_to_call(patient)),
        other_orders=_others(patient, wanted, today),
        holds=tuple(hold for hold in holds if hold.kind is not rule.HoldKind.EMERGENCY),
        opioids_locked_since=min(
            (hold.placed_at for hold in holds if hold.kind is rule.HoldKind.EMERGENCY), default=None
        ),
    )


def present_order(patient: Patient, drug: Drug) -> Order | None:
    """The order of this drug that nothing supersedes, stopped or over or not."""
    rows = Order.objects.filter(patient=patient, drug=drug, superseded_by__isnull=True)
    return rows.select_related("stop").prefetch_related("steps").first()


def steps_of(order: Order) -> tuple[StepFacts, ...]:
    """What the order says from which day on; without steps its own amounts on every day."""
    rows = sorted(order.steps.all(), key=lambda step: step.from_on)
    dated: list[tuple[date, Order | OrderStep]] = [(row.from_on, row) for row in rows]
    return tuple(
        StepFacts(
            from_on=on, dose_mg=row.dose_mg, doses_per_day=row.doses_per_day, day_mg=row.day_mg
        )
        for on, row in dated or [(order.valid_from, order)]
    )


def runs_on(order: Order, day: date) -> bool:
    """Whether a dose could be handed over by it on that day."""
    over = order.valid_until is not None and order.valid_until < day
    return order.valid_from <= day and not over and not hasattr(order, "stop")


def _from_today(wanted: Wanted, present: Order | None, today: date) -> tuple[StepFacts, ...]:
    """An order replaces the one before it at once: until its first day it goes on with those doses.

    Else nobody could be given anything in between.
    """
    begins = wanted.steps[0].from_on
    if present is None or wanted.is_restart or not runs_on(present, today):
        return ()
    if (present.drug, present.salt_form, present.route) != wanted.product:
        return ()
    until_on = present.valid_until
    if until_on is not None and (begins - until_on).days > 1:
        return ()  # it is over before the new one begins
    return carried(steps_of(present), today=today, until=begins)


def doses_had(patient: Patient, drug: Drug, today: date) -> tuple[rule.DoseFacts, ...]:
    """Of the last day with any and of today, the oldest first, with what was ordered of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from consulting_doses_had(%s, %s, %s)", [patient.pk, drug.value, today]
        )
        rows = cursor.fetchall()
    return tuple(
        rule.DoseFacts(
            clinic_day=day, drug=drug, salt_form=SaltForm(salt_form), route=Route(route),
            handed_over_at=handed_at, ended_at=ended_at, ordered_mg=ordered_mg,
            handed_mg=handed_mg, given_mg=given_mg,
        )
        for day, salt_form, route, handed_at, ended_at, ordered_mg, handed_mg, given_mg in rows
    )  # fmt: skip


def _approvals(patient: Patient) -> tuple[rule.ApprovalFacts, ...]:
    rows = Approval.objects.filter(patient=patient).select_related("end")
    return tuple(
        rule.ApprovalFacts(
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            ended_on=row.end.ended_on if hasattr(row, "end") else None,
        )
        for row in rows.order_by("valid_from", "pk")
    )


def _restart(patient: Patient, drug: Drug) -> datetime | None:
    signed = Order.objects.filter(patient=patient, drug=drug, is_restart=True)
    at: datetime | None = signed.aggregate(at=Max("signed_at"))["at"]
    return at


def _last_ordered(present: Order | None, wanted: Wanted, today: date) -> StepFacts | None:
    """What the present order of this very product says today, also when it is over or stopped."""
    if present is None or (present.drug, present.salt_form, present.route) != wanted.product:
        return None
    steps = steps_of(present)
    said = [step for step in steps if step.from_on <= today] or [steps[0]]
    return said[-1]


def _others(patient: Patient, wanted: Wanted, today: date) -> tuple[OtherOrderFacts, ...]:
    """Orders of other drugs that run now or later, each with its highest day from now on."""
    rows = (
        Order.objects.filter(patient=patient, superseded_by__isnull=True, stop__isnull=True)
        .exclude(drug=wanted.drug)
        .exclude(valid_until__lt=today)
        .prefetch_related("steps")
        .order_by("drug")
    )
    return tuple(
        OtherOrderFacts(
            drug=Drug(row.drug),
            salt_form=SaltForm(row.salt_form),
            route=Route(row.route),
            day_mg=max(step.day_mg for step in carried(steps_of(row), today=today, until=None)),
        )
        for row in rows
    )
