"""What people said in the outcome interviews stands in the report of the year they were due in."""

from datetime import timedelta

import pytest
from tests.factories.filling.outcomes import begun, ended, followed, held

from vangnet.programme.outcomes.models import Ending
from vangnet.programme.report.asked import asked_of
from vangnet.programme.report.counting.change import changes
from vangnet.programme.report.words import MEASURES

ILL = {"illegal_days": "20", "street_heroin_days": "30", "contact_days": "5"}
WELL = {"illegal_days": "5", "street_heroin_days": "2", "contact_days": "5"}
A_YEAR = 366


@pytest.fixture
def asked(world):
    """Three are due: one was asked twice, one was not reached, one is not due yet."""
    both = followed(world, world.patient(), days=A_YEAR)
    once = followed(world, world.patient(), days=A_YEAR)
    later = followed(world, world.patient(), days=100)
    for entry in (both, once, later):
        held(world, entry, 0, **ILL)
    held(world, both, 12, **WELL)
    ended(world, begun(world, once, 12), Ending.NOT_REACHED)
    today = world.now.date()
    return asked_of(world.unit, first_on=today - timedelta(days=60), last_on=today)


def test_the_change_is_that_of_who_was_asked_twice_and_the_others_are_counted(asked):
    answers, responded = asked
    found = {one.measure: one for one in changes(answers)}
    assert set(found) <= set(MEASURES)
    heroin = found["use.street_heroin_days"]
    assert (heroin.asked_both, heroin.asked_once) == (1, 1)
    assert (heroin.before.value, heroin.after.value) == (30, 2)
    assert found["crime.illegal_days"].difference.value == -15
    assert len(responded) <= 1


def test_where_nobody_is_due_nobody_was_asked(world):
    today = world.now.date()
    assert asked_of(world.unit, first_on=today, last_on=today) == ((), ())
