"""Dated doses from a start, a step, an interval and a target: induction, titration and taper.

Arithmetic only. Whether such doses may be ordered, `dosing.may_order` says for each of them.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from vangnet.rules.amounts import MG_STEP
from vangnet.rules.dosing.facts import OrderKind, StepFacts

RISING = frozenset({OrderKind.INDUCTION, OrderKind.TITRATION})


def schedule(
    kind: OrderKind,
    *,
    start_mg: Decimal,
    step_mg: Decimal,
    every_days: int,
    target_mg: Decimal,
    doses_per_day: int,
    first_on: date,
    last_on: date,
    part_mg: Decimal | None = None,
) -> tuple[StepFacts, ...]:
    """The doses from `first_on` until the target is reached or the last day has come.

    Each is cut down to whole parts of `part_mg`, never up; two alike are one step. A taper towards
    nothing ends with its last whole part: the order then runs out on its last day.
    """
    assert kind is not OrderKind.FIXED, "a fixed dose has no schedule"
    assert step_mg > 0, "a schedule without a step is a fixed dose"
    assert every_days > 0, "a schedule that does not move is a fixed dose"
    up = kind in RISING
    found: list[StepFacts] = []
    dose_mg, on = start_mg, first_on
    while on <= last_on:
        cut_mg = _cut(dose_mg, part_mg or MG_STEP)
        if cut_mg > 0 and (not found or cut_mg != found[-1].dose_mg):
            found.append(
                StepFacts(
                    from_on=on, dose_mg=cut_mg, doses_per_day=doses_per_day,
                    day_mg=cut_mg * doses_per_day,
                )
            )  # fmt: skip
        if dose_mg == target_mg or (dose_mg > target_mg) is up:
            break
        dose_mg = min(dose_mg + step_mg, target_mg) if up else max(dose_mg - step_mg, target_mg)
        if (last_on - on).days < every_days:
            break  # also where the calendar itself ends
        on += timedelta(days=every_days)
    return tuple(found)


def fits(kind: OrderKind, *, start_mg: Decimal, target_mg: Decimal) -> bool:
    """Whether the target lies where this kind of schedule goes."""
    return start_mg < target_mg if kind in RISING else start_mg > target_mg


def _cut(mg: Decimal, part_mg: Decimal) -> Decimal:
    return mg - mg % part_mg


def carried(
    steps: tuple[StepFacts, ...], *, today: date, until: date | None
) -> tuple[StepFacts, ...]:
    """What an order goes on to say from today until the day before `until`, step by step."""
    said = [step for step in steps if step.from_on <= today] or [steps[0]]
    now = replace(said[-1], from_on=max(today, said[-1].from_on))
    later = [step for step in steps if step.from_on > now.from_on]
    return tuple(step for step in (now, *later) if until is None or step.from_on < until)
