"""May this person leave? Row by row, and exactly at the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import A_TICK, MINUTE, NOON, TODAY, protocol, site

from vangnet.rules.alarms import Reading
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.country import Value
from vangnet.rules.decision import Reason
from vangnet.rules.observation import ExitCheckFacts, LeavingFacts, may_leave
from vangnet.rules.pages import reasons_on
from vangnet.rules.protocol import Protocol, Site, load_country, resolve
from vangnet.rules.watching import Sign

CHECK = ExitCheckFacts(
    checked_at=NOON - 5 * MINUTE, sedation_score=0, asleep=False, signs=(), oxygen_percent=95
)
SECOND = timedelta(seconds=1)


def said(value, at, *, sign=Sign.OXYGEN, device="Oximeter 1"):
    return Reading(at=at, sign=sign, value=value, device=device)


READY = LeavingFacts(
    now=NOON,
    clinic_day=TODAY,
    drug=Drug.DIAMORPHINE,
    salt_form=SaltForm.HYDROCHLORIDE_MONOHYDRATE,
    route=Route.INTRAVENOUS,
    use_ended_at=NOON - 40 * MINUTE,
    exit_check=CHECK,
)
ONE_THING_WRONG = [
    ({"use_ended_at": NOON - 30 * MINUTE + A_TICK}, Reason.OBSERVATION_NOT_OVER),
    ({"exit_check": None}, Reason.NO_EXIT_CHECK),
    (
        {"exit_check": replace(CHECK, checked_at=NOON - 10 * MINUTE - A_TICK)},
        Reason.EXIT_CHECK_EXPIRED,
    ),
    ({"exit_check": replace(CHECK, sedation_score=None)}, Reason.EXIT_SEDATION_NOT_ASSESSED),
    ({"exit_check": replace(CHECK, sedation_score=-1)}, Reason.EXIT_SEDATION_NOT_ASSESSED),
    ({"exit_check": replace(CHECK, sedation_score=2)}, Reason.EXIT_TOO_SEDATED),
    ({"exit_check": replace(CHECK, asleep=True)}, Reason.EXIT_ASLEEP),
    ({"exit_check": replace(CHECK, signs=("blue lips",))}, Reason.EXIT_SIGNS),
    ({"exit_check": replace(CHECK, oxygen_percent=None)}, Reason.EXIT_OXYGEN_NOT_MEASURED),
    ({"exit_check": replace(CHECK, oxygen_percent=89)}, Reason.EXIT_OXYGEN_TOO_LOW),
    ({"exit_check": replace(CHECK, breaths=5)}, Reason.EXIT_VALUE_ASKS_FOR_HELP),
    ({"exit_check": replace(CHECK, pulse=140)}, Reason.EXIT_VALUE_ASKS_FOR_HELP),
    ({"gone_since": NOON - MINUTE}, Reason.EXIT_NOT_IN_ROOM),
    ({"measured": (said(89, CHECK.checked_at),)}, Reason.EXIT_DEVICE_OXYGEN_TOO_LOW),
    ({"measured": (said(89, NOON - SECOND),)}, Reason.EXIT_DEVICE_OXYGEN_TOO_LOW),
    ({"measured": (said(140, NOON, sign=Sign.PULSE),)}, Reason.EXIT_VALUE_ASKS_FOR_HELP),
    ({"last_use_ended_at": NOON - 30 * MINUTE + A_TICK}, Reason.OBSERVATION_NOT_OVER),
    ({"exit_check": replace(CHECK, checked_at=NOON + A_TICK)}, Reason.FACT_IN_THE_FUTURE),
]
TOGETHER = [
    ({"use_ended_at": None}, {Reason.USE_STILL_OPEN, Reason.EXIT_CHECK_BEFORE_LAST_DOSE}),
    (
        {"exit_check": replace(CHECK, checked_at=NOON - 40 * MINUTE - A_TICK)},
        {Reason.EXIT_CHECK_BEFORE_LAST_DOSE, Reason.EXIT_CHECK_EXPIRED},
    ),
]
AT_THE_LIMIT = [
    {},
    {"use_ended_at": NOON - 30 * MINUTE},
    {"exit_check": replace(CHECK, checked_at=NOON - 10 * MINUTE)},
    {"exit_check": replace(CHECK, checked_at=NOON)},
    {"exit_check": replace(CHECK, sedation_score=1)},
    {"exit_check": replace(CHECK, oxygen_percent=90)},
    {"exit_check": replace(CHECK, breaths=8, pulse=124)},  # asks to watch closer, not to call
    {"last_use_ended_at": NOON - 30 * MINUTE},
    {"measured": (said(90, NOON),)},
]


def with_oximeter() -> Protocol:
    """The made-up unit, with a made-up lowest oxygen of 90 %."""
    key = "exit_oxygen_percent_lowest"
    lowest = Value.model_validate(
        {"key": key, "value": 90, "unit": "%", "standing": "demonstration"}
    )
    kept = tuple(value for value in site().values if value.key != key)
    unit = site().model_copy(update={"values": (*kept, lowest)})
    return resolve(load_country("nl"), unit, on=TODAY)


@pytest.mark.parametrize("changes", AT_THE_LIMIT)
def test_who_is_ready_may_leave_up_to_the_limit(changes):
    assert may_leave(replace(READY, **changes), with_oximeter()).allowed


@pytest.mark.parametrize(("changes", "reason"), ONE_THING_WRONG)
def test_one_thing_wrong_gives_that_reason_alone(changes, reason):
    assert may_leave(replace(READY, **changes), with_oximeter()).reasons == (reason,)


@pytest.mark.parametrize(("changes", "reasons"), TOGETHER)
def test_what_is_wrong_together_is_named_together(changes, reasons):
    assert set(may_leave(replace(READY, **changes), with_oximeter()).reasons) == reasons


def test_a_value_after_a_good_check_that_asks_for_help_keeps_the_patient():
    worse = replace(CHECK, checked_at=NOON, breaths=7, oxygen_percent=None)
    answer = may_leave(replace(READY, looks_since=(worse,)), with_oximeter())
    assert answer.reasons == (Reason.EXIT_VALUE_ASKS_FOR_HELP,)
    assert dict(answer.refusals[0].values)["bound"] == "8"


JUST_NOW = replace(READY, exit_check=replace(CHECK, checked_at=NOON))
FRESH_FOR = (
    with_oximeter().for_dose(READY.drug, READY.salt_form, READY.route).watch.signal_lost_after
)


@pytest.mark.parametrize(("age", "stays"), [(FRESH_FOR - A_TICK, True), (FRESH_FOR, False)])
def test_a_devices_last_word_before_the_check_counts_while_it_is_fresh(age, stays):
    """The check is newer; what the device said just before it is not to be typed away."""
    answer = may_leave(replace(JUST_NOW, measured=(said(84, NOON - age),)), with_oximeter())
    assert answer.reasons == ((Reason.EXIT_DEVICE_OXYGEN_TOO_LOW,) if stays else ())


def test_a_dip_before_the_check_is_over_when_the_device_says_so_and_another_device_does_not():
    dip, better = said(84, NOON - 3 * SECOND), said(97, NOON - SECOND)
    assert may_leave(replace(JUST_NOW, measured=(dip, better)), with_oximeter()).allowed
    other = replace(better, device="Oximeter 2")
    assert not may_leave(replace(JUST_NOW, measured=(dip, other)), with_oximeter()).allowed


def test_a_dip_since_the_check_counts_though_the_device_says_better_now():
    dip, better = said(84, NOON - 60 * SECOND), said(97, NOON)
    answer = may_leave(replace(READY, measured=(dip, better)), with_oximeter())
    assert answer.reasons == (Reason.EXIT_DEVICE_OXYGEN_TOO_LOW,)


@given(st.lists(st.integers(90, 100)), st.integers(0, 3600))
def test_whatever_a_device_says_it_releases_nobody(values, age):
    unmeasured = replace(CHECK, oxygen_percent=None)
    measured = tuple(said(value, NOON - age * SECOND) for value in values)
    facts = replace(READY, exit_check=unmeasured, measured=measured)
    assert Reason.EXIT_OXYGEN_NOT_MEASURED in may_leave(facts, with_oximeter()).reasons
    without = replace(facts, exit_check=None)
    assert may_leave(without, with_oximeter()).reasons == (Reason.NO_EXIT_CHECK,)


def test_a_unit_that_asks_for_no_oxygen_still_hears_a_device_that_asks_for_help():
    fell = replace(READY, measured=(said(60, NOON),))
    assert may_leave(fell, protocol()).reasons == (Reason.EXIT_VALUE_ASKS_FOR_HELP,)


def test_every_reason_of_leaving_has_a_row():
    shown = {reason for _, reason in ONE_THING_WRONG}.union(*(many for _, many in TOGETHER))
    assert set(reasons_on("leaving")) <= shown


def test_a_unit_without_oximeter_says_so_and_lets_go():
    unmeasured = replace(READY, exit_check=replace(CHECK, oxygen_percent=None))
    assert may_leave(unmeasured, protocol()).allowed


def test_without_a_whole_protocol_nobody_is_let_go_by_rule():
    incomplete = resolve(load_country("nl"), Site(), on=TODAY)
    assert may_leave(READY, None).reasons == (Reason.NO_PROTOCOL,)
    assert may_leave(READY, incomplete).reasons == (Reason.PROTOCOL_INCOMPLETE,)
    other = replace(READY, route=Route.NASAL)
    assert may_leave(other, protocol()).reasons == (Reason.PRODUCT_NOT_IN_PROTOCOL,)


@given(st.integers(0, 3600), st.integers(0, 3600))
def test_waiting_longer_never_adds_the_clock(one, other):
    short, long = (
        may_leave(replace(READY, use_ended_at=NOON - timedelta(seconds=s)), protocol())
        for s in sorted([one, other])
    )
    assert (Reason.OBSERVATION_NOT_OVER in long.reasons) <= (
        Reason.OBSERVATION_NOT_OVER in short.reasons
    )
