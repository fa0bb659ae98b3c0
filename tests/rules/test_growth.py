"""The Swiss growth rule: the first dose, the first day, and every later step."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.rules.routine import A_TICK, DAY, DOSE, HOUR, MG, MINUTE, NOON, TODAY, protocol
from tests.rules.rows import facts, only

from vangnet.rules.amounts import Route, SaltForm
from vangnet.rules.decision import Reason
from vangnet.rules.facts import DoseFacts, Facts
from vangnet.rules.gate import may_dispense

NEVER_DOSED: dict[str, object] = {"doses": (), "last_dose_day": None}
# The check must follow the last dose, and the dose must not be the check's affair here.
CHECKED_NOW = replace(facts().check, checked_at=NOON)


def swiss(**changes: object) -> Facts:
    return facts(check=CHECKED_NOW, **changes)


def reasons(asked: Facts) -> tuple[Reason, ...]:
    return may_dispense(asked, protocol("ch")).reasons


def had(mg: str, *, ago, **changes: object) -> DoseFacts:
    """A dose of so many mg that ended so long ago, today."""
    amount = Decimal(mg)
    return replace(
        DOSE,
        handed_over_at=NOON - ago - MINUTE,
        ended_at=NOON - ago,
        handed_mg=amount,
        given_mg=amount,
        ordered_mg=amount,
        **changes,
    )


def beginner(*doses: DoseFacts, mg: object) -> Facts:
    return swiss(doses=doses, last_dose_day=TODAY if doses else None, dose_mg=Decimal(str(mg)))


@pytest.mark.parametrize(("mg", "allowed"), [("15", True), ("15.001", False)])
def test_the_first_dose_is_limited(mg, allowed):
    assert (Reason.FIRST_DOSE_ABOVE_MAX not in reasons(beginner(mg=mg))) is allowed


def test_the_small_second_dose_of_the_first_day_need_not_wait():
    assert reasons(beginner(had("15", ago=A_TICK), mg=15)) == ()


def test_a_larger_second_dose_waits_like_any_other():
    just_now = beginner(had("15", ago=30 * MINUTE - A_TICK), mg=15 + MG)
    assert reasons(just_now) == (Reason.TOO_SOON_AFTER_LAST_DOSE,)
    assert reasons(beginner(had("15", ago=30 * MINUTE), mg=15 + MG)) == ()


def test_a_third_dose_waits_however_small():
    doses = (had("15", ago=10 * MINUTE), had("15", ago=5 * MINUTE))
    assert reasons(beginner(*doses, mg=1)) == (Reason.TOO_SOON_AFTER_LAST_DOSE,)


@pytest.mark.parametrize(("mg", "allowed"), [("30", True), ("30.001", False)])
def test_the_rest_of_the_first_day_is_limited(mg, allowed):
    asked = beginner(had("15", ago=HOUR), mg=mg)
    assert (Reason.FIRST_DAY_DOSE_ABOVE_MAX not in reasons(asked)) is allowed


@pytest.mark.parametrize(("mg", "allowed"), [("100", True), ("100.001", False)])
def test_with_three_a_day_one_dose_is_at_most_half_of_the_day_before(mg, allowed):
    asked = swiss(dose_mg=Decimal(mg), **only(on=TODAY - DAY))
    assert (Reason.DOSE_ABOVE_DAY_SHARE not in reasons(asked)) is allowed


@pytest.mark.parametrize(("mg", "allowed"), [("300", True), ("300.001", False)])
def test_with_two_a_day_one_dose_rises_by_at_most_half(mg, allowed):
    order = replace(facts().order, doses_per_day=2, dose_mg=Decimal(400))
    asked = swiss(dose_mg=Decimal(mg), order=order, **only(on=TODAY - DAY))
    assert (Reason.DOSE_GROWS_TOO_FAST not in reasons(asked)) is allowed


def test_the_last_day_with_a_dose_counts_when_yesterday_had_none():
    asked = swiss(dose_mg=Decimal(100), **only(on=TODAY - 3 * DAY))
    assert reasons(asked) == ()


def test_after_a_restart_the_first_dose_is_a_first_dose_again():
    asked = {**only(on=TODAY - 9 * DAY), "restart_signed_at": NOON - HOUR}
    assert reasons(swiss(dose_mg=Decimal(16), **asked)) == (Reason.FIRST_DOSE_ABOVE_MAX,)
    assert reasons(swiss(dose_mg=Decimal(15), **asked)) == ()


@pytest.mark.parametrize(("days", "grows"), [(3, True), (4, False)])
def test_a_restart_without_a_gap_leaves_the_growth_rule_as_it_was(days, grows):
    asked = {**only(on=TODAY - days * DAY), "restart_signed_at": NOON - HOUR}
    found = reasons(swiss(**asked, dose_mg=Decimal(305)))
    assert (Reason.DOSE_ABOVE_DAY_SHARE in found) is grows
    assert (Reason.FIRST_DOSE_ABOVE_MAX in found) is not grows


def test_a_restart_that_nobody_followed_grows_old():
    asked = {**only(on=TODAY - 9 * DAY), "restart_signed_at": NOON - 4 * DAY}
    assert Reason.GAP_WITHOUT_RESTART in reasons(swiss(dose_mg=Decimal(15), **asked))


def test_a_restart_counts_from_its_clinic_day_not_from_its_day_in_greenwich():
    # Signed late in the evening, west of Greenwich: already another day there.
    asked = {**only(on=TODAY - 9 * DAY), "restart_signed_at": NOON - 3 * DAY}
    assert reasons(swiss(dose_mg=Decimal(15), **asked)) == ()
    earlier = {**asked, "restart_day": TODAY - 4 * DAY}
    assert Reason.GAP_WITHOUT_RESTART in reasons(swiss(dose_mg=Decimal(15), **earlier))


def test_who_changes_route_begins_as_a_beginner():
    tablets = only(on=TODAY - DAY, route=Route.ORAL, salt_form=SaltForm.HYDROCHLORIDE_ANHYDROUS)
    assert reasons(swiss(dose_mg=Decimal(16), **tablets)) == (Reason.FIRST_DOSE_ABOVE_MAX,)


def test_a_dose_late_last_evening_takes_the_haste_of_the_first_day_away():
    late = replace(
        had("100", ago=20 * MINUTE, route=Route.ORAL), clinic_day=TODAY - DAY,
        salt_form=SaltForm.HYDROCHLORIDE_ANHYDROUS,
    )  # fmt: skip
    asked = swiss(doses=(late, had("15", ago=A_TICK)), dose_mg=Decimal(10))
    assert Reason.TOO_SOON_AFTER_LAST_DOSE in reasons(asked)
    long_enough = replace(late, ended_at=NOON - 30 * MINUTE)
    asked = replace(asked, doses=(long_enough, asked.doses[1]))
    assert Reason.TOO_SOON_AFTER_LAST_DOSE not in reasons(asked)


def tablet(mg: int, *, day_before_mg: int) -> Facts:
    salt_form, route = SaltForm.HYDROCHLORIDE_ANHYDROUS, Route.ORAL
    same = {"salt_form": salt_form, "route": route}
    order = replace(facts().order, dose_mg=Decimal(999), day_mg=Decimal(999), **same)
    amount = Decimal(day_before_mg)
    past = only(on=TODAY - DAY, handed_mg=amount, given_mg=amount, **same)
    container = replace(facts().container, salt_form=salt_form, routes=(route,))
    return swiss(dose_mg=Decimal(mg), order=order, kit=None, container=container, **same, **past)


def test_the_day_of_tablets_rises_by_at_most_300_mg():
    # The made-up unit caps a single tablet dose at 300 mg: the rise is seen over two doses.
    assert reasons(tablet(300, day_before_mg=100)) == ()
    earlier = had("200", ago=6 * HOUR, salt_form=SaltForm.HYDROCHLORIDE_ANHYDROUS, route=Route.ORAL)
    asked = tablet(200, day_before_mg=100)
    twice = replace(asked, doses=(*asked.doses, earlier), last_dose_day=TODAY)
    assert reasons(twice) == ()
    assert reasons(replace(twice, dose_mg=200 + MG)) == (Reason.DAY_TOTAL_GROWS_TOO_FAST,)


def test_a_share_nobody_was_given_allows_nothing_from_what_was_only_handed():
    asked = swiss(dose_mg=Decimal(51), **only(on=TODAY - DAY, given_mg=Decimal(100)))
    assert reasons(asked) == (Reason.DOSE_ABOVE_DAY_SHARE,)
