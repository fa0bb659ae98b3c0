"""What is due: after missed days, for holds, to whom it goes on, and what ends it."""

from datetime import date, timedelta

import pytest
from tests.factories.gaps import dosed, sign_values
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind, TaskDone
from vangnet.clinic.consulting.tasks import facts, gaps_due, holds_due, listing
from vangnet.clinic.consulting.tasks.actions import NotDone, mark_done
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.staff.roles import Role
from vangnet.rules.gaps import Says

DAY = timedelta(days=1)
UNITS = {"missed_day_task_days": "d", "task_escalation_days": "d"}


@pytest.fixture
def patient(trial):
    """Somebody who had a dose on Monday 2 March."""
    one = trial.patient()
    dosed(trial, one)
    return one


def told(world, *, days: int) -> list[tuple[str, date]]:
    on = date(2026, 3, 2) + days * DAY
    return [(one.key.rpartition(":")[2], one.due_on) for one in gaps_due.due(world.unit, on=on)]


def gaps(world, *, on: date) -> list[listing.Line]:
    """The list of tasks but for those of other areas: a newcomer has checks overdue as well."""
    known = listing.lines(world.unit, on=on)
    return [one for one in known if one.due.kind in (gaps_due.SUSPENDED, gaps_due.MISSED)]


SUSPENDED = ("2026-03-06", date(2026, 3, 6))
FIRST, THIRD = ("1", date(2026, 3, 4)), ("3", date(2026, 3, 6))


@pytest.mark.parametrize(("days", "tasks"), [
    (0, []), (1, []), (2, [FIRST]), (3, [FIRST]), (4, [SUSPENDED, FIRST, THIRD]),
    (6, [SUSPENDED, FIRST, THIRD, ("5", date(2026, 3, 8))]),
    (60, [SUSPENDED, FIRST, THIRD, ("5", date(2026, 3, 8))]),
])  # fmt: skip
def test_missed_days_raise_a_task_on_the_days_the_unit_named(trial, patient, days, tasks):
    assert told(trial, days=days) == tasks


@pytest.mark.parametrize(("at", "tasks"), [((4, 3, 59), []), ((4, 4, 0), [FIRST])])
def test_a_day_is_missed_when_the_clinic_day_is_over(trial, patient, at, tasks):
    trial.now = trial.now.replace(day=at[0], hour=at[1], minute=at[2])
    on = clinic_day_of(trial.unit, at=trial.now)
    assert told(trial, days=(on - date(2026, 3, 2)).days) == tasks


def test_who_comes_every_day_gets_no_task(trial, patient):
    for _day in range(3):
        trial.later(days=1)
        dosed(trial, patient)
        assert gaps_due.due(trial.unit, on=trial.now.date()) == []


def test_a_dose_of_which_nothing_was_given_ends_no_gap(trial, patient):
    trial.later(days=2)
    visit = trial.at_the_hatch(patient)
    trial.use(trial.hand_over(visit), given_mg="0")
    assert told(trial, days=3) == [FIRST]


@pytest.mark.parametrize("ends", ["stop", "restart", "valid_until"])
def test_a_stop_a_restart_and_the_end_of_the_order_end_its_tasks(trial, patient, ends):
    trial.later(days=4)
    assert told(trial, days=4)
    if ends == "stop":
        consulting.stop_order(
            order=patient.orders.get(), reason="gone", by=trial.staff["prescriber"], at=trial.now
        )
    else:
        until = {"valid_until": date(2026, 3, 5)} if ends == "valid_until" else {"is_restart": True}
        trial.order(patient, **until)
    assert told(trial, days=4) == []


def test_a_restart_that_nobody_followed_is_suspended_again(trial, patient):
    trial.later(days=4)
    trial.order(patient, is_restart=True)
    assert told(trial, days=7) == []
    assert told(trial, days=8)[0] == ("2026-03-10", date(2026, 3, 10))


def test_the_same_days_read_for_one_patient_and_for_the_unit_say_the_same(trial, patient):
    never = trial.patient()
    for days in range(8):
        on = date(2026, 3, 2) + days * DAY
        of_unit = {one.order.patient_id: one for one in facts.courses(trial.unit, on=on)}
        for one in (patient, never):
            ((alone, _spans),) = facts.courses_of(one, on=on)
            assert alone.gap == of_unit[one.pk].gap
            assert alone.suspended_from == of_unit[one.pk].suspended_from
    assert of_unit[never.pk].gap.says is Says.NO_DOSE_YET


def test_another_unit_sees_none_of_it(trial, patient):
    assert gaps_due.due(make_world(code="east").unit, on=date(2026, 3, 9)) == []


def test_without_task_days_only_the_suspended_order_is_a_task(trial, patient):
    trial.later(days=6)
    sign_values(trial, UNITS, missed_day_task_days=None)
    assert told(trial, days=6) == [SUSPENDED]


