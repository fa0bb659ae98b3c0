"""Facts as JSON and back, and what is said about a file that cannot be used."""

import json
import timeit
from dataclasses import replace
from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from tests.rules.routine import NOON, ROUTINE, protocol
from tests.rules.rows import EXACTLY_AT_THE_LIMIT, facts, hold

from vangnet.rules.facts import HoldKind
from vangnet.rules.facts_json import FactsError, facts_from_json, facts_to_json
from vangnet.rules.gate import may_dispense


@pytest.mark.parametrize("changes", EXACTLY_AT_THE_LIMIT)
def test_facts_come_back_as_they_were(changes):
    asked = facts(**changes)
    assert facts_from_json(json.loads(json.dumps(facts_to_json(asked)))) == asked


def test_everything_that_can_be_told_comes_back():
    asked = facts(
        holds=(hold(HoldKind.EMERGENCY),),
        opioids_locked_since=NOON,
        restart_signed_at=NOON,
        order=replace(ROUTINE.order, stopped_at=NOON),
        breath_tests_over_limit_at=(NOON,),
    )
    assert facts_from_json(facts_to_json(asked)) == asked


def test_instants_are_written_in_utc_with_microseconds_and_amounts_as_text():
    east = NOON.astimezone(timezone(timedelta(hours=1)))
    written = facts_to_json(facts(now=east, dose_mg=Decimal("200.500")))
    assert written["now"] == "2026-03-02T12:00:00.000000+00:00"
    assert written["dose_mg"] == "200.500"


def broken(*path: str | int, value: object) -> dict:
    stored = facts_to_json(ROUTINE)
    at = stored
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return stored


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("dose_mg",), ..., "dose_mg: Field required"),
        (("dose_mg",), "0", "dose_mg: must be above 0"),
        (("dose_mg",), "-1", "dose_mg: must be above 0"),
        (("dose_mg",), "0.0001", "dose_mg: must be above 0 and no finer than 0.001"),
        (("dose_mg",), "much", "dose_mg: "),
        (("dose_mg",), "1E+40", "dose_mg: must be above 0"),
        (("container", "in_stock_mg"), "Infinity", "container.in_stock_mg: "),
        (("order", "dose_mg"), "-5", "order.dose_mg: must be a number, not below 0"),
        (("doses", 1, "route"), "by post", "doses.1.route: "),
        (("now",), "2026-03-02T12:00:00", "now: needs its offset from UTC"),
        (("now",), "noon", "now: "),
        (("check", "asleep"), "no", "check.asleep: "),
        (("check", "sedation_score"), "1", "check.sedation_score: "),
        (("clinic_day",), "2026-02-30", "clinic_day: "),
        (("kit", "colour"), "red", "kit.colour: there is no such field"),
        (("witnes",), "x", "witnes: there is no such field"),
    ],
)
def test_each_problem_names_its_field(path, value, said):
    with pytest.raises(FactsError) as fault:
        facts_from_json(broken(*path, value=value))
    assert len(fault.value.problems) == 1
    assert fault.value.problems[0].startswith(said)


def test_all_problems_are_named_at_once():
    stored = broken("check", "asleep", value="no")
    del stored["room"]
    with pytest.raises(FactsError) as fault:
        facts_from_json(stored)
    assert len(fault.value.problems) == 2


def fastest_us(call, *, times: int = 500) -> float:
    return min(timeit.repeat(call, number=times, repeat=5)) / times * 1e6


def test_the_hot_path_is_quick():
    """Ten times the aim (60 and 50 microseconds), so that a busy machine does not fail it."""
    assert fastest_us(lambda: may_dispense(ROUTINE, protocol())) < 600
    assert fastest_us(lambda: facts_to_json(ROUTINE)) < 500
