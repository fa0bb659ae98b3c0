"""May this person leave? Row by row, and exactly at the clock."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.routine import A_TICK, MINUTE, NOON, TODAY, protocol, site

from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.country import Value
from vangnet.rules.decision import Reason
from vangnet.rules.observation import ExitCheckFacts, LeavingFacts, may_leave
from vangnet.rules.pages import reasons_on
from vangnet.rules.protocol import Protocol, Site, load_country, resolve

CHECK = ExitCheckFacts(
    checked_at=NOON - 5 * MINUTE, sedation_score=0, asleep=False, signs=(), oxygen_percent=95
)
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
