"""A signed order is a step on the ladder."""

from datetime import timedelta
from decimal import Decimal

from tests.clinic.consulting.ladder.people import begun, facts, leave
from tests.clinic.consulting.orders.wanting import wanted, write

from vangnet.clinic.consulting.ladder.facts import episodes_of
from vangnet.rules.amounts import Drug, Route, SaltForm
from vangnet.rules.ladder import DoseSpan, Treatment, rung_now

METHADONE = {"drug": Drug.METHADONE, "salt_form": SaltForm.HYDROCHLORIDE, "route": Route.ORAL}
DAY = timedelta(days=1)


def told(patient):
    return [
        (one.treatment, one.started_on, one.doses, one.ended_on) for one in episodes_of(patient)
    ]


def dose(day, mg):
    return DoseSpan(from_on=day, mg_per_day=Decimal(mg))


def test_the_first_order_of_hat_begins_hat_on_the_ladder(world):
    patient, today = world.patient(), world.now.date()
    assert episodes_of(patient) == ()
    assert write(world, patient, wanted(world, (0, 200))).allowed
    assert told(patient) == [(Treatment.HAT, today, (dose(today, "600"),), None)]
    assert rung_now(episodes_of(patient), on=today) is Treatment.HAT


def test_the_next_order_is_its_next_dose_and_begins_nothing(world):
    patient, today = world.patient(), world.now.date()
    write(world, patient, wanted(world, (0, 200)))
    world.later(days=1)
    assert write(world, patient, wanted(world, (0, 180))).allowed
    doses = (dose(today, "600"), dose(today + DAY, "540"))
    assert told(patient) == [(Treatment.HAT, today, doses, None)]


def test_a_refused_order_is_no_step(world):
    patient = world.patient()
    assert not write(world, patient, wanted(world, (0, 2000))).allowed
    assert episodes_of(patient) == ()


def test_an_order_that_begins_later_is_a_step_from_today(world):
    patient = world.patient()
    assert write(world, patient, wanted(world, (3, 200))).allowed
    assert [one.started_on for one in episodes_of(patient)] == [world.now.date()]


def test_methadone_beside_hat_is_a_rung_of_its_own(world):
    patient = world.patient()
    write(world, patient, wanted(world, (0, 200)))
    asked = wanted(world, (0, 50), doses_per_day=1, **METHADONE)
    assert write(world, patient, asked).allowed
    assert {one.treatment for one in episodes_of(patient)} == {Treatment.HAT, Treatment.METHADONE}


def test_methadone_that_runs_elsewhere_is_left_as_it_is(world):
    patient, today = world.patient(), world.now.date()
    begun(world, patient, facts(Treatment.METHADONE, today - DAY, provider="North"))
    before = told(patient)
    write(world, patient, wanted(world, (0, 50), doses_per_day=1, **METHADONE))
    assert told(patient) == before


def test_after_an_exit_the_next_order_begins_hat_once_more(world):
    patient = world.patient()
    write(world, patient, wanted(world, (0, 200)))
    world.later(days=1)
    assert leave(world, patient, ended_on=world.now.date()).row
    world.approve(patient)
    world.later(days=1)
    assert write(world, patient, wanted(world, (0, 200), is_restart=True)).allowed
    hat = [one for one in episodes_of(patient) if one.treatment is Treatment.HAT]
    assert [one.ended_on is None for one in hat] == [False, True]
