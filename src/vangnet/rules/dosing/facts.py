"""What the rule of ordering is told: one order as the prescriber typed it, and what came before.

The rule looks nothing up. `None` always means "not known" or "not there". Stored with its answer,
so that any past decision can be asked again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum, auto
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.facts import ApprovalFacts, DoseFacts, HoldFacts
from vangnet.rules.medicines import OtherMedicineFacts


class OrderKind(StrEnum):
    """What the order is for. Stored by value: add freely, never rename."""

    FIXED = auto()
    INDUCTION = auto()
    TITRATION = auto()
    TAPER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """From this day on: these amounts, in mg of the order's salt form."""

    from_on: date
    dose_mg: Decimal
    doses_per_day: int
    day_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherOrderFacts:
    """An order of another drug that goes on beside this one, with its highest day from now on."""

    drug: Drug
    salt_form: SaltForm
    route: Route
    day_mg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderingFacts:
    """Everything the rule of ordering weighs."""

    now: datetime
    clinic_day: date
    kind: OrderKind
    drug: Drug
    salt_form: SaltForm
    route: Route
    steps: tuple[StepFacts, ...]  # at least one, by date; the first is the order's first day
    valid_until: date | None
    is_restart: bool
    reason_given: bool  # the prescriber wrote why
    prescriber_may_prescribe: bool
    approvals: tuple[ApprovalFacts, ...]
    doses: tuple[DoseFacts, ...]  # of the last day before today on which this drug was had, and on
    last_dose_day: date | None  # last clinic day on which this drug was had; None: never
    restart_signed_at: datetime | None  # the last fresh start of this drug before this order
    last_ordered_mg: Decimal | None  # single dose of this product that the present order says today
    other_orders: tuple[OtherOrderFacts, ...]
    holds: tuple[HoldFacts, ...]
    opioids_locked_since: datetime | None
    restart_day: date | None = None  # the clinic day of restart_signed_at; older facts lack it
    has_died: bool = False  # as the treatment ladder says; older facts lack it
    last_ordered_day_mg: Decimal | None = (
        None  # its day, beside last_ordered_mg; older facts lack it
    )
    other_medicines: tuple[OtherMedicineFacts, ...] = ()  # taken today; older facts lack them
    alike_at: tuple[str, ...] = ()  # units where somebody in treatment could be this person, who is
    # not enrolled yet, and nobody said that they are two people; older facts lack them

    @property
    def valid_from(self) -> date:
        return self.steps[0].from_on

    @property
    def product(self) -> tuple[Drug, SaltForm, Route]:
        return self.drug, self.salt_form, self.route


@cache
def _reader() -> TypeAdapter[OrderingFacts]:
    return TypeAdapter(OrderingFacts)


def ordering_to_json(facts: OrderingFacts) -> dict[str, Any]:
    stored: dict[str, Any] = _reader().dump_python(facts, mode="json")
    return stored


def ordering_from_json(stored: Mapping[str, Any]) -> OrderingFacts:
    """Facts from what `ordering_to_json` wrote; a ValueError when it is anything else."""
    facts = _reader().validate_json(json.dumps(stored, default=str), strict=True)
    if not _holds(ordering_to_json(facts), stored):
        raise ValueError("facts of an order hold more than is known, or something else")
    return facts


def _holds(known: Any, stored: Any) -> bool:
    """Whether all that was stored was read. What came later may be missing: it has its default."""
    if isinstance(stored, Mapping):
        return all(name in known and _holds(known[name], one) for name, one in stored.items())
    if isinstance(stored, list):
        return len(stored) == len(known) and all(map(_holds, known, stored))
    return bool(known == stored)
