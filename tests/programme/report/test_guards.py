"""What the database refuses of a unit's numbers, whoever asks."""

from uuid import uuid4

import pytest
from tests.clinic.attempts import APP, BOTH, insert, refusal, row_of
from tests.factories.world import make_world
from tests.programme.report.unit import set_to

from vangnet.clinic.journal.actions import RequestReused
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.programme.report.actions import NewNumber, set_number
from vangnet.programme.report.keys import UnitKey
from vangnet.programme.report.models import UnitNumber

TABLE = "report_unitnumber"


@pytest.fixture
def price(trial):
    return set_to(trial, "price_dose", "3.5")


def again(row, **changes):
    return {**row_of(TABLE, row.pk), "id": uuid4(), "request_id": uuid4(), **changes}


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"value": None}, None),
    ({"value": "-0.01"}, "unit_number_is_not_below_nothing"),
    ({"key": "price_of_tea"}, "unit_number_is_known"),
    ({"key": "places", "value": "79.5"}, "unit_number_is_whole_where_it_counts"),
    ({"key": "places", "value": "80"}, None),
    ({"words": ""}, "unit_number_says_whence"),
    ({"words": "  "}, "unit_number_says_whence"),
    ({"signed_at": "2026-03-01T08:00:00+00:00"}, None),  # a demonstration sets its own time
])  # fmt: skip
def test_a_number_with_one_thing_wrong_stays_out(trial, price, changes, guard, role):
    assert insert(role, TABLE, again(price, **changes)) == guard


@BOTH
@pytest.mark.parametrize("name", ["desk", "nurse", "prescriber", "pharmacist", "auditor"])
def test_only_the_manager_sets_numbers(trial, price, name, role):
    by = {"signed_by_id": trial.staff[name].pk}
    assert insert(role, TABLE, again(price, **by)) == "unit_number_is_signed_by_its_manager"


@BOTH
def test_the_manager_of_another_unit_sets_none_here(trial, price, role):
    other = make_world(code="elsewhere")
    by = {"signed_by_id": other.staff["manager"].pk}
    assert insert(role, TABLE, again(price, **by)) == "unit_number_is_signed_by_its_manager"


@BOTH
@pytest.mark.parametrize("statement", [
    f"update {TABLE} set value = 1 where id = %s", f"delete from {TABLE} where id = %s",
])  # fmt: skip
def test_nothing_that_was_set_is_changed(trial, price, statement, role):
    assert refusal(role, statement, price.pk) is not None
    assert refusal(APP, f"truncate {TABLE}") is not None


def test_the_same_request_twice_is_one_number_and_with_other_content_an_error(trial):
    request = uuid4()

    def ask(value):
        new = NewNumber(key=UnitKey.PLACES, value=value, from_on=trial.now.date(), words="counted")
        return set_number(unit=trial.unit, new=new, signature=trial.signature("manager"),
                          at=trial.now, request_id=request)  # fmt: skip

    assert ask(80) == ask(80)
    assert UnitNumber.objects.filter(unit=trial.unit).count() == 1
    with pytest.raises(RequestReused):
        ask(81)


def test_the_action_asks_who_signs(trial):
    new = NewNumber(key=UnitKey.PLACES, value=80, from_on=trial.now.date(), words="counted")
    with pytest.raises(NotAllowed):
        set_number(unit=trial.unit, new=new, signature=trial.signature("nurse"), at=trial.now,
                   request_id=uuid4())  # fmt: skip
