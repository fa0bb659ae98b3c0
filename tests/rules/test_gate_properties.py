"""What must hold for any facts Hypothesis can find, not only for those somebody thought of."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import DAY, DOSE, HOUR, MINUTE, NOON, ROUTINE, TODAY, protocol, site
from tests.rules.rows import EXACTLY_AT_THE_LIMIT, ONE_THING_WRONG, facts

from vangnet.rules.decision import Decision, Reason
from vangnet.rules.facts import Facts
from vangnet.rules.facts_json import facts_from_json, facts_to_json
from vangnet.rules.gate import may_dispense
from vangnet.rules.keys import NEEDED
from vangnet.rules.protocol import Protocol, load_country, resolve

doses_mg = st.decimals(min_value="0.001", max_value=2000, places=3)
MAY_BE_NONE = {
    # None here says that something did not happen, or that nobody asks for it: an answer
    "ended_on", "stopped_at", "restart_signed_at", "opioids_locked_since", "given_mg",
    "review_due_on",
}  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> Facts:
    """Any run of up to six doses over five days, and any dose asked for now."""
    ages = draw(st.lists(st.integers(1, 5 * 24 * 60), max_size=6, unique=True))
    had = tuple(
        replace(
            DOSE,
            clinic_day=(NOON - age * MINUTE).date(),
            handed_over_at=NOON - age * MINUTE,
            ended_at=draw(st.none() | st.just(NOON - age * MINUTE + MINUTE)),
            handed_mg=(mg := draw(doses_mg)),
            given_mg=draw(st.sampled_from([mg, mg / 2, Decimal(0)])),
            ordered_mg=mg,
        )
        for age in sorted(ages, reverse=True)
    )
    return facts(
        doses=had,
        last_dose_day=had[-1].clinic_day if had else None,
        restart_signed_at=draw(st.none() | st.just(NOON - 2 * DAY)),
        order=replace(ROUTINE.order, doses_per_day=draw(st.integers(1, 4))),
    )


@pytest.mark.parametrize("country", ["nl", "ch"])
@given(asked=histories(), one=doses_mg, other=doses_mg)
def test_asking_for_less_never_adds_a_reason(country, asked, one, other):
    less, more = (
        may_dispense(replace(asked, dose_mg=mg), protocol(country)) for mg in sorted([one, other])
    )
    assert set(less.reasons) <= set(more.reasons)


@pytest.mark.parametrize("country", ["nl", "ch"])
@given(asked=histories())
def test_the_same_question_has_the_same_answer(country, asked):
    answer = may_dispense(asked, protocol(country))
    assert may_dispense(asked, protocol(country)) == answer
    replayed = may_dispense(
        facts_from_json(facts_to_json(asked)), Protocol.from_content(protocol(country).content())
    )
    assert replayed == answer


@given(asked=histories())
def test_no_allowed_dose_passes_a_cap(asked):
    limits = protocol("nl").for_dose(asked.drug, asked.salt_form, asked.route)
    if may_dispense(asked, protocol("nl")).allowed:
        today = [d for d in asked.doses if d.clinic_day == TODAY]
        counted = [d.handed_mg if d.ended_at is None else d.given_mg for d in today]
        assert asked.dose_mg <= limits.dose_mg_max
        assert sum(counted) + asked.dose_mg <= limits.day_mg_max
        assert all(d.ended_at is not None for d in asked.doses)


def not_known() -> list[tuple[str, Facts]]:
    """The routine facts with one field of one part made None."""
    found = []
    for field in fields(ROUTINE):
        part = getattr(ROUTINE, field.name)
        if "None" in str(field.type) and part is not None:
            found.append((field.name, facts(**{field.name: None})))
        if not is_dataclass(part):
            continue
        for inner in fields(part):
            if "None" in str(inner.type) and inner.name not in MAY_BE_NONE:
                changed = replace(part, **{inner.name: None})
                found.append((f"{field.name}.{inner.name}", facts(**{field.name: changed})))
    return found


@pytest.mark.parametrize(("name", "asked"), not_known())
def test_anything_not_known_refuses(name, asked):
    assert not may_dispense(asked, protocol()).allowed, name


@pytest.mark.parametrize("key", [key.name for key in NEEDED])
@pytest.mark.parametrize("country", ["nl", "ch"])
def test_any_needed_value_nobody_has_set_refuses(country, key):
    """Neither the country's file nor the unit has it: the protocol is not complete."""
    land, unit = load_country(country), site(country)
    land = land.model_copy(update={"values": tuple(v for v in land.values if v.key != key)})
    unit = unit.model_copy(update={"values": tuple(v for v in unit.values if v.key != key)})
    rules = resolve(land, unit, on=TODAY)
    assert any(name.endswith(key) for name in rules.missing)
    assert Reason.PROTOCOL_INCOMPLETE in may_dispense(ROUTINE, rules).reasons


@given(
    st.sampled_from(ONE_THING_WRONG), st.sampled_from(ONE_THING_WRONG),
)  # fmt: skip
def test_two_things_wrong_give_both_reasons(one, other):
    (first, reason), (second, another) = one, other
    if first.keys() & second.keys() or {"doses", "order", "dose_mg"} & (first | second).keys():
        return  # one change undoes the other
    if {"breath_test", "breath_tests_over_limit_at"} <= (first | second).keys():
        return  # whether it was too early is asked of the test itself
    reasons = may_dispense(facts(**first, **second), protocol()).reasons
    assert {reason, another} <= set(reasons)


@given(st.sampled_from(EXACTLY_AT_THE_LIMIT))
def test_a_lock_and_an_open_dose_stop_every_dose(changes):
    locked = facts(**{**changes, "opioids_locked_since": NOON - HOUR})
    assert Reason.OPIOIDS_LOCKED in may_dispense(locked, protocol()).reasons


def test_an_allowed_decision_has_no_refusals():
    assert Decision(()).allowed
    assert may_dispense(ROUTINE, protocol()) == Decision(())