def held(world, patient, *, kind=HoldKind.SOFT, owner="nurse", **more):
    return consulting.put_on_hold(
        patient=patient, kind=kind, reason="ill", owner=world.staff[owner], by=world.nurse,
        at=world.now, **more,
    )  # fmt: skip


def test_a_hold_is_a_task_of_its_owner_on_its_day_and_each_day_after(trial, patient):
    hold = held(trial, patient, review_on=date(2026, 3, 4))
    keys = []
    for days in range(4):
        (one,) = holds_due.due(trial.unit, on=date(2026, 3, 2) + days * DAY)
        assert (one.due_on, one.roles) == (date(2026, 3, 4), (Role.NURSE.value,))
        keys.append(one.key.rpartition(":")[2])
    assert keys == ["2026-03-04", "2026-03-04", "2026-03-04", "2026-03-05"]
    consulting.lift_hold(hold=hold, because="seen", by=trial.nurse, at=trial.now)
    assert holds_due.due(trial.unit, on=date(2026, 3, 5)) == []


def test_a_hold_that_ends_by_itself_ends_its_task(trial, patient):
    held(trial, patient, review_on=date(2026, 3, 4), ends_at=trial.now + 2 * DAY)
    assert len(holds_due.due(trial.unit, on=date(2026, 3, 3))) == 1
    assert holds_due.due(trial.unit, on=date(2026, 3, 4)) == []


@pytest.mark.parametrize(("late", "roles"), [
    (0, ["nurse"]), (2, ["nurse"]), (3, ["nurse", "prescriber"]), (4, ["nurse", "prescriber"]),
    (5, ["nurse", "prescriber", "manager"]), (90, ["nurse", "prescriber", "manager"]),
])  # fmt: skip
def test_a_task_not_done_goes_on_just_past_the_days_of_the_protocol(trial, patient, late, roles):
    held(trial, patient)
    known = listing.lines(trial.unit, on=date(2026, 3, 2) + late * DAY)
    (line,) = [one for one in known if one.due.kind == holds_due.REVIEW]
    assert list(line.roles) == roles
    assert line.passed_on is (len(roles) > 1)
    assert line.is_of(trial.staff["manager"]) is ("manager" in roles)


def test_without_days_of_escalation_no_task_goes_on(trial, patient):
    sign_values(trial.later(minutes=1), UNITS, task_escalation_days=None)
    assert not any(one.passed_on for one in listing.lines(trial.unit, on=date(2026, 5, 1)))


def test_the_medical_director_has_what_reached_the_manager(trial, patient):
    trial.staff["second_nurse"].is_medical_director = True
    lines = gaps(trial, on=date(2026, 3, 30))
    assert lines
    assert all(one.is_of(trial.staff["second_nurse"]) for one in lines)
    trial.staff["second_nurse"].is_medical_director = False
    assert not any(one.is_of(trial.staff["second_nurse"]) for one in lines)


def done(world, key, *, by="prescriber", words="called"):
    return mark_done(unit=world.unit, key=key, words=words, by=world.staff[by], at=world.now)


def test_a_done_task_leaves_the_list_and_the_next_day_raises_the_next_key(trial, patient):
    trial.later(days=2)
    (line,) = gaps(trial, on=trial.now.date())
    first, again = done(trial, line.due.key), done(trial, line.due.key, words="twice")
    assert first.done == again.done
    assert TaskDone.objects.get(key=line.due.key).words == "called"
    assert gaps(trial, on=trial.now.date()) == []
    later = gaps(trial, on=trial.now.date() + 2 * DAY)
    assert [one.due.kind for one in later] == [gaps_due.SUSPENDED, gaps_due.MISSED]


def test_only_what_is_due_is_done_and_only_by_whose_it_is(trial, patient):
    coming = held(trial, patient, review_on=date(2026, 3, 4))
    key = f"hold-review:{coming.pk}:2026-03-04"
    assert done(trial, key, by="nurse").why_not is NotDone.NOT_DUE
    assert done(trial, "made-up").why_not is NotDone.NOT_DUE
    trial.later(days=2)
    assert done(trial, key, by="desk").why_not is NotDone.NOT_YOURS
    assert done(trial, key, by="nurse").done
    assert not TaskDone.objects.exclude(key=key).exists()


def test_the_count_is_of_the_readers_own_that_are_due(trial, patient):
    held(trial, patient, review_on=date(2026, 3, 9))
    on = date(2026, 3, 4)
    counts = {
        name: listing.count(trial.unit, on=on, reader=trial.staff[name]) for name in trial.staff
    }
    # Missed days to the prescriber, overdue checks to nurse and prescriber; the hold is not due.
    kinds = [one.due.kind for one in listing.lines(trial.unit, on=on) if one.days_late >= 0]
    assert sorted(kinds) == ["check_overdue", "check_overdue", "missed_days"]
    assert counts == {
        "desk": 0, "nurse": 1, "second_nurse": 1, "prescriber": 3, "pharmacist": 0, "manager": 0,
        "auditor": 0,
    }  # fmt: skip
