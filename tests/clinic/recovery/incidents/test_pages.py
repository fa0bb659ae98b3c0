"""The pages of incidents: telling, putting right, reporting, measures, lessons, who may what."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.filling.incidents import measured, told
from tests.factories.pages import at_present, signed_in
from tests.factories.world import make_world

from vangnet.clinic.recovery.incidents.models import Incident, IncidentReport, Lesson, Measure
from vangnet.clinic.registry.facts import clinic_day_of, zone_of
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind


@pytest.fixture
def unit(trial):
    return at_present(trial)


def page(name, *keys):
    return reverse(f"incidents:{name}", args=keys)


def typed(world, **changes):
    local = timezone.localtime(world.now, zone_of(world.unit))
    return {
        "request_id": str(uuid4()), "kind": "fall", "grade": "1", "on": f"{local:%Y-%m-%d}",
        "clock": f"{local:%H:%M}", "found_on": f"{clinic_day_of(world.unit, at=world.now)}",
        "number": "", "words": "fell on the step", **changes,
    }  # fmt: skip


ROLES = ("desk", "nurse", "prescriber", "pharmacist", "manager", "auditor")


@pytest.mark.parametrize(("name", "may"), [
    ("list", {"nurse", "prescriber", "manager", "auditor"}),
    ("new", {"desk", "nurse", "prescriber", "pharmacist", "manager"}),
    ("rates", {"nurse", "prescriber", "pharmacist", "manager", "auditor"}),
    ("learning", {"nurse", "prescriber", "pharmacist", "manager", "auditor"}),
])  # fmt: skip
def test_who_may_open_what(client, unit, name, may):
    for role in ROLES:
        expected = 200 if role in may else 403
        assert signed_in(client, unit, role).get(page(name)).status_code == expected, role


def test_an_incident_is_told_about_a_patient_by_number(client, unit):
    patient = unit.patient()
    answer = signed_in(client, unit).post(page("new"), typed(unit, number=patient.number.lower()))
    kept = Incident.objects.get(patient=patient)
    assert answer.url == page("incident", kept.pk)
    assert (kept.kind, kept.dose) == ("fall", None)
    told_as = client.get(page("incident", kept.pk)).content.decode()
    assert "fell on the step" in told_as
    assert patient.identity.family_name not in told_as


def test_the_desk_tells_an_incident_and_is_not_shown_the_list(client, unit):
    answer = signed_in(client, unit, "desk").post(page("new"), typed(unit))
    assert answer.url == reverse("board:rooms")
    assert Incident.objects.filter(words="fell on the step").exists()


def test_the_last_dose_before_it_goes_with_it(client, unit):
    world = at_present(unit, minutes=10)
    patient = world.patient()
    visit = world.at_the_hatch(patient)
    dose = world.hand_over(visit)
    world.use(dose, minutes=2)
    world.now = timezone.now()
    signed_in(client, world).post(
        page("new"), typed(world, number=patient.number, around_dose="on", kind="seizure")
    )
    kept = Incident.objects.get(patient=patient)
    assert (kept.dose, kept.visit) == (dose, visit)


@pytest.mark.parametrize("wrong", [
    {"kind": ""}, {"grade": "9"}, {"words": ""}, {"number": "nobody"}, {"on": "2099-01-01"},
    {"found_on": "2020-01-01"}, {"found_on": "2099-01-01"}, {"clock": "25:00"},
])  # fmt: skip
def test_nothing_is_kept_of_one_with_one_thing_wrong(client, unit, wrong):
    before = Incident.objects.count()
    answer = signed_in(client, unit).post(page("new"), typed(unit, **wrong))
    assert answer.status_code == 422
    assert Incident.objects.count() == before


def test_a_dose_that_there_was_not_is_refused(client, unit):
    patient = unit.patient()
    answer = signed_in(client, unit).post(
        page("new"), typed(unit, number=patient.number, around_dose="on")
    )
    assert answer.status_code == 422


def test_from_a_patients_page_the_number_stands_there(client, unit):
    patient = unit.patient()
    answer = signed_in(client, unit).get(page("new-about", patient.pk))
    assert answer.context["form"]["number"].value() == patient.number


def test_a_correction_keeps_the_row_before_to_be_read(client, unit):
    kept = told(unit, unit.patient())
    nurse = signed_in(client, unit)
    assert nurse.get(page("correct", kept.pk)).context["form"]["words"].value() == "made up"
    nurse.post(page("correct", kept.pk), typed(unit, words="it was the door", kind="aggression"))
    text = nurse.get(page("incident", kept.pk)).content.decode()
    assert "made up" in text
    assert "it was the door" in text
    nurse.post(page("strike", kept.pk), {"request_id": str(uuid4()), "because": "told twice"})
    assert "Struck" in nurse.get(page("incident", kept.pk)).content.decode()
    assert nurse.get(page("report", kept.pk)).status_code == 404


def test_a_report_ends_what_was_due(client, unit):
    kept = told(unit, kind=IncidentKind.DIVERSION, grade=Grade.SERIOUS_HARM)
    manager = signed_in(client, unit, "manager")
    assert "To be reported" in manager.get(page("list")).content.decode()
    form = typed(unit, to="Made-up inspectorate", reference="A-1")
    assert manager.post(page("report", kept.pk), form).status_code == 302
    assert IncidentReport.objects.get(incident=kept).reference == "A-1"
    assert "Reported" in manager.get(page("list")).content.decode()
    manager.post(page("report", kept.pk), {**form, "request_id": str(uuid4()), "reference": "A-2"})
    assert "A-2" in manager.get(page("incident", kept.pk)).content.decode()


def measure_form(world, kind):
    return {
        "request_id": str(uuid4()), "kind": kind, "owner": str(world.nurse.pk),
        "ends_on": "2099-01-01", "words": "one person at a time",
    }  # fmt: skip


def test_a_nurse_suspends_and_only_a_prescriber_ends_it(client, unit):
    kept = told(unit, unit.patient())
    nurse = signed_in(client, unit)
    assert nurse.post(page("measure", kept.pk), measure_form(unit, "suspension")).status_code == 302
    measure = Measure.objects.get(incident=kept)
    because = {"request_id": str(uuid4()), "because": "spoken with"}
    nurse.post(page("end-measure", measure.pk), because)
    measure.hold.refresh_from_db()
    assert measure.hold.lifted_at is None
    signed_in(client, unit, "prescriber").post(page("end-measure", measure.pk), because)
    measure.hold.refresh_from_db()
    assert measure.hold.lifted_at is not None


def test_a_manager_is_not_offered_a_suspension(client, unit):
    kept = told(unit, unit.patient())
    manager = signed_in(client, unit, "manager")
    offered = manager.get(page("measure", kept.pk)).context["form"].fields["kind"].choices
    assert MeasureKind.SUSPENSION.value not in dict(offered)
    answer = manager.post(page("measure", kept.pk), measure_form(unit, "suspension"))
    assert answer.status_code == 422


def test_about_nobody_no_measure_is_taken(client, unit):
    kept = told(unit)
    assert signed_in(client, unit).get(page("measure", kept.pk)).status_code == 404


@pytest.mark.parametrize("words", ["{name} fell", "On 3 March", "At 14:05", "{number} again"])
def test_a_lesson_says_nobody_and_no_day(client, unit, words):
    patient = unit.patient()
    kept = told(unit, patient)
    nurse = signed_in(client, unit)
    said = words.format(name=patient.identity.family_name, number=patient.number)
    wrong = {"request_id": str(uuid4()), "words": said}
    assert nurse.post(page("lesson", kept.pk), wrong).status_code == 422
    right = {**wrong, "words": "Keep the step dry."}
    assert nurse.post(page("lesson", kept.pk), right).status_code == 302
    assert Lesson.objects.get(incident=kept).words == "Keep the step dry."


def test_an_auditor_reads_and_writes_nothing(client, unit):
    kept = told(unit, unit.patient())
    auditor = signed_in(client, unit, "auditor")
    assert auditor.get(page("incident", kept.pk)).status_code == 200
    for name in ("correct", "strike", "report", "measure", "lesson"):
        assert auditor.get(page(name, kept.pk)).status_code == 403, name


def test_another_units_incident_is_not_found(client, unit):
    other = told(at_present(make_world(code="elsewhere")))
    nurse = signed_in(client, unit)
    for name in ("incident", "correct", "strike", "report", "lesson"):
        assert nurse.get(page(name, other.pk)).status_code == 404, name


def test_the_patients_page_tells_its_incidents(client, unit):
    patient = unit.patient()
    kept = told(unit, patient)
    measured(unit, kept)
    text = signed_in(client, unit).get(reverse("registry:patient", args=[patient.pk])).content
    assert page("incident", kept.pk) in text.decode()
