"""An overdose that has ended is an incident: once, with its link, reportable by what is signed."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.filling.emergency import end, start
from tests.factories.pages import at_present, signed_in
from tests.factories.world import make_world

from vangnet.clinic.recovery.emergency.models import Outcome
from vangnet.clinic.recovery.incidents.models import Incident
from vangnet.rules.incidents import Grade


@pytest.fixture
def visit(trial):
    return trial.at_the_hatch(trial.patient())


def of(emergency):
    return Incident.objects.filter(emergency_key=emergency.pk)


@pytest.mark.parametrize(
    ("outcome", "grade"),
    [(Outcome.AMBULANCE, Grade.SERIOUS_HARM), (Outcome.OBSERVATION, Grade.PASSING_HARM)],
)
def test_the_end_of_an_overdose_opens_one_incident_with_its_visit_and_dose(
    trial, visit, outcome, grade
):
    dose = trial.hand_over(visit)
    trial.use(dose)
    ran = start(trial, visit.patient)
    assert not of(ran).exists()
    end(trial.later(minutes=5), ran, outcome)
    end(trial.later(minutes=5), ran, outcome)
    kept = of(ran).get()
    assert (kept.kind, kept.grade, kept.patient, kept.visit) == (
        "overdose", grade, visit.patient, visit,
    )  # fmt: skip
    assert (kept.dose, kept.happened_at, kept.recorded_by) == (dose, ran.started_at, trial.nurse)


def test_by_mistake_is_no_incident(trial, visit):
    ran = end(trial, start(trial, visit.patient), Outcome.NO_OVERDOSE, "asleep, woke at once")
    assert not of(ran).exists()


def test_somebody_who_has_no_visit_here_is_an_incident_all_the_same(trial):
    assert of(end(trial, start(trial, trial.patient()))).get().visit is None


def test_each_page_leads_to_the_other(trial, client):
    at_present(trial)
    visit = trial.at_the_hatch(trial.patient())
    ran = end(trial, start(trial, visit.patient))
    record, about = (
        reverse("emergency:screen", args=[ran.pk]),
        reverse("incidents:incident", args=[of(ran).get().pk]),
    )
    nurse = signed_in(client, trial)
    assert about in nurse.get(record).content.decode()
    assert record in nurse.get(about).content.decode()
    desk = signed_in(client, trial, "desk").get(record).content.decode()
    assert "register of incidents" in desk
    assert about not in desk


@BOTH
def test_the_database_knows_no_ended_overdose_without_its_incident(trial, visit, role):
    ran = start(trial, visit.patient)
    ended = """update recovery_emergency set ended_at = started_at, ended_by_id = started_by_id,
               outcome = '{}', ended_because = 'asleep' where id = %s"""
    guard = "overdose_is_an_incident"
    assert refusal(role, ended.format("observation"), ran.pk) == guard
    assert refusal(role, ended.format("no_overdose"), ran.pk) is None


@BOTH
def test_an_incident_names_its_own_emergency_and_only_once(trial, visit, role):
    ran = end(trial, start(trial, visit.patient))
    row = {**row_of("recovery_incident", of(ran).get().pk), "id": uuid4(), "request_id": uuid4()}
    assert insert(role, "recovery_incident", row) == "incident_once_an_emergency"
    other = {**row, "emergency_key": uuid4()}
    assert insert(role, "recovery_incident", other) == "incident_is_of_its_emergency"
    unit = make_world(code="east", now=trial.now)
    theirs = end(unit, start(unit, unit.patient()))
    mine = {**row, "emergency_key": theirs.pk}
    assert insert(role, "recovery_incident", mine) == "incident_is_of_its_emergency"
