"""Facts as JSON and back: what a decision is stored with, replayed from, and asked with by file.

Writing is by hand, because every hand-over does it; reading is strict, because files come from
people. Amounts are texts, instants ISO in UTC with microseconds, dates ISO.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from vangnet.rules.amounts import is_whole_step
from vangnet.rules.facts import (
    ApprovalFacts,
    BreathTestFacts,
    CheckFacts,
    ContainerFacts,
    DoseFacts,
    Facts,
    HoldFacts,
    KitFacts,
    OrderFacts,
    PreDoseCheckFacts,
    RoomFacts,
    StaffFacts,
    SupplyDayFacts,
    VisitFacts,
)
from vangnet.rules.place_json import place_to_json
from vangnet.rules.readiness_json import readiness_to_json

Json = dict[str, Any]
Place = tuple[int | str, ...]
READING: Place = ("breath_test", "reading")


class FactsError(ValueError):
    """Facts that cannot be used. Each problem names its field and the fault."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def facts_to_json(facts: Facts) -> Json:
    """Written out by hand: a loop over fields costs ten times as much at the hatch."""
    return {
        "now": _at(facts.now),
        "clinic_day": facts.clinic_day.isoformat(),
        "look_only": facts.look_only,
        "drug": facts.drug.value,
        "salt_form": facts.salt_form.value,
        "route": facts.route.value,
        "dose_mg": str(facts.dose_mg),
        "visit": facts.visit and _visit(facts.visit),
        "approval": facts.approval and _approval(facts.approval),
        "order": facts.order and _order(facts.order),
        "breath_test": facts.breath_test and _breath_test(facts.breath_test),
        "breath_tests_over_limit_at": [_at(at) for at in facts.breath_tests_over_limit_at],
        "check": facts.check and _check(facts.check),
        "doses": [_dose(dose) for dose in facts.doses],
        "doses_since": facts.doses_since.isoformat(),
        "last_dose_day": _on(facts.last_dose_day),
        "restart_signed_at": facts.restart_signed_at and _at(facts.restart_signed_at),
        "restart_day": _on(facts.restart_day),
        "register_closed": facts.register_closed,
        "clock_skew_seconds": facts.clock_skew_seconds,
        "holds": [_hold(hold) for hold in facts.holds],
        "opioids_locked_since": facts.opioids_locked_since and _at(facts.opioids_locked_since),
        "room": facts.room and _room(facts.room),
        "staff": facts.staff and _staff(facts.staff),
        "container": facts.container and _container(facts.container),
        "kit": facts.kit and _kit(facts.kit),
        "checks": [_health_check(one) for one in facts.checks],
        "checks_since": _on(facts.checks_since),
        "orders_beside": [drug.value for drug in facts.orders_beside],
        "supply": [_supply_day(day) for day in facts.supply],
        "home_ahead": [day.isoformat() for day in facts.home_ahead],
        "place": facts.place and place_to_json(facts.place),
        "readiness": facts.readiness and readiness_to_json(facts.readiness),
    }


