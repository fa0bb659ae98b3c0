"""What may be agreed between units: one thing wrong at a time, and exactly at the limit."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import MG, TODAY, protocol

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.moving import (
    Amounts,
    Days,
    MovingReason,
    Situation,
    earliest_last_day,
    faults_of_cut,
    faults_of_guest_days,
    faults_of_guest_order,
    faults_of_transfer,
)

DAY = timedelta(days=1)
WEEK = Days(first_on=TODAY, last_on=TODAY + 6 * DAY)
R = MovingReason
NOW = Situation(
    today=TODAY, is_of_unit=True, to_own_unit=False, same_country=True,
    ordered=(Days(first_on=TODAY, last_on=TODAY + 6 * DAY),),
)  # fmt: skip
GUEST_DAYS = [
    ({"is_of_unit": False}, R.PATIENT_OF_ANOTHER_UNIT),
    ({"to_own_unit": True}, R.SAME_UNIT),
    ({"same_country": False}, R.ANOTHER_COUNTRY),
    ({"has_died": True}, R.HAS_DIED),
    ({"today": TODAY + DAY}, R.DAYS_IN_THE_PAST),
    ({"last_dosed_on": TODAY}, R.DOSED_ON_THESE_DAYS),
    ({"stays": (Days(first_on=TODAY - DAY, last_on=TODAY),)}, R.GUEST_DAYS_OVERLAP),
    ({"transfer_open": True, "transfer_from": WEEK.last_on}, R.TRANSFER_IS_OPEN),
    ({"ordered": ()}, R.NO_ORDER_ON_THESE_DAYS),
    ({"ordered": (replace(WEEK, last_on=WEEK.last_on - DAY),)}, R.NO_ORDER_ON_THESE_DAYS),
]
AT_THE_LIMIT = [
    {},
    {"last_dosed_on": TODAY - DAY},
    {"stays": (Days(first_on=TODAY - 3 * DAY, last_on=TODAY - DAY),)},
    {"stays": (Days(first_on=TODAY + 7 * DAY, last_on=TODAY + 8 * DAY),)},
    {"transfer_open": True, "transfer_from": WEEK.last_on + DAY},
]


@pytest.mark.parametrize(("changes", "reason"), GUEST_DAYS)
def test_one_thing_wrong_with_guest_days_gives_that_reason_alone(changes, reason):
    assert faults_of_guest_days(WEEK, replace(NOW, **changes)) == (reason,)


@pytest.mark.parametrize("changes", AT_THE_LIMIT)
def test_guest_days_are_allowed_up_to_the_limit(changes):
    assert faults_of_guest_days(WEEK, replace(NOW, **changes)) == ()


def test_days_that_end_before_they_start_are_none():
    backwards = Days(first_on=TODAY + DAY, last_on=TODAY)
    assert faults_of_guest_days(backwards, NOW) == (R.ENDS_BEFORE_IT_STARTS,)


TRANSFERS = [
    ({"transfer_open": True, "transfer_from": TODAY}, R.TRANSFER_IS_OPEN),
    ({"stays": (Days(first_on=TODAY - DAY, last_on=TODAY),)}, R.GUEST_DAYS_REACH_INTO_IT),
    ({"last_dosed_on": TODAY}, R.DOSED_ON_THESE_DAYS),
    ({"today": TODAY + DAY}, R.DAYS_IN_THE_PAST),
    ({"is_of_unit": False}, R.PATIENT_OF_ANOTHER_UNIT),
    ({"same_country": False}, R.ANOTHER_COUNTRY),
]


@pytest.mark.parametrize(("changes", "reason"), TRANSFERS)
def test_one_thing_wrong_with_a_transfer_gives_that_reason_alone(changes, reason):
    assert faults_of_transfer(TODAY, replace(NOW, **changes)) == (reason,)


def test_a_transfer_may_begin_the_day_after_the_last_dose_and_guest_day():
    before = Days(first_on=TODAY - 3 * DAY, last_on=TODAY - DAY)
    now = replace(NOW, last_dosed_on=TODAY - DAY, stays=(before,), ordered=())
    assert faults_of_transfer(TODAY, now) == ()


CUTS = [
    (WEEK.last_on, {}, (R.CUT_IS_NOT_SHORTER,)),
    (TODAY - 2 * DAY, {}, (R.CUT_IS_NOT_SHORTER, R.DAYS_IN_THE_PAST)),
    (TODAY - DAY, {"last_dosed_on": TODAY}, (R.DOSED_ON_THESE_DAYS,)),
    (TODAY, {"is_of_either": False}, (R.NOT_OF_EITHER_UNIT,)),
    (TODAY, {"has_died": True}, (R.HAS_DIED,)),
    (TODAY - DAY, {}, ()),
    (TODAY, {"last_dosed_on": TODAY}, ()),
]


@pytest.mark.parametrize(("last_on", "changes", "reasons"), CUTS)
def test_guest_days_end_earlier_but_never_on_a_day_with_a_dose_behind_it(last_on, changes, reasons):
    asked = {"today": TODAY, "last_dosed_on": None, "is_of_either": True, **changes}
    assert faults_of_cut(WEEK, last_on, **asked) == reasons


@given(st.integers(-3, 9), st.booleans())
def test_the_earliest_last_day_is_allowed_and_the_day_before_it_is_not(offset, dosed_today):
    today = TODAY + offset * DAY
    dosed_on = today if dosed_today and WEEK.first_on <= today <= WEEK.last_on else None
    last_on = earliest_last_day(WEEK, today=today, dosed_today=dosed_on is not None)
    asked = {"today": today, "last_dosed_on": dosed_on, "is_of_either": True}
    if last_on < WEEK.last_on:
        assert faults_of_cut(WEEK, last_on, **asked) == ()
    assert faults_of_cut(WEEK, last_on - DAY, **asked) != ()


HOME = Amounts(
    drug=Drug.DIAMORPHINE, salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE, route=Route.INTRAVENOUS,
    dose_mg=Decimal(300), doses_per_day=2, day_mg=Decimal(600),
)  # fmt: skip
LIMITS = protocol().for_dose(*HOME.product)
GUEST_ORDERS = [
    ({"dose_mg": 300 + MG}, R.DOSE_ABOVE_HOME_ORDER),
    ({"day_mg": 600 + MG}, R.DAY_ABOVE_HOME_ORDER),
    ({"doses_per_day": 3}, R.DOSES_ABOVE_HOME_ORDER),
    ({"route": Route.ORAL}, R.ANOTHER_PRODUCT_THAN_HOME),
    ({"day_mg": 300 - MG}, R.DAY_BELOW_ONE_DOSE),
]


def guest_order(wanted=HOME, home=HOME, limits=LIMITS, **known):
    return faults_of_guest_order(
        wanted, home, limits, **{"is_host": True, "is_over": False, **known}
    )


@pytest.mark.parametrize(("changes", "reason"), GUEST_ORDERS)
def test_one_thing_wrong_with_a_guest_order_gives_that_reason_alone(changes, reason):
    assert guest_order(replace(HOME, **changes)) == (reason,)


def test_nothing_is_ordered_for_a_guest_who_has_died():
    assert guest_order(has_died=True) == (R.HAS_DIED,)


def test_a_guest_order_may_say_all_that_the_home_order_says():
    assert guest_order() == ()
    assert guest_order(home=None) == (R.HOME_ORDER_MISSING,)
    assert guest_order(limits=None) == (R.PRODUCT_NOT_IN_OWN_PROTOCOL,)
    assert guest_order(is_host=False) == (R.NOT_THE_GUEST_UNIT,)
    assert guest_order(is_over=True) == (R.GUEST_DAYS_ARE_OVER,)


def test_a_guest_order_stays_within_the_protocol_of_the_guest_unit():
    much = replace(HOME, dose_mg=LIMITS.dose_mg_max, day_mg=LIMITS.day_mg_max,
                   doses_per_day=LIMITS.day_doses_max)  # fmt: skip
    assert guest_order(much, much) == ()
    for changes, reason in (
        ({"dose_mg": LIMITS.dose_mg_max + MG}, R.DOSE_ABOVE_OWN_PROTOCOL),
        ({"day_mg": LIMITS.day_mg_max + MG}, R.DAY_ABOVE_OWN_PROTOCOL),
        ({"doses_per_day": LIMITS.day_doses_max + 1}, R.DOSES_ABOVE_OWN_PROTOCOL),
    ):
        more = replace(much, **changes)
        assert guest_order(more, more) == (reason,)
