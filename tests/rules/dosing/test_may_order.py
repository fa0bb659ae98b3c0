"""The rule of ordering, row by row: one thing wrong, exactly at the limit, and all at once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.rules.dosing.orders import (
    EXACTLY_AT_THE_LIMIT,
    LORAZEPAM,
    METHADONE,
    ONE_THING_WRONG,
    SEDATED,
    WHY,
    hold,
    last_had,
    order,
    step,
    steps,
)
from tests.rules.routine import DAY, DOSE, HOUR, MG, NOON, TODAY, YESTERDAYS, protocol

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.decision import Decision, Reason
from vangnet.rules.dosing import OrderingFacts, may_order
from vangnet.rules.dosing.facts import ordering_from_json, ordering_to_json
from vangnet.rules.dosing.steps import checked
from vangnet.rules.facts import HoldKind
from vangnet.rules.medicines import MedicineKind
from vangnet.rules.pages import reasons_on
from vangnet.rules.protocol import Site, load_country, resolve
from vangnet.rules.wording import LANGUAGES, explain

SHOWN_BELOW = {
    Reason.ORDERING_WITHOUT_PROTOCOL,
    Reason.ORDERING_FIRST_DOSE_ABOVE_MAX,
    Reason.ORDERING_FIRST_DAY_DOSE_ABOVE_MAX,
    Reason.ORDERING_DOSE_ABOVE_DAY_SHARE,
    Reason.ORDERING_DAY_TOTAL_GROWS_TOO_FAST,
    Reason.ORDERING_CO_METHADONE_NOT_SET,
}
NEVER: dict[str, object] = {"doses": (), "last_dose_day": None, "last_ordered_mg": None}
TABLET = {"salt_form": SaltForm.HYDROCHLORIDE_ANHYDROUS, "route": Route.ORAL}


def reasons(facts: OrderingFacts, country: str = "nl") -> tuple[Reason, ...]:
    return may_order(facts, protocol(country)).reasons


@pytest.mark.parametrize("changes", EXACTLY_AT_THE_LIMIT)
def test_an_order_is_allowed_up_to_the_limit(changes):
    assert may_order(order(**changes), protocol()) == Decision(())


@pytest.mark.parametrize(("changes", "reason"), ONE_THING_WRONG)
def test_one_thing_wrong_gives_that_reason_alone(changes, reason):
    assert reasons(order(**changes)) == (reason,)


def test_every_reason_has_a_row():
    assert {reason for _, reason in ONE_THING_WRONG} | SHOWN_BELOW == set(reasons_on("dosing"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changes", [changes for changes, _ in ONE_THING_WRONG])
def test_what_the_rule_says_can_be_said(language, changes):
    for refusal in may_order(order(**changes), protocol()).refusals:
        said = explain(refusal, language)
        assert "{" not in said.sentence + said.do + said.lift


def test_without_a_protocol_whole_and_in_date_nothing_is_ordered():
    assert reasons_of(order(), None) == (Reason.ORDERING_WITHOUT_PROTOCOL,)
    open_one = resolve(load_country("nl"), Site(), on=TODAY)
    assert reasons_of(order(), open_one) == (Reason.ORDERING_WITHOUT_PROTOCOL,)
    over = replace(protocol(), valid_until=TODAY - DAY)
    assert reasons_of(order(), over) == (Reason.ORDERING_WITHOUT_PROTOCOL,)
    assert reasons_of(order(), replace(protocol(), valid_until=TODAY)) == ()


def reasons_of(facts, rules):
    return may_order(facts, rules).reasons


def test_all_reasons_are_listed_in_the_order_to_act_on_them():
    facts = order(
        prescriber_may_prescribe=False, approvals=(), holds=(hold(HoldKind.HARD),),
        valid_until=None, **steps((0, 401), doses_per_day=4),
    )  # fmt: skip
    assert reasons(facts) == (
        Reason.ORDERING_NOT_A_PRESCRIBER, Reason.ORDERING_END_NOT_KNOWN,
        Reason.ORDERING_WITHOUT_APPROVAL, Reason.ORDERING_DOSE_IS_NO_STEP,
        Reason.ORDERING_DOSE_ABOVE_MAX, Reason.ORDERING_DAY_ABOVE_MAX,
        Reason.ORDERING_TOO_MANY_DOSES, Reason.ORDERING_DOSE_GROWS_TOO_FAST,
        Reason.ORDERING_EXPOSURE_ASKS_REASON, Reason.ORDERING_CHANGE_ASKS_REASON,
        Reason.ORDERING_ON_HOLD,
    )  # fmt: skip


@pytest.mark.parametrize("drug", [Drug.METHADONE, Drug.MORPHINE, Drug.BUPRENORPHINE])
def test_the_first_steps_of_the_ladder_need_no_approval(drug):
    assert Reason.ORDERING_WITHOUT_APPROVAL not in reasons(order(drug=drug, approvals=()))


@pytest.mark.parametrize("drug", [Drug.DIAMORPHINE, Drug.HYDROMORPHONE])
def test_what_the_treatment_is_for_needs_one(drug):
    assert Reason.ORDERING_WITHOUT_APPROVAL in reasons(order(drug=drug, approvals=()))


def test_methadone_beside_diamorphine_waits_for_its_cap():
    unset = own_value("co_methadone_day_mg_max", "ch")
    asked = order(**steps((0, 100)), other_orders=(METHADONE,))
    assert Reason.ORDERING_CO_METHADONE_NOT_SET in reasons_of(asked, unset)
    assert Reason.ORDERING_CO_METHADONE_NOT_SET not in reasons(asked, "ch")
    alone = replace(asked, other_orders=())
    assert Reason.ORDERING_CO_METHADONE_NOT_SET not in reasons_of(alone, unset)


def test_a_threshold_nobody_has_set_asks_for_every_change():
    unset = own_value("dose_change_share_asks_reason", "nl")
    asked = order(**steps((0, 205)))
    assert reasons_of(asked, unset) == (Reason.ORDERING_CHANGE_ASKS_REASON,)
    assert reasons_of(replace(asked, reason_given=True), unset) == ()
    assert reasons_of(order(), unset) == ()


def own_value(gone: str, country: str):
    """The made-up unit without that value."""
    from tests.rules.routine import site

    unit = site(country)
    kept = tuple(value for value in unit.values if value.key != gone)
    return resolve(load_country(country), unit.model_copy(update={"values": kept}), on=TODAY)


def test_ten_times_the_last_dose_is_stopped_and_asked_about():
    found = reasons(order(**steps((0, 2000))))
    assert Reason.ORDERING_DOSE_GROWS_TOO_FAST in found
    assert Reason.ORDERING_CHANGE_ASKS_REASON in found


def test_grams_typed_for_milligrams_are_asked_about():
    assert reasons(order(**steps((0, 5)))) == (Reason.ORDERING_CHANGE_ASKS_REASON,)


# -- The Swiss rule of growth, when ordering ------------------------------------------------


@pytest.mark.parametrize(("mg", "allowed"), [(15, True), (20, False)])
def test_a_first_order_begins_with_a_first_dose(mg, allowed):
    found = reasons(order(**NEVER, **steps((0, mg))), "ch")
    assert (Reason.ORDERING_FIRST_DOSE_ABOVE_MAX not in found) is allowed


def test_the_rest_of_the_first_day_is_limited():
    had = replace(
        DOSE, handed_mg=Decimal(15), given_mg=Decimal(15), ordered_mg=Decimal(15)
    )  # fmt: skip
    past = {"doses": (had,), "last_dose_day": TODAY, "last_ordered_mg": Decimal(15)}
    assert reasons(order(**past, **steps((0, 30)), **WHY), "ch") == ()
    assert reasons(order(**past, **steps((0, 35)), **WHY), "ch") == (
        Reason.ORDERING_FIRST_DAY_DOSE_ABOVE_MAX,
    )


@pytest.mark.parametrize(("mg", "allowed"), [(100, True), (105, False)])
def test_with_three_a_day_one_dose_is_at_most_half_of_the_day_before(mg, allowed):
    past = {"doses": (YESTERDAYS,), "last_dose_day": TODAY - DAY}
    found = reasons(order(**past, **steps((0, mg)), **WHY), "ch")
    assert (Reason.ORDERING_DOSE_ABOVE_DAY_SHARE not in found) is allowed


@pytest.mark.parametrize(("mg", "allowed"), [(300, True), (305, False)])
def test_with_two_a_day_one_dose_rises_by_at_most_half(mg, allowed):
    past = {"doses": (YESTERDAYS,), "last_dose_day": TODAY - DAY}
    found = reasons(order(**past, **steps((0, mg), doses_per_day=2), **WHY), "ch")
    assert (Reason.ORDERING_DOSE_GROWS_TOO_FAST not in found) is allowed


def test_every_dated_step_is_checked_after_those_before_it():
    rising = steps((0, 15), (1, 20), (2, 30), (3, 45))
    assert reasons(order(**NEVER, **rising, **WHY), "ch") == ()
    too_fast = steps((0, 15), (1, 20), (2, 35))
    refusals = may_order(order(**NEVER, **too_fast, **WHY), protocol("ch")).refusals
    assert [(one.reason, one.values["step_on"]) for one in refusals] == [
        (Reason.ORDERING_DOSE_ABOVE_DAY_SHARE, "2026-03-04")
    ]


def test_a_day_that_holds_less_than_its_doses_is_seen_on_its_second_day():
    thin = {"steps": (step(dose_mg=Decimal(100), day_mg=Decimal(150)),)}
    past = {"doses": (YESTERDAYS,), "last_dose_day": TODAY - DAY}
    refusals = may_order(order(**past, **thin, **WHY), protocol("ch")).refusals
    assert [(one.reason, one.values["step_on"]) for one in refusals] == [
        (Reason.ORDERING_DOSE_ABOVE_DAY_SHARE, "2026-03-03")
    ]


def test_a_fresh_start_after_a_gap_forgets_what_was_had():
    gone = last_had(30) | {"is_restart": True}
    found = reasons(order(**gone, **WHY), "ch")
    assert Reason.ORDERING_FIRST_DOSE_ABOVE_MAX in found
    assert reasons(order(**gone, **steps((0, 15)), **WHY), "ch") == ()


@pytest.mark.parametrize("signed", [{"is_restart": True}, {"restart_signed_at": NOON - HOUR}])
def test_a_fresh_start_without_a_gap_forgets_nothing(signed):
    """Else a signature would let somebody who had 200 mg yesterday have any dose today."""
    high = steps((0, 305), doses_per_day=2) | WHY
    assert Reason.ORDERING_DOSE_GROWS_TOO_FAST in reasons(order(**high, **signed))
    gone = last_had(4)
    assert Reason.ORDERING_DOSE_GROWS_TOO_FAST not in reasons(order(**high, **gone, **signed))


def test_who_changes_route_begins_as_a_beginner():
    assert reasons(order(**TABLET, **steps((0, 100), doses_per_day=2)), "ch") == (
        Reason.ORDERING_CHANGE_ASKS_REASON,
    )
    found = reasons(order(**TABLET, **steps((0, 105), doses_per_day=1), **WHY), "ch")
    assert found == (Reason.ORDERING_FIRST_DOSE_ABOVE_MAX,)


@pytest.mark.parametrize(("mg", "allowed"), [(130, True), (135, False)])
def test_a_day_of_tablets_rises_by_at_most_300_mg(mg, allowed):
    had = replace(YESTERDAYS, **TABLET, handed_mg=Decimal(100), given_mg=Decimal(100))
    past = {"doses": (had,), "last_dose_day": TODAY - DAY, **TABLET}
    found = reasons(order(**past, **steps((0, mg)), **WHY), "ch")
    assert (Reason.ORDERING_DAY_TOTAL_GROWS_TOO_FAST not in found) is allowed


# -- What the page is told ------------------------------------------------------------------


def test_each_step_knows_the_dose_before_it_and_the_most_it_may_be():
    facts = order(**steps((0, 250), (3, 350)), **WHY)
    limits = protocol().for_dose(*facts.product)
    first, second = checked(facts, limits)
    assert (first.last_mg, first.dose_mg_max) == (200, 300)
    assert (second.last_mg, second.dose_mg_max) == (250, 375)


def test_facts_come_back_from_their_json():
    facts = order(other_orders=(METHADONE,), holds=(hold(HoldKind.SOFT),), **last_had(2))
    assert ordering_from_json(ordering_to_json(facts)) == facts
    with pytest.raises(ValueError):
        ordering_from_json({**ordering_to_json(facts), "more": 1})
    with pytest.raises(ValueError):
        ordering_from_json({**ordering_to_json(facts), "steps": "none"})


def test_kept_facts_from_before_medicines_were_recorded_still_read():
    facts = order(**SEDATED, last_ordered_day_mg=Decimal(600))
    kept = ordering_to_json(facts)
    assert ordering_from_json(kept) == facts
    del kept["other_medicines"], kept["last_ordered_day_mg"]
    assert ordering_from_json(kept) == order()


def test_every_medicine_that_asks_is_named_once():
    codeine = replace(LORAZEPAM, name="Codeine", kind=MedicineKind.OPIOID)
    other = replace(LORAZEPAM, name="Thyroxine", kind=MedicineKind.OTHER)
    asked = order(other_medicines=(LORAZEPAM, other, codeine), **steps((0, 205)))
    (refusal,) = may_order(asked, protocol()).refusals
    assert refusal.values == {"step_on": TODAY.isoformat(), "names": "Codeine, Lorazepam"}


def test_a_dose_of_nothing_is_a_bug_of_the_caller():
    for wrong in ({"dose_mg": Decimal(0)}, {"dose_mg": MG / 2}, {"doses_per_day": 0}):
        with pytest.raises(AssertionError):
            may_order(order(steps=(step(**wrong),)), protocol())
    with pytest.raises(AssertionError):
        may_order(order(**steps((1, 200), (1, 200))), protocol())


def test_an_order_asked_again_from_its_json_has_the_same_answer():
    facts = order(**steps((0, 2000)), valid_until=date(2026, 6, 1), now=NOON)
    again = ordering_from_json(ordering_to_json(facts))
    assert may_order(again, protocol()) == may_order(facts, protocol())


@pytest.mark.parametrize(("earlier", "refused"), [(0, False), (1, True)])
def test_a_restart_counts_on_its_clinic_day_and_not_on_the_calendars(earlier, refused):
    """Signed at two in the morning it belongs to the clinic day before."""
    days_max = next(iter(protocol().limits.values())).gap_days_max
    signed_at = NOON.replace(hour=2) - days_max * DAY
    asked = order(
        **last_had(30), restart_signed_at=signed_at, restart_day=signed_at.date() - earlier * DAY
    )
    assert (Reason.ORDERING_AFTER_A_GAP in reasons(asked)) is refused
