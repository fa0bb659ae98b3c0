"""Recovery: signs kept, the check at the door, and leaving: by the rule or against advice."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.factories.pages import at_present, signed_in
from tests.factories.world import make_world

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.recovery.models import Departure, Observation
from vangnet.rules.visit import Stage


def recovering(trial, *, minutes_ago):
    """A visit whose dose ended that long ago."""
    unit = at_present(trial, minutes=minutes_ago + 6)
    visit = unit.at_the_hatch(unit.patient())
    unit.use(unit.hand_over(visit))
    visit.refresh_from_db()
    return visit


@pytest.fixture
def early(trial):
    return recovering(trial, minutes_ago=5)


@pytest.fixture
def over(trial):
    return recovering(trial, minutes_ago=45)


@pytest.fixture
def nurse(client, trial):
    return signed_in(client, trial)


def address(name, visit):
    return reverse(f"recovery:{name}", args=[visit.pk])


def all_well(**changes):
    return {"exit-request_id": str(uuid4()), "exit-spo2": "97", "all_well": "1", **changes}


@pytest.mark.parametrize(("name", "status"), [
    ("desk", 403), ("nurse", 200), ("prescriber", 200), ("pharmacist", 403), ("auditor", 403),
])  # fmt: skip
def test_who_may_open_recovery(client, trial, early, name, status):
    page = signed_in(client, trial, name).get(address("visit", early))
    assert page.status_code == status


def test_a_visit_of_another_unit_is_not_found(client, early):
    other = make_world(code="east")
    assert signed_in(client, other).get(address("visit", early)).status_code == 404


def test_the_page_says_from_when_the_patient_may_leave(nurse, early):
    page = nurse.get(address("visit", early)).text
    assert "Leave from" in page
    assert "Cannot leave yet" in page
    assert 'name="all_well" value="1" data-primary' not in page


def test_signs_are_kept_once(nurse, early):
    typed = {"request_id": str(uuid4()), "sedation": "-1", "spo2": "95", "breaths": "13",
             "pulse": "71"}  # fmt: skip
    for _ in range(2):
        assert nurse.post(address("signs", early), typed).status_code == 302
    kept = Observation.objects.get(visit=early)
    assert (kept.sedation_score, kept.spo2_percent, kept.breaths_per_minute) == (1, 95, 13)
    assert "95" in nurse.get(address("visit", early)).text


@pytest.mark.parametrize("fault", [{"sedation": ""}, {"sedation": "-6"}, {"spo2": "101"},
                                   {"breaths": "many"}])  # fmt: skip
def test_signs_with_a_fault_write_nothing(nurse, early, fault):
    typed = {"request_id": str(uuid4()), "sedation": "0", "spo2": "96", "breaths": "", **fault}
    answer = nurse.post(address("signs", early), typed)
    assert answer.status_code == 422
    assert "Your entry is still here" in answer.text
    assert not Observation.objects.filter(visit=early).exists()


def test_all_well_leaves_in_one_press(nurse, over):
    answer = nurse.post(address("exit-check", over), all_well())
    assert answer.status_code == 302
    assert answer.url == reverse("board:rooms")
    over.refresh_from_db()
    assert over.stage == Stage.LEFT
    assert Departure.objects.get(visit=over).exit_check.is_exit_check


def test_pressing_twice_leaves_once(nurse, over):
    typed = all_well()
    for _ in range(2):
        assert nurse.post(address("exit-check", over), typed).status_code == 302
    assert Departure.objects.filter(visit=over).count() == 1


def test_before_the_time_the_check_is_kept_and_the_patient_stays(nurse, early):
    answer = nurse.post(address("exit-check", early), all_well())
    assert answer.status_code == 409
    assert "The patient stays" in answer.text
    early.refresh_from_db()
    assert early.stage == Stage.RECOVERING


def test_someone_with_signs_stays_and_every_reason_is_said(nurse, over):
    typed = {"exit-request_id": str(uuid4()), "exit-sedation": "-2", "exit-asleep": "on",
             "exit-signs": "slurred_speech", "exit-spo2": "97"}  # fmt: skip
    answer = nurse.post(address("exit-check", over), typed)
    assert answer.status_code == 409
    assert answer.text.count("Not leaving yet") >= 3
    assert not Departure.objects.filter(visit=over).exists()


def test_all_well_beside_marked_signs_is_a_contradiction(nurse, over):
    answer = nurse.post(address("exit-check", over), all_well(**{"exit-asleep": "on"}))
    assert answer.status_code == 422
    assert not Observation.objects.filter(visit=over).exists()


def test_leaving_against_advice_puts_the_next_dose_on_hold(nurse, trial, early):
    page = nurse.get(address("against-advice", early)).text
    assert "Why staying is advised" in page
    assert nurse.post(address("against-advice", early), {"owner": ""}).status_code == 422
    owner = trial.staff["prescriber"]
    answer = nurse.post(address("against-advice", early), {"owner": str(owner.pk)})
    assert answer.status_code == 302
    assert Hold.objects.get(patient=early.patient).owner == owner
    assert Departure.objects.get(visit=early).kind == "against_advice"


def test_recovery_speaks_dutch(nurse, early):
    nurse.cookies["django_language"] = "nl"
    assert "Vertrek vanaf" in nurse.get(address("visit", early)).text
