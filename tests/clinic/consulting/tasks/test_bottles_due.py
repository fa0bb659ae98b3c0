"""Bottles at home of an order that was stopped or lowered are somebody's task."""

from datetime import timedelta

import pytest
from tests.factories.methadone import bring_back, only_methadone, order_methadone, take_home

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import Order
from vangnet.clinic.consulting.tasks import bottles_due, listing

DAY = timedelta(days=1)


@pytest.fixture
def at_home(trial):
    """Bottles of 60 mg for tomorrow and the day after."""
    visit = trial.check(trial.blow(trial.check_in(only_methadone(trial))))
    kept = take_home(trial, visit)
    assert kept.allowed
    return kept


def told(world, *, on):
    return [one.sentence.split()[0] for one in bottles_due.due(world.unit, on=on)]


def stop(world, patient):
    consulting.stop_order(
        order=Order.objects.get(patient=patient), reason="side_effects",
        by=world.staff["prescriber"], at=world.now,
    )  # fmt: skip


def test_while_the_order_runs_nobody_calls(trial, at_home):
    assert told(trial, on=at_home.clinic_day) == []


def test_when_it_is_stopped_the_bottles_are_asked_back_until_they_are_or_their_day_is_over(
    trial, at_home
):
    stop(trial, at_home.patient)
    today = at_home.clinic_day
    assert told(trial, on=today) == ["2"]
    assert bottles_due.BOTTLES in {one.due.kind for one in listing.lines(trial.unit, on=today)}
    assert told(trial, on=today + 2 * DAY) == ["1"]
    assert told(trial, on=today + 3 * DAY) == []
    for bottle in at_home.bottles.all():
        bring_back(trial, bottle)
    assert told(trial, on=today) == []


@pytest.mark.parametrize(("mg", "asked"), [("60", []), ("59", ["2"])])
def test_bottles_of_more_than_is_ordered_now_are_asked_back(trial, at_home, mg, asked):
    order_methadone(trial, at_home.patient, mg)
    assert told(trial, on=at_home.clinic_day) == asked
