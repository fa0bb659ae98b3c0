"""Methadone and diamorphine of one person: limits of their own, and one cap over both."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.methadone import EXACTLY_AT_THE_LIMIT, WRONG, drunk, methadone
from tests.rules.routine import DAY, DOSE, HOUR, MINUTE, NOON, ROUTINE, TODAY, YESTERDAYS, protocol

from vangnet.rules.amounts import OF_HAT, Drug
from vangnet.rules.decision import Decision, Reason
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.facts_json import facts_from_json, facts_to_json
from vangnet.rules.gate import may_dispense
from vangnet.rules.limits import NoLimit
from vangnet.rules.protocol import Protocol

CO_DOSE = {Reason.CO_METHADONE_ABOVE_MAX, Reason.CO_METHADONE_MAX_NOT_SET}


@pytest.mark.parametrize(("country", "changes"), EXACTLY_AT_THE_LIMIT)
def test_a_dose_of_methadone_is_allowed_up_to_the_limit(country, changes):
    assert may_dispense(methadone(**changes), protocol(country)) == Decision(())


@pytest.mark.parametrize(("country", "changes", "reasons"), WRONG)
def test_what_is_wrong_gives_these_reasons_and_no_other(country, changes, reasons):
    assert set(may_dispense(methadone(**changes), protocol(country)).reasons) == reasons


@pytest.mark.parametrize("drug", sorted(OF_HAT))
def test_only_the_drugs_of_hat_need_an_approval(drug):
    asked = replace(ROUTINE, drug=drug, approval=None)
    assert Reason.NO_APPROVAL in may_dispense(asked, protocol()).reasons
    assert Reason.NO_APPROVAL not in may_dispense(methadone(approval=None), protocol()).reasons


def with_cap(country: str, cap: Decimal | NoLimit | None) -> Protocol:
    rules = protocol(country)
    limits = {k: replace(v, co_methadone_day_mg_max=cap) for k, v in rules.limits.items()}
    return replace(rules, limits=limits)


MORNING = replace(drunk(DOSE), handed_over_at=NOON - 5 * HOUR, ended_at=NOON - 5 * HOUR + MINUTE)
BOTH_TODAY = {"doses": (YESTERDAYS, MORNING, DOSE)}


@pytest.mark.parametrize("asked", [methadone(), replace(ROUTINE, **BOTH_TODAY)])
@pytest.mark.parametrize(
    ("cap", "reasons"),
    [(None, {Reason.CO_METHADONE_MAX_NOT_SET}), (NoLimit("signed"), set()), (Decimal(60), set()),
     (Decimal("59.999"), {Reason.CO_METHADONE_ABOVE_MAX})],
)  # fmt: skip
def test_the_cap_holds_whichever_of_the_two_comes_first(asked, cap, reasons):
    assert set(may_dispense(asked, with_cap("nl", cap)).reasons) == reasons


def test_the_cap_is_of_the_day_and_of_what_was_given():
    yesterday = {"doses": (drunk(YESTERDAYS), DOSE), "dose_mg": Decimal(60)}
    assert may_dispense(methadone(**yesterday), with_cap("nl", Decimal(60))).allowed
    nothing = replace(MORNING, given_mg=Decimal(0))
    asked = replace(ROUTINE, doses=(YESTERDAYS, nothing, DOSE))
    assert may_dispense(asked, with_cap("nl", None)).allowed


def test_without_a_drug_of_hat_there_is_no_cap():
    alone = methadone(orders_beside=(Drug.MORPHINE,), doses=(drunk(YESTERDAYS),))
    assert may_dispense(alone, with_cap("nl", None)).allowed


def test_a_room_is_needed_unless_the_protocol_says_not():
    rules = protocol()
    unset = {k: replace(v, room_needed=None) for k, v in rules.limits.items()}
    answer = may_dispense(methadone(), replace(rules, limits=unset))
    assert answer.reasons == (Reason.NO_ROOM,)


def test_facts_stored_before_there_were_two_orders_are_read_the_same():
    stored = facts_to_json(ROUTINE)
    del stored["orders_beside"]
    assert facts_from_json(stored) == ROUTINE


amounts = st.decimals(min_value="0.001", max_value=500, places=3)


@st.composite
def doses_of_the_other(draw: st.DrawFn, drug: Drug) -> tuple[DoseFacts, ...]:
    """Any run of ended doses of one drug, all of them before the check."""
    ages = draw(st.lists(st.integers(6, 5 * 24 * 60), max_size=5, unique=True))
    made = []
    for age in sorted(ages, reverse=True):
        at, mg = NOON - age * MINUTE, draw(amounts)
        one = replace(
            DOSE, clinic_day=at.date(), handed_over_at=at, ended_at=at, handed_mg=mg, given_mg=mg,
            ordered_mg=mg,
        )  # fmt: skip
        made.append(drunk(one, str(mg)) if drug is Drug.METHADONE else one)
    return tuple(made)


def beside(asked: Facts, others: tuple[DoseFacts, ...]) -> Facts:
    together = sorted((*asked.doses, *others), key=lambda one: one.handed_over_at)
    return replace(asked, doses=tuple(together))


@pytest.mark.parametrize("country", ["nl", "ch"])
@given(
    others=doses_of_the_other(Drug.METHADONE), own=doses_of_the_other(Drug.DIAMORPHINE), mg=amounts
)
def test_methadone_changes_no_limit_of_diamorphine_but_the_cap(country, others, own, mg):
    asked = replace(ROUTINE, doses=own, dose_mg=mg, last_dose_day=last_day(own))
    assert_the_same(asked, others, country)


@pytest.mark.parametrize("country", ["nl", "ch"])
@given(
    others=doses_of_the_other(Drug.DIAMORPHINE), own=doses_of_the_other(Drug.METHADONE), mg=amounts
)
def test_diamorphine_changes_no_limit_of_methadone_but_the_cap(country, others, own, mg):
    asked = methadone(doses=own, dose_mg=mg, last_dose_day=last_day(own), orders_beside=())
    assert_the_same(asked, others, country)


def last_day(doses: tuple[DoseFacts, ...]):
    return max((one.clinic_day for one in doses), default=None)


def assert_the_same(asked: Facts, others: tuple[DoseFacts, ...], country: str) -> None:
    alone = may_dispense(asked, protocol(country)).refusals
    together = may_dispense(beside(asked, others), protocol(country)).refusals
    assert [one for one in together if one.reason not in CO_DOSE] == [
        one for one in alone if one.reason not in CO_DOSE
    ]


@given(had=amounts, mg=amounts)
def test_no_allowed_methadone_passes_the_cap(had, mg):
    earlier = replace(drunk(DOSE, str(had)), clinic_day=TODAY, handed_over_at=NOON - 20 * HOUR / 4)
    asked = methadone(
        doses=(drunk(YESTERDAYS, "500"), earlier, DOSE), dose_mg=mg, last_dose_day=TODAY
    )
    if may_dispense(asked, with_cap("nl", Decimal(100))).allowed:
        assert had + mg <= 100


def test_a_gap_of_one_drug_is_no_gap_of_the_other():
    long_ago = replace(
        drunk(YESTERDAYS), clinic_day=TODAY - 4 * DAY, handed_over_at=NOON - 4 * DAY,
        ended_at=NOON - 4 * DAY + MINUTE,
    )  # fmt: skip
    asked = methadone(
        doses=(long_ago, YESTERDAYS, DOSE), last_dose_day=TODAY - 4 * DAY,
        doses_since=TODAY - 4 * DAY,
    )  # fmt: skip
    assert may_dispense(asked, protocol()).reasons == (Reason.GAP_WITHOUT_RESTART,)
    other = replace(ROUTINE, doses=(long_ago, YESTERDAYS, DOSE))
    assert may_dispense(other, protocol()).allowed
