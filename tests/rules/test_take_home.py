"""To take home: which product, how many days, and each day's dose on its day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.methadone import drunk, methadone
from tests.rules.routine import DAY, DOSE, HOUR, MG, NOON, ROUTINE, TODAY, YESTERDAYS, protocol
from tests.rules.rows import hepatitis_c

from vangnet.rules.amounts import Drug
from vangnet.rules.decision import Reason
from vangnet.rules.facts import Facts, SupplyDayFacts
from vangnet.rules.facts_json import facts_from_json, facts_to_json
from vangnet.rules.gate import may_dispense, may_supply

R = Reason


def days(*amounts: str, start: int = 1, **changes: object) -> dict[str, object]:
    found = tuple(
        replace(
            SupplyDayFacts(
                day=TODAY + (start + n) * DAY, dose_mg=Decimal(mg), doses_per_day=1,
                order_is_valid=True,
            ),
            **changes,
        )
        for n, mg in enumerate(amounts)
    )  # fmt: skip
    return {"supply": found, "dose_mg": sum(Decimal(mg) for mg in amounts)}


def home(*amounts: str, start: int = 1, **changes: object) -> Facts:
    return methadone(**{**days(*(amounts or ("60",)), start=start), **changes})


def with_supply(allowed: bool | None, longest: int | None):
    rules = protocol()
    limits = {
        k: replace(v, supply_allowed=allowed, supply_days_longest=longest)
        for k, v in rules.limits.items()
    }
    return replace(rules, limits=limits)


AT_HOME = replace(
    drunk(DOSE), taken_home=True, handed_over_at=NOON - 2 * DAY, ended_at=NOON - 2 * DAY
)
BOX = methadone().container
WRONG: list[tuple[Facts, set[Reason]]] = [
    (home("60", "60", "60", "60"), {R.SUPPLY_TOO_LONG}),
    (home(start=4), {R.SUPPLY_TOO_LONG}),  # a day further ahead than the days allowed
    (home("60", "60", start=2, home_ahead=(TODAY + DAY, TODAY + 9 * DAY)), {R.SUPPLY_TOO_LONG}),
    (home(supply=days("60", order_is_valid=False)["supply"]), {R.SUPPLY_DAY_OUTSIDE_ORDER}),
    (home(start=-1, doses=(drunk(YESTERDAYS),)),
     {R.SUPPLY_DAY_OUTSIDE_ORDER, R.TOO_MANY_DOSES_TODAY}),
    (home(supply=days("60", doses_per_day=2)["supply"]), {R.SUPPLY_SEVERAL_DOSES_A_DAY}),
    (home(home_ahead=(TODAY + DAY,)), {R.SUPPLY_DAY_HAS_DOSE}),
    (home("120.001", doses=(drunk(YESTERDAYS, "120"),)), {R.DOSE_ABOVE_MAX, R.DAY_TOTAL_ABOVE_MAX}),
    (home("60", "90.001"), {R.DOSE_GROWS_TOO_FAST}),
    (home("60", opioids_locked_since=NOON - HOUR), {R.OPIOIDS_LOCKED}),
    (home("60", staff=None), {R.NO_GIVER, R.NO_WITNESS}),
    (home("60", "60", container=replace(BOX, in_stock_mg=120 - MG)), {R.CONTAINER_TOO_LITTLE}),
    (home("60", doses=(drunk(YESTERDAYS), replace(DOSE, ended_at=None))), {R.DOSE_STILL_OPEN}),
    (home("60", check=None), {R.NO_CHECK}),
    (home("60", order=None), {R.NO_ORDER}),
    (home("60", register_closed=True), {R.REGISTER_CLOSED}),
    (home("60", **hepatitis_c(date(2020, 1, 1))), {R.HEALTH_CHECK_OVERDUE}),
]  # fmt: skip


@pytest.mark.parametrize("asked", [home(), home("60", "60", "60"), home(start=0), home("60", "90")])
def test_a_supply_is_allowed_up_to_the_limit(asked):
    assert may_supply(asked, protocol()).reasons == ()


@pytest.mark.parametrize(("asked", "reasons"), WRONG)
def test_what_is_wrong_gives_these_reasons_and_no_other(asked, reasons):
    assert set(may_supply(asked, protocol()).reasons) == reasons


@pytest.mark.parametrize(("allowed", "longest"), [(None, 3), (False, 3), (True, None)])
def test_not_set_is_not_allowed(allowed, longest):
    answer = may_supply(home(), with_supply(allowed, longest))
    assert answer.reasons == (R.SUPPLY_NOT_ALLOWED,)


def test_diamorphine_is_never_taken_home_even_where_it_is_allowed():
    asked = replace(ROUTINE, **days("200"), kit=None)
    assert R.SUPPLY_NEEDS_ENTITLEMENT in may_supply(asked, with_supply(True, 3)).reasons


def test_a_day_that_had_its_dose_gets_no_bottle():
    asked = home(start=0, doses=(drunk(YESTERDAYS), drunk(DOSE)), last_dose_day=TODAY)
    assert R.SUPPLY_DAY_HAS_DOSE in may_supply(asked, protocol()).reasons


def test_who_took_today_home_gets_no_dose_here_and_the_other_drug_is_free():
    asked = methadone(doses=(drunk(YESTERDAYS), AT_HOME), last_dose_day=TODAY)
    assert R.TAKEN_HOME_TODAY in may_dispense(asked, protocol()).reasons
    other = replace(ROUTINE, doses=(YESTERDAYS, AT_HOME, DOSE))
    assert may_dispense(other, protocol()).allowed


def test_the_bottle_counts_toward_the_cap_of_its_day():
    large = replace(drunk(DOSE, "151"), taken_home=True)
    asked = replace(ROUTINE, doses=(YESTERDAYS, large, DOSE))
    assert may_dispense(asked, protocol()).reasons == (R.CO_METHADONE_ABOVE_MAX,)


def test_a_bottle_is_of_its_day_and_not_of_the_hour():
    just_handed = replace(AT_HOME, clinic_day=TODAY - DAY, handed_over_at=NOON, ended_at=NOON)
    asked = methadone(doses=(just_handed, DOSE), last_dose_day=TODAY - DAY)
    assert may_dispense(asked, protocol()).allowed


def test_bottles_at_home_leave_no_gap():
    long_ago = replace(AT_HOME, clinic_day=TODAY - 3 * DAY, handed_over_at=NOON - 6 * DAY,
                       ended_at=NOON - 6 * DAY)  # fmt: skip
    asked = methadone(
        doses=(long_ago,), last_dose_day=TODAY - 3 * DAY, doses_since=TODAY - 3 * DAY,
        orders_beside=(),
    )  # fmt: skip
    assert may_dispense(asked, protocol()).allowed


def test_facts_of_a_supply_come_back_from_their_json():
    asked = home("60", "60", doses=(drunk(YESTERDAYS), AT_HOME, DOSE), last_dose_day=TODAY)
    assert facts_from_json(facts_to_json(asked)) == asked


@given(
    st.lists(st.decimals(min_value="0.001", max_value=200, places=3), min_size=1, max_size=5),
    st.booleans(),
)
def test_no_allowed_supply_passes_a_limit_on_any_day(amounts, beside):
    asked = home(*map(str, amounts), orders_beside=(Drug.DIAMORPHINE,) if beside else ())
    if may_supply(asked, protocol()).allowed:
        assert len(amounts) <= 3
        assert max(amounts) <= 120
        rises = zip([Decimal(60), *amounts], amounts, strict=False)
        assert all(after <= before * Decimal("1.5") for before, after in rises)