def _at(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _on(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _visit(visit: VisitFacts) -> Json:
    return {"opened_at": _at(visit.opened_at), "identifiers": list(visit.identifiers)}


def _check(check: PreDoseCheckFacts) -> Json:
    return {
        "checked_at": _at(check.checked_at),
        "sedation_score": check.sedation_score,
        "asleep": check.asleep,
        "intoxication_signs": list(check.intoxication_signs),
    }


def _hold(hold: HoldFacts) -> Json:
    return {
        "kind": hold.kind.value,
        "reason": hold.reason,
        "placed_at": _at(hold.placed_at),
        "owner_name": hold.owner_name,
    }


def _room(room: RoomFacts) -> Json:
    return {
        "number": room.number,
        "in_service": room.in_service,
        "occupied_by_another": room.occupied_by_another,
    }


def _staff(staff: StaffFacts) -> Json:
    return {
        "giver_key": staff.giver_key,
        "giver_may_give": staff.giver_may_give,
        "witness_key": staff.witness_key,
        "witness_may_witness": staff.witness_may_witness,
        "witness_authenticated": staff.witness_authenticated,
    }


def _approval(approval: ApprovalFacts) -> Json:
    return {
        "valid_from": approval.valid_from.isoformat(),
        "valid_until": _on(approval.valid_until),
        "ended_on": _on(approval.ended_on),
        "review_due_on": _on(approval.review_due_on),
    }


def _order(order: OrderFacts) -> Json:
    return {
        "drug": order.drug.value,
        "salt_form": order.salt_form.value,
        "route": order.route.value,
        "dose_mg": str(order.dose_mg),
        "doses_per_day": order.doses_per_day,
        "day_mg": str(order.day_mg),
        "valid_from": order.valid_from.isoformat(),
        "valid_until": _on(order.valid_until),
        "stopped_at": order.stopped_at and _at(order.stopped_at),
        "signed_at": _at(order.signed_at),
        "prescriber_may_prescribe": order.prescriber_may_prescribe,
    }


def _breath_test(test: BreathTestFacts) -> Json:
    return {
        "taken_at": _at(test.taken_at),
        "reading": str(test.reading),
        "unit": test.unit.value,
        "device_serial": test.device_serial,
        "device_calibrated_on": _on(test.device_calibrated_on),
        "device_calibration_due_on": _on(test.device_calibration_due_on),
    }


def _dose(dose: DoseFacts) -> Json:
    return {
        "clinic_day": dose.clinic_day.isoformat(),
        "drug": dose.drug.value,
        "salt_form": dose.salt_form.value,
        "route": dose.route.value,
        "handed_over_at": _at(dose.handed_over_at),
        "ended_at": dose.ended_at and _at(dose.ended_at),
        "ordered_mg": str(dose.ordered_mg),
        "handed_mg": str(dose.handed_mg),
        "given_mg": None if dose.given_mg is None else str(dose.given_mg),
        "taken_home": dose.taken_home,
    }


def _supply_day(day: SupplyDayFacts) -> Json:
    return {
        "day": day.day.isoformat(),
        "dose_mg": str(day.dose_mg),
        "doses_per_day": day.doses_per_day,
        "order_is_valid": day.order_is_valid,
    }


def _container(container: ContainerFacts) -> Json:
    return {
        "code": container.code,
        "drug": container.drug.value,
        "salt_form": container.salt_form.value,
        "routes": [route.value for route in container.routes],
        "usable_until": container.usable_until and _at(container.usable_until),
        "in_use": container.in_use,
        "in_stock_mg": str(container.in_stock_mg),
    }


def _kit(kit: KitFacts) -> Json:
    return {
        "code": kit.code,
        "route": kit.route.value,
        "expires_on": kit.expires_on.isoformat(),
        "already_issued": kit.already_issued,
    }


def _health_check(check: CheckFacts) -> Json:
    return {
        "kind": check.kind.value,
        "last_on": _on(check.last_on),
        "own_months": check.own_months,
    }


@cache
def _reader() -> TypeAdapter[Facts]:
    return TypeAdapter(Facts)


def facts_schema() -> Json:
    """The JSON Schema of a facts file."""
    return _reader().json_schema()


def facts_from_json(stored: Mapping[str, Any]) -> Facts:
    """Facts from what `facts_to_json` wrote, or from a file of somebody's own."""
    try:
        facts = _reader().validate_json(json.dumps(stored, default=str), strict=True)
    except ValidationError as fault:
        raise FactsError(tuple(_line(e["loc"], e["msg"]) for e in fault.errors())) from None
    problems = (*unknown_fields(stored, facts_to_json(facts)), *_senseless(facts))
    if problems:
        raise FactsError(problems)
    return facts


def _line(place: Place, fault: str) -> str:
    return f"{'.'.join(map(str, place)) or 'facts'}: {fault}"


def unknown_fields(given: Any, known: Any) -> Iterator[str]:
    """A line for each field of `given` that nobody asks for."""
    return _unknown(given, known, ())


def _unknown(given: Any, known: Any, place: Place) -> Iterator[str]:
    """Fields nobody asked for: mostly a slip of the pen in one that was."""
    if isinstance(given, Mapping) and isinstance(known, dict):
        for name in given:
            if name not in known:
                yield _line((*place, name), "there is no such field")
            else:
                yield from _unknown(given[name], known[name], (*place, name))
    elif isinstance(given, list) and isinstance(known, list):
        for step, (one, other) in enumerate(zip(given, known, strict=True)):
            yield from _unknown(one, other, (*place, step))


def _senseless(facts: Facts) -> Iterator[str]:
    if not (is_whole_step(facts.dose_mg) and facts.dose_mg > 0):
        yield "dose_mg: must be above 0 and no finer than 0.001"
    for place, value in _leaves(facts, ()):
        if isinstance(value, datetime) and value.tzinfo is None:
            yield _line(place, "needs its offset from UTC, like 2026-03-02T11:00:00+00:00")
        # Only a device may report what cannot be: the gate has a reason for it.
        number = isinstance(value, Decimal) and place not in (("dose_mg",), READING)
        if number and not (value.is_finite() and value >= 0):
            yield _line(place, "must be a number, not below 0")


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), (*place, field.name))
    elif isinstance(value, tuple):
        for step, one in enumerate(value):
            yield from _leaves(one, (*place, step))
    else:
        yield place, value
