"""What must hold of any order: the gate does not refuse its size, and no chain climbs faster."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.rules.dosing.orders import ROUTINE_ORDER
from tests.rules.routine import DAY, DOSE, HOUR, NOON, ORDER, ROUTINE, TODAY, protocol

from vangnet.rules.decision import Reason
from vangnet.rules.dosing import OrderingFacts, StepFacts, may_order
from vangnet.rules.dosing.steps import WHEN_ORDERED
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import may_dispense
from vangnet.rules.pages import reasons_on

OF_SIZE = {
    *reasons_on("growth"), Reason.DOSE_ABOVE_MAX, Reason.DAY_TOTAL_ABOVE_MAX,
    Reason.TOO_MANY_DOSES_TODAY, Reason.DOSE_ABOVE_ORDER, Reason.DAY_TOTAL_ABOVE_ORDER,
    Reason.DOSES_ABOVE_ORDER,
}  # fmt: skip
DAYS_LIVED = 11  # past the second day of any last step
EIGHT = NOON.replace(hour=8)
COUNTRIES = pytest.mark.parametrize("country", ["nl", "ch"])

doses_mg = st.integers(1, 90).map(lambda n: Decimal(5 * n))


def had(mg: Decimal, *, day: int, number: int, ordered_mg: Decimal | None = None) -> DoseFacts:
    """That dose of that day, all of it given."""
    at = EIGHT + day * DAY + number * 4 * HOUR
    return replace(
        DOSE, clinic_day=TODAY + day * DAY, handed_over_at=at, ended_at=at + HOUR / 10,
        ordered_mg=ordered_mg or mg, handed_mg=mg, given_mg=mg,
    )  # fmt: skip


LAST_DAYS = st.integers(-12, -1)  # yesterday, or so long ago that it is a gap in every protocol
# A fresh start that was signed before: without a dose after it, with one, or never.
RESTARTS = st.none() | st.integers(-14, -1)


@st.composite
def orders(draw: st.DrawFn) -> OrderingFacts:
    """Any order after any last day and any fresh start before it, with up to four dated steps."""
    last = draw(LAST_DAYS)
    past = [
        # Of a guest day, or not all given: what was ordered then is not what was had.
        had(mg, day=last, number=n, ordered_mg=max(mg + 5 * draw(st.integers(-3, 3)), Decimal(5)))
        for n, mg in enumerate(draw(st.lists(doses_mg, max_size=3)))
    ]  # fmt: skip
    mg, on, steps = draw(st.integers(1, 60)) * Decimal(5), TODAY, []
    for _ in range(draw(st.integers(1, 4))):
        doses = draw(st.integers(1, 3))
        day_mg = draw(st.sampled_from([mg * doses, mg, max(mg, mg * doses - 5)]))
        steps.append(StepFacts(from_on=on, dose_mg=mg, doses_per_day=doses, day_mg=day_mg))
        mg = max(mg + draw(st.integers(-4, 6)) * 5, Decimal(5))
        on += draw(st.integers(1, 3)) * DAY
    restart = draw(RESTARTS)
    return replace(
        ROUTINE_ORDER, steps=tuple(steps), doses=tuple(past), reason_given=True,
        last_dose_day=TODAY + last * DAY if past else None, is_restart=draw(st.booleans()),
        restart_signed_at=None if restart is None else EIGHT + restart * DAY - HOUR,
        restart_day=None if restart is None else TODAY + restart * DAY,
        valid_until=TODAY + DAYS_LIVED * DAY,
        now=EIGHT - HOUR,  # signed before the first dose of the day
    )  # fmt: skip


def at_the_hatch(order: OrderingFacts, step: StepFacts, past: list[DoseFacts], mg: Decimal,
                 *, day: int, number: int) -> Facts:  # fmt: skip
    """What the gate is told of that dose, when all before it were had as ordered."""
    written = replace(
        ORDER, dose_mg=step.dose_mg, doses_per_day=step.doses_per_day, day_mg=step.day_mg,
        valid_from=order.valid_from, valid_until=order.valid_until,
    )  # fmt: skip
    return replace(
        ROUTINE, now=EIGHT + day * DAY + number * 4 * HOUR, clinic_day=TODAY + day * DAY,
        dose_mg=mg, order=written, doses=tuple(past), doses_since=TODAY - 30 * DAY,
        last_dose_day=past[-1].clinic_day if past else None,
        restart_signed_at=order.now if order.is_restart else order.restart_signed_at,
        restart_day=TODAY if order.is_restart else order.restart_day,
    )  # fmt: skip


def lived(order: OrderingFacts, country: str):
    """Every dose of the order as it is asked at the hatch, day after day."""
    past = list(order.doses)
    for day in range(DAYS_LIVED):
        on = TODAY + timedelta(days=day)
        step = [one for one in order.steps if one.from_on <= on][-1]
        left, number = step.day_mg, 0
        while left > 0 and number < step.doses_per_day:
            mg = min(step.dose_mg, left)
            asked = at_the_hatch(order, step, past, mg, day=day, number=number)
            yield asked, may_dispense(asked, protocol(country))
            past.append(had(mg, day=day, number=number, ordered_mg=step.dose_mg))
            left, number = left - mg, number + 1


@COUNTRIES
@given(order=orders())
def test_an_allowed_order_is_never_refused_at_the_gate_for_the_size_of_a_dose(country, order):
    assume(may_order(order, protocol(country)).allowed)
    for asked, decision in lived(order, country):
        assert not set(decision.reasons) & OF_SIZE, (asked.clinic_day, asked.dose_mg)


@COUNTRIES
@given(order=orders())
def test_growth_says_the_same_when_ordering_and_at_the_hatch(country, order):
    at_the_gate = {reason for _, d in lived(order, country) for reason in d.reasons}
    when_ordered = set(may_order(order, protocol(country)).reasons)
    assert {WHEN_ORDERED[one] for one in at_the_gate & WHEN_ORDERED.keys()} == (
        when_ordered & set(WHEN_ORDERED.values())
    )


LINKS = st.tuples(doses_mg, st.integers(1, 3), st.booleans(), st.sampled_from([1, 1, 1, 2, 4, 9]))


@COUNTRIES
@given(chain=st.lists(LINKS, max_size=8))
def test_no_chain_of_orders_climbs_faster_than_growth(country, chain):
    """An order a day, or after days without, each had in full when it is allowed.

    The last day with doses bounds the next, however many orders and fresh starts lie between.
    """
    limits = protocol(country).for_dose(*ROUTINE_ORDER.product)
    past: list[DoseFacts] = []
    restart, day = None, 0
    for mg, doses, fresh, after in chain:
        day += after
        step = StepFacts(
            from_on=TODAY + day * DAY, dose_mg=mg, doses_per_day=doses, day_mg=mg * doses
        )
        before = [one for one in past if one.clinic_day == past[-1].clinic_day] if past else []
        order = replace(
            ROUTINE_ORDER, clinic_day=step.from_on, now=EIGHT + day * DAY - HOUR, steps=(step,),
            doses=tuple(before), last_dose_day=before[-1].clinic_day if before else None,
            reason_given=True, is_restart=fresh, last_ordered_mg=None, restart_signed_at=restart,
            restart_day=restart and restart.date(),
        )  # fmt: skip
        allowed = may_order(order, protocol(country)).allowed
        restart = order.now if fresh else restart  # also where none is allowed, as it once was
        if not allowed:
            continue
        gone = bool(before) and (step.from_on - before[-1].clinic_day).days > limits.gap_days_max
        lifted = restart is not None and bool(before) and restart > before[-1].handed_over_at
        _within(limits.growth, mg, doses, before, fresh=not before or (lifted and gone))
        if not fresh or after % 2:  # a fresh start that nobody followed lifts nothing for the next
            past += [had(mg, day=day, number=n) for n in range(doses)]


def _within(growth, mg, doses, before, *, fresh):
    """The rule of growth once more, written out by hand from its words."""
    if fresh:
        assert not isinstance(growth.first_dose_mg_max, Decimal) or mg <= growth.first_dose_mg_max
        return
    total = sum(one.given_mg for one in before)
    by_day = isinstance(growth.day_share_doses_fewest, int)
    if by_day and doses >= growth.day_share_doses_fewest:
        assert mg <= total * growth.day_share_max
    else:
        assert mg <= before[-1].given_mg * (1 + growth.step_share_max)


@COUNTRIES
@given(order=orders())
def test_an_allowed_order_is_within_the_caps_on_every_day(country, order):
    assume(may_order(order, protocol(country)).allowed)
    limits = protocol(country).for_dose(*order.product)
    for step in order.steps:
        for mg, most in ((step.dose_mg, limits.dose_mg_max), (step.day_mg, limits.day_mg_max)):
            assert not isinstance(most, Decimal) or mg <= most
