"""The gate, row by row: one thing wrong, exactly at the limit, and all at once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.rules.routine import CHECK, NOON, ROUTINE, STAFF, TODAY, VISIT, protocol, site
from tests.rules.rows import EXACTLY_AT_THE_LIMIT, ONE_THING_WRONG, TOGETHER, facts, hold

from vangnet.rules.decision import Decision, Reason
from vangnet.rules.facts import HoldKind
from vangnet.rules.gate import may_dispense
from vangnet.rules.pages import reasons_on
from vangnet.rules.protocol import Site, load_country, resolve

SHOWN_ELSEWHERE = {
    # in this file
    Reason.NO_PROTOCOL,
    Reason.PROTOCOL_INCOMPLETE,
    Reason.PROTOCOL_OUT_OF_DATE,
    Reason.PRODUCT_NOT_IN_PROTOCOL,
    # test_methadone.py
    Reason.CO_METHADONE_MAX_NOT_SET,
    Reason.CO_METHADONE_ABOVE_MAX,
    # test_take_home.py
    *reasons_on("take_home"),
    # test_growth.py
    Reason.FIRST_DOSE_ABOVE_MAX,
    Reason.FIRST_DAY_DOSE_ABOVE_MAX,
    Reason.DOSE_ABOVE_DAY_SHARE,
    Reason.DAY_TOTAL_GROWS_TOO_FAST,
    # test_gaps.py
    *reasons_on("gaps"),
    # test_observation.py
    *reasons_on("leaving"),
    # test_overdose.py
    *reasons_on("overdose"),
    # test_readiness.py
    *reasons_on("readiness"),
    # dosing/test_may_order.py
    *reasons_on("dosing"),
}


@pytest.mark.parametrize("changes", EXACTLY_AT_THE_LIMIT)
def test_a_routine_visit_is_allowed_up_to_the_limit(changes):
    assert may_dispense(facts(**changes), protocol()) == Decision(())


@pytest.mark.parametrize(("changes", "reason"), ONE_THING_WRONG)
def test_one_thing_wrong_gives_that_reason(changes, reason):
    # A fact from the future also spoils what is counted from it; nothing else may come along.
    also = {Reason.FACT_IN_THE_FUTURE, Reason.OPIOIDS_LOCKED, Reason.CHECK_BEFORE_LAST_DOSE}
    given = may_dispense(facts(**changes), protocol()).reasons
    assert reason in given
    assert set(given) - {reason} <= (also if reason is Reason.FACT_IN_THE_FUTURE else set())


@pytest.mark.parametrize(("changes", "reasons"), TOGETHER)
def test_what_is_wrong_together_is_named_together(changes, reasons):
    assert set(may_dispense(facts(**changes), protocol()).reasons) == reasons


def test_every_reason_has_a_row():
    shown = {reason for _, reason in ONE_THING_WRONG}.union(*(many for _, many in TOGETHER))
    assert shown | SHOWN_ELSEWHERE == set(Reason)


def test_without_a_protocol_nothing_is_handed_over():
    assert may_dispense(ROUTINE, None).reasons == (Reason.NO_PROTOCOL,)


def test_an_incomplete_protocol_names_what_it_lacks():
    rules = resolve(load_country("nl"), Site(), on=TODAY)
    refusal = may_dispense(ROUTINE, rules).refusals[0]
    assert refusal.reason is Reason.PROTOCOL_INCOMPLETE
    assert "breath_test_valid" in refusal.values["missing"]
    assert "intravenous.dose_mg_max" in refusal.values["unaccepted"]


def test_a_product_the_unit_has_not_chosen_is_refused():
    rules = resolve(
        load_country("nl"), site().model_copy(update={"products": ("inhaled",)}), on=TODAY
    )
    assert may_dispense(ROUTINE, rules).reasons == (Reason.PRODUCT_NOT_IN_PROTOCOL,)


def test_a_protocol_whose_value_has_run_out_is_refused():
    ended = replace(protocol(), valid_until=TODAY.replace(day=1))
    assert may_dispense(ROUTINE, ended).reasons == (Reason.PROTOCOL_OUT_OF_DATE,)
    assert may_dispense(ROUTINE, replace(protocol(), valid_until=TODAY)).allowed


def test_all_reasons_are_listed_together_in_the_order_staff_act_on_them():
    wrong = facts(
        visit=replace(VISIT, identifiers=()),
        order=None,
        check=replace(CHECK, sedation_score=3),
        holds=(hold(HoldKind.SOFT), hold(HoldKind.HARD), hold(HoldKind.HARD)),
        staff=replace(STAFF, witness_key="giver"),
    )
    decision = may_dispense(wrong, protocol())
    assert decision.reasons == (
        Reason.IDENTITY_NOT_CONFIRMED,
        Reason.NO_ORDER,
        Reason.TOO_SEDATED,
        Reason.HOLD_SOFT,
        Reason.HOLD_HARD,
        Reason.WITNESS_IS_GIVER,
    )
    assert len(decision.refusals) == 7


def test_reasons_that_need_no_protocol_are_listed_without_one():
    wrong = facts(order=None, staff=replace(STAFF, witness_key=None))
    assert may_dispense(wrong, None).reasons == (
        Reason.NO_ORDER,
        Reason.NO_PROTOCOL,
        Reason.NO_WITNESS,
    )


def test_a_first_look_leaves_out_only_what_signatures_and_scans_answer():
    look = facts(look_only=True, staff=None, container=None, kit=None, room=None)
    assert may_dispense(look, protocol()).reasons == (Reason.NO_ROOM,)


def test_while_a_dose_is_open_all_of_it_counts():
    last = replace(ROUTINE.doses[-1], handed_mg=Decimal(800), given_mg=Decimal(1), ended_at=None)
    decision = may_dispense(facts(doses=(ROUTINE.doses[0], last)), protocol())
    assert Reason.DAY_TOTAL_ABOVE_ORDER in decision.reasons


def test_the_limit_is_shown_in_the_unit_of_the_device():
    over = facts(breath_test=replace(ROUTINE.breath_test, reading=Decimal(300)))
    refusal = may_dispense(over, protocol()).refusals[0]
    assert refusal.values["limit"] == "250"
    assert refusal.values["retest_at"] == "2026-03-02T12:05:00.000000+00:00"


def test_a_dose_of_nothing_is_a_bug_of_the_caller():
    with pytest.raises(AssertionError):
        may_dispense(facts(dose_mg=Decimal(0)), protocol())


def test_a_decision_comes_back_from_its_json():
    decision = may_dispense(facts(order=None, room=None), protocol())
    assert Decision.from_json(decision.to_json()) == decision


def test_a_first_dose_of_which_nothing_was_given_leaves_the_next_one_open():
    nothing = replace(
        ROUTINE.doses[-1], clinic_day=ROUTINE.clinic_day, handed_over_at=NOON - timedelta(hours=5),
        ended_at=NOON - timedelta(hours=4), given_mg=Decimal(0),
    )  # fmt: skip
    facts = replace(
        ROUTINE, doses=(nothing,), doses_since=date.min, last_dose_day=ROUTINE.clinic_day
    )
    assert may_dispense(facts, protocol()).reasons == ()
