"""Who left against advice is looked for by one person, by a moment, until reached."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clinic.attempts import BOTH, insert
from tests.factories.gaps import sign_values
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.consulting.tasks.listing import lines
from vangnet.clinic.recovery import actions as recovery
from vangnet.clinic.recovery import following
from vangnet.clinic.recovery.models import FollowUp
from vangnet.clinic.registry.facts import clinic_day_of


def gone(world):
    """Left ten minutes after the dose, against advice; the second nurse looks for them."""
    world.visit = world.at_the_hatch(world.patient())
    world.use(world.hand_over(world.visit))
    leaving = recovery.leave_against_advice(
        visit=world.visit, owner=world.staff["prescriber"], by=world.nurse,
        at=world.later(minutes=10).now, reached_by=world.staff["second_nurse"],
    )  # fmt: skip
    return leaving.departure.follow_up


@pytest.fixture
def search(trial):
    return gone(trial)


def tried(world, search, *, is_reached, by="nurse", request_id=None):
    return following.keep_try(
        follow_up=search, is_reached=is_reached, words="By telephone", by=world.staff[by],
        at=world.now, request_id=request_id or uuid4(),
    )  # fmt: skip


def tasks(world):
    today = clinic_day_of(world.unit, at=world.now)
    return [one for one in lines(world.unit, on=today) if one.due.kind == "left_against_advice"]


def test_the_search_has_an_owner_and_is_due_within_the_signed_hours(trial, search):
    assert search.owner == trial.staff["second_nurse"]
    assert search.due_at == trial.now + timedelta(hours=24)


def test_where_nobody_signed_a_time_it_is_due_at_once(trial):
    sign_values(trial.later(minutes=1), {}, follow_up_hours_longest=None)
    assert gone(trial).due_at == trial.now


def test_without_a_name_the_prescriber_of_the_hold_owns_it(trial):
    trial.visit = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(trial.visit))
    leaving = recovery.leave_against_advice(
        visit=trial.visit, owner=trial.staff["prescriber"], by=trial.nurse, at=trial.now
    )
    assert leaving.departure.follow_up.owner == trial.staff["prescriber"]


def test_it_is_a_task_until_somebody_has_reached_the_person(trial, search):
    assert [one.due.roles for one in tasks(trial)] == [("nurse",)]
    tried(trial, search, is_reached=False)
    assert tasks(trial)
    tried(trial, search, is_reached=True)
    assert tasks(trial) == []


def test_a_try_sent_twice_is_one_and_after_being_reached_there_is_none(trial, search):
    once = uuid4()
    first = tried(trial, search, is_reached=True, request_id=once)
    assert tried(trial, search, is_reached=True, request_id=once) == first
    assert tried(trial, search, is_reached=False) == first
    assert search.tries.count() == 1


@BOTH
def test_the_database_takes_no_leaving_against_advice_without_a_search(trial, role):
    search = gone(trial)
    other = trial.at_the_hatch(trial.patient())
    trial.use(trial.hand_over(other))
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "visit_id": other.pk,
        "patient_id": search.patient_id, "kind": "against_advice", "at": trial.now,
        "by_id": trial.nurse.pk, "exit_check_id": None, "reasons": [{"reason": "x"}],
    }  # fmt: skip
    from vangnet.clinic.consulting.actions import put_on_hold
    from vangnet.clinic.consulting.models import HoldKind

    put_on_hold(
        patient=other.patient, kind=HoldKind.HARD, reason="left_against_advice",
        owner=trial.staff["prescriber"], by=trial.nurse, at=trial.now,
    )  # fmt: skip
    row["patient_id"] = other.patient_id
    guard = "leaving_against_advice_is_followed_up"
    assert insert(role, "recovery_departure", row) == guard


@BOTH
@pytest.mark.parametrize(("by", "owner", "guard"), [
    ("desk", "nurse", "entry_is_by_who_may"), ("nurse", "desk", "entry_is_by_who_may"),
])  # fmt: skip
def test_only_who_cares_for_patients_owns_a_search(trial, search, role, by, owner, guard):
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "departure_id": search.departure_id,
        "patient_id": search.patient_id, "owner_id": trial.staff[owner].pk,
        "due_at": trial.now, "at": trial.now, "by_id": trial.staff[by].pk,
    }  # fmt: skip
    assert insert(role, "recovery_followup", row) == guard


@BOTH
def test_nobody_is_looked_for_after_being_reached(trial, search, role):
    tried(trial, search, is_reached=True)
    row = {
        "id": uuid4(), "unit_id": trial.unit.pk, "follow_up_id": search.pk, "is_reached": False,
        "words": "x", "at": trial.now, "by_id": trial.nurse.pk, "request_id": uuid4(),
    }  # fmt: skip
    guard = "nobody_is_looked_for_after_being_reached"
    assert insert(role, "recovery_followuptry", row) == guard


def test_the_page_keeps_a_try_and_says_who_looks(client, trial):
    search = gone(at_present(trial, minutes=40))
    page = reverse("recovery:follow-up", args=[trial.visit.pk])
    nurse = signed_in(client, trial)
    assert "Second Nurse reaches the patient" in nurse.get(page).text
    assert nurse.post(page, {"words": ""}).status_code == 422
    typed = {"is_reached": "yes", "words": "At home, well", "request_id": str(uuid4())}
    assert nurse.post(page, typed).status_code == 302
    assert "At home, well" in nurse.get(page).text
    assert FollowUp.objects.get(pk=search.pk).tries.get().is_reached
