"""Tasks, holds and the story of a gap through their pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.factories.gaps import dosed, sign_values
from tests.factories.pages import at_present, signed_in
from tests.factories.world import World, make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.consulting.models import HoldKind, LiftRole, TaskDone
from vangnet.clinic.consulting.tasks import gaps_due
from vangnet.clinic.consulting.tasks.listing import lines
from vangnet.clinic.registry.facts import clinic_day_of
from vangnet.clinic.registry.models import Patient

TASKS, DONE, HOLDS = (reverse(f"tasks:{name}") for name in ("list", "done", "holds"))
CLINICAL = ("Missed days", "suspended", "hold", "Diamorphine")


@pytest.fixture
def gone(trial: World) -> Patient:
    """Somebody whose last dose was four days ago: three missed days."""
    patient = at_present(trial, days=4, hours=1).patient()
    dosed(trial, patient)
    at_present(trial)
    return patient


def keys(world: World) -> list[str]:
    today = clinic_day_of(world.unit, at=world.now)
    known = lines(world.unit, on=today)
    return [one.due.key for one in known if one.due.kind in (gaps_due.SUSPENDED, gaps_due.MISSED)]


def gap(patient: Patient) -> str:
    return reverse("tasks:gap", args=[patient.pk])


@pytest.mark.parametrize("name", [
    "desk", "nurse", "prescriber", "pharmacist", "manager", "auditor",
])  # fmt: skip
def test_everyone_sees_the_tasks_and_only_clinical_staff_what_they_are_about(
    client, trial, gone, name
):
    page = signed_in(client, trial, name).get(TASKS)
    assert page.status_code == 200
    assert gone.number in page.text
    main = page.text.partition("<main")[2]
    clinical = name not in ("desk", "manager")
    assert ("Missed days: 3" in main) is clinical
    assert (gap(gone) in main) is clinical
    if not clinical:
        assert not any(word in main for word in CLINICAL)
    assert str(gone.identity.family_name) not in page.text


@pytest.mark.parametrize(("name", "status"), [
    ("desk", 403), ("nurse", 200), ("prescriber", 200), ("manager", 403), ("auditor", 200),
])  # fmt: skip
def test_who_may_read_the_holds_and_the_story(client, trial, gone, name, status):
    signed_in(client, trial, name)
    assert client.get(HOLDS).status_code == client.get(gap(gone)).status_code == status


def test_a_task_is_done_with_words_and_leaves_the_list(client, trial, gone):
    prescriber = signed_in(client, trial, "prescriber")
    key = next(one for one in keys(trial) if one.endswith(":3"))
    assert prescriber.post(DONE, {"key": key, "words": ""}).status_code == 302
    assert key in prescriber.get(TASKS).text
    prescriber.post(DONE, {"key": key, "words": "Called: is ill at home"})
    assert TaskDone.objects.get().done_by == trial.staff["prescriber"]
    assert key not in prescriber.get(TASKS).text


def test_a_task_of_someone_else_is_not_done(client, trial, gone):
    answer = signed_in(client, trial).post(DONE, {"key": keys(trial)[0], "words": "x"}, follow=True)
    assert "belongs to someone else" in answer.text
    assert not TaskDone.objects.exists()


def test_what_is_not_due_any_more_is_not_done(client, trial, gone):
    key = keys(trial)[0]
    trial.order(gone, is_restart=True)
    prescriber = signed_in(client, trial, "prescriber")
    answer = prescriber.post(DONE, {"key": key, "words": "x"}, follow=True)
    assert "not due any more" in answer.text
    assert not TaskDone.objects.exists()


def test_a_value_nobody_has_set_is_said_with_who_sets_it(client, trial, gone):
    page = signed_in(client, trial, "manager").get(TASKS).text
    assert "Not set" not in page
    sign_values(trial, {}, missed_day_task_days=None, task_escalation_days=None)
    page = client.get(TASKS).text
    assert page.count("The medical director sets it in the protocol.") == 2


def test_the_story_says_what_was_given_and_what_the_protocol_says_now(client, trial, gone):
    page = signed_in(client, trial, "prescriber").get(gap(gone)).text
    for said in ("Suspended: a prescriber restarts", "Missed days", "200", "Write a restart",
                 "has signed no table"):  # fmt: skip
        assert said in page
    trial.order(gone, dose_mg="50", is_restart=True)
    page = client.get(gap(gone)).text
    assert "Write a restart" not in page
    assert "Restarted: no dose since" in page
    assert "Suspended" not in page


def test_a_signed_table_is_said_as_the_most_of_today(client, trial):
    patient = at_present(trial, days=2, hours=1).patient()
    dosed(trial, patient)
    at_present(trial)
    sign_values(trial, {"gap_step_down": "1"}, gap_step_down=[[1, "0.625"]])
    page = signed_in(client, trial, "prescriber").get(gap(patient)).text
    assert "Continue with less" in page
    assert "125\u00a0mg" in page


def test_a_suspended_order_is_said_in_the_list_of_orders(client, trial, gone):
    page = signed_in(client, trial, "prescriber").get(reverse("consulting:orders")).text
    assert "Suspended" in page
    assert "Tasks (5)" in page  # two of them are about checks
    assert "Suspended" in client.get(reverse("registry:patient", args=[gone.pk])).text


def test_the_story_stands_with_the_form_of_a_new_order(client, trial, gone):
    page = signed_in(client, trial, "prescriber").get(reverse("consulting:order", args=[gone.pk]))
    assert "Suspended: a prescriber restarts" in page.text


def test_the_holds_say_who_looks_when_and_who_may_lift(client, trial, gone):
    soft = {"review_on": trial.now.date() + timedelta(days=2), "lift_role": LiftRole.NURSE,
            "ends_at": trial.now + timedelta(days=2)}  # fmt: skip
    for kind, more in ((HoldKind.SOFT, soft), (HoldKind.HARD, {})):
        consulting.put_on_hold(
            patient=gone, kind=kind, reason="ill", owner=trial.staff["second_nurse"],
            by=trial.nurse, at=trial.now, **more,
        )  # fmt: skip
    nurse = signed_in(client, trial)
    page = nurse.get(HOLDS).text
    assert "Second Nurse or a nurse or a prescriber" in page
    assert "Ends by itself" in page
    lifted = [reverse("consulting:lift", args=[one.pk]) for one in gone.holds.order_by("placed_at")]
    may = [url in page for url in lifted]
    assert sorted(may) == [False, True]
    assert nurse.get(lifted[may.index(True)]).status_code == 200
    assert nurse.get(lifted[may.index(False)]).status_code == 302


def test_another_unit_finds_nothing_of_it(client, gone):
    other = make_world(code="east")
    signed_in(client, other, "prescriber")
    assert gone.number not in client.get(TASKS).text.partition("<main")[2]
    assert client.get(gap(gone)).status_code == 404


def test_the_pages_speak_dutch(client, trial, gone):
    prescriber = signed_in(client, trial, "prescriber")
    prescriber.cookies["django_language"] = "nl"
    assert "Gemiste dagen: 3" in prescriber.get(TASKS).text
    assert "Opgeschort: een voorschrijver herstart" in prescriber.get(gap(gone)).text
    assert "Er worden geen doses aangehouden" in prescriber.get(HOLDS).text
