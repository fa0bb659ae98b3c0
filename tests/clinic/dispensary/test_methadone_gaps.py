"""Days without a dose are counted drug by drug, and a bottle at home is a dose of its day."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from tests.clinic.attempts import BOTH, refusal
from tests.factories.gaps import dosed, sign_values
from tests.factories.methadone import (
    ask_methadone,
    bring_back,
    methadone_dose,
    only_methadone,
    order_methadone,
    take_home,
)

from vangnet.clinic.consulting.tasks.facts import courses, courses_of
from vangnet.clinic.dispensary import actions, supply
from vangnet.clinic.journal.actions import GuardRefused
from vangnet.clinic.reception import actions as reception
from vangnet.rules import gaps
from vangnet.rules.amounts import Drug
from vangnet.rules.decision import Decision

UNITS = {"gap_sessions_max": "1", "gap_step_down": "1"}


def methadone_day(world, patient) -> None:
    visit = world.at_the_hatch(patient)
    assert methadone_dose(world, visit).allowed
    assert world.leave(visit).departure
    world.clean_rooms()


def guard_of(world, ask, monkeypatch) -> str | None:
    """What the database says when the gate says nothing."""
    with monkeypatch.context() as silent:
        silent.setattr(actions, "may_dispense", lambda *_: Decision(()))
        try:
            with transaction.atomic():
                ask()
        except GuardRefused as error:
            return error.rule
    return None


@pytest.mark.parametrize(("most", "guard"), [
    (20, "gap_needs_a_restart"), (1, "missed_sessions_need_a_restart"),
])  # fmt: skip
def test_daily_methadone_hides_no_gap_in_diamorphine(trial, monkeypatch, most, guard):
    days = 5 if most == 20 else 2
    sign_values(trial.later(minutes=1), UNITS, gap_sessions_max=most)
    patient = trial.patient()
    order_methadone(trial, patient)
    dosed(trial, patient)
    for _ in range(days):
        trial.later(days=1)
        methadone_day(trial, patient)
    visit = trial.at_the_hatch(patient)
    refused = {one["reason"] for one in trial.hand_over(visit).reasons}
    assert refused & {"gap_without_restart", "sessions_missed_without_restart"}
    assert guard_of(trial, lambda: trial.hand_over(visit), monkeypatch) == guard


def test_daily_diamorphine_hides_no_gap_in_methadone(trial, monkeypatch):
    patient = trial.patient()
    order_methadone(trial, patient)
    methadone_day(trial, patient)
    for _ in range(5):
        trial.later(days=1)
        dosed(trial, patient)
    visit = trial.at_the_hatch(patient)
    refused = {one["reason"] for one in ask_methadone(trial, visit).reasons}
    assert refused == {"gap_without_restart"}
    asked = guard_of(trial, lambda: ask_methadone(trial, visit), monkeypatch)
    assert asked == "gap_needs_a_restart"


def test_a_restart_of_one_drug_ends_no_missed_sessions_of_the_other(trial, monkeypatch):
    sign_values(trial.later(minutes=1), UNITS, gap_sessions_max=1)
    patient = trial.patient()
    dosed(trial, patient)
    trial.later(days=2)
    order_methadone(trial, patient, is_restart=True)
    visit = trial.at_the_hatch(patient)
    refused = {one["reason"] for one in trial.hand_over(visit).reasons}
    assert refused == {"sessions_missed_without_restart"}
    asked = guard_of(trial, lambda: trial.hand_over(visit), monkeypatch)
    assert asked == "missed_sessions_need_a_restart"


def test_a_day_taken_home_for_is_a_day_dosed_and_one_to_come_is_none_yet(trial):
    patient = only_methadone(trial)
    visit = trial.check(trial.blow(trial.check_in(patient)))
    assert take_home(trial, visit, start=0, days=3).allowed
    today = visit.clinic_day
    for ahead, last in ((0, 0), (1, 1), (4, 2)):
        on, found = today + timedelta(days=ahead), today + timedelta(days=last)
        course, spans = courses_of(patient, on=on)[0]
        assert course.gap.last.on == found
        assert courses(trial.unit, on=on)[0].gap.last.on == found
        assert sum(one.missed_days for one in spans) == gaps.missed_days(found, on)
    with connection.cursor() as cursor:
        cursor.execute(
            "select clinic_day, given_mg from consulting_doses_had(%s, %s, %s)",
            [patient.pk, Drug.METHADONE, today + timedelta(days=2)],
        )
        had = [(today + timedelta(days=n), Decimal(60)) for n in (1, 2)]
        assert cursor.fetchall() == had  # what the rule of ordering counts from
        cursor.execute(
            "select dispensary_last_day(%s, %s, %s)",
            [patient.pk, Drug.METHADONE, today + timedelta(days=9)],
        )
        assert cursor.fetchone() == (today + timedelta(days=2),)


def test_a_bottle_is_at_most_the_step_down_of_its_day(trial, monkeypatch):
    sign_values(trial.later(minutes=1), UNITS, gap_step_down=[[1, "0.5"]])
    patient = only_methadone(trial)
    methadone_day(trial, patient)
    trial.later(days=3)
    visit = trial.check(trial.blow(trial.check_in(patient)))
    kept = take_home(trial, visit, start=0, days=1)
    assert [one["reason"] for one in kept.reasons] == ["dose_above_step_down"]
    with monkeypatch.context() as silent:
        silent.setattr(supply, "may_supply", lambda *_: Decision(()))
        with pytest.raises(GuardRefused, match="dose_is_at_most_the_step_down"):
            take_home(trial, visit, start=0, days=1)


@BOTH
@pytest.mark.parametrize(("who", "witness", "guard"), [
    ("desk", "second_nurse", "bottle_is_taken_back_by_who_may"),
    ("nurse", "desk", "bottle_is_witnessed_by_who_may"),
    ("nurse", "second_nurse", "supply_is_in_the_register"),  # what is missing here is the posting
])  # fmt: skip
def test_a_bottle_is_taken_back_by_who_may(trial, who, witness, guard, role):
    visit = trial.check(trial.blow(trial.check_in(only_methadone(trial))))
    one = take_home(trial, visit).bottles.first()
    said = refusal(
        role,
        "update dispensary_bottle set back_at = %s, back_by_id = %s, back_witness_id = %s"
        " where id = %s",
        trial.now, trial.staff[who].pk, trial.staff[witness].pk, one.pk,
    )  # fmt: skip
    assert said == guard


def test_a_bottle_that_came_back_is_no_day_dosed(trial):
    patient = only_methadone(trial)
    visit = trial.check(trial.blow(trial.check_in(patient)))
    kept = take_home(trial, visit, start=0, days=2)
    for one in kept.bottles.all():
        bring_back(trial, one)
    reception.turn_away(visit=visit, by=trial.nurse, at=trial.now)
    course, spans = courses_of(patient, on=visit.clinic_day)[0]
    assert (course.gap.last, spans) == (None, ())
    assert kept.supply_mg == Decimal(120)
