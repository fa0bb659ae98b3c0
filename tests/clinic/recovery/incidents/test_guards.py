"""What the database refuses of incidents and what follows from them, whoever asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.filling.incidents import corrected, fill, lesson, measured, reported, told
from tests.factories.world import make_world

from vangnet.clinic.consulting import actions as consulting
from vangnet.clinic.recovery.incidents.actions import strike_incident
from vangnet.clinic.recovery.incidents.models import Incident, Lesson, MeasureEnd
from vangnet.rules.incidents import Grade, IncidentKind, MeasureKind

INCIDENT, REPORT = "recovery_incident", "recovery_incidentreport"
MEASURE, END, LESSON = "recovery_measure", "recovery_measureend", "recovery_lesson"
NEEDED = {"kind": IncidentKind.DIVERSION, "grade": Grade.PASSING_HARM}


@pytest.fixture
def incident(trial):
    return told(trial, trial.patient(), **NEEDED)


def again(table, row, **changes):
    """The row once more with its own key, and with these changes."""
    known = {**row_of(table, row.pk), "id": uuid4()}
    if "request_id" in known:
        known["request_id"] = uuid4()
    return {**known, **changes}


NO_DUTY = {"report_to": "", "report_due_on": None}


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"kind": "tea", **NO_DUTY, "duty": "not_set"}, "incident_kind_is_known"),
    ({"grade": 0, **NO_DUTY, "duty": "not_needed"}, "incident_grade_is_on_the_scale"),
    ({"grade": 5}, "incident_grade_is_on_the_scale"),
    ({"words": ""}, "incident_says_what_happened"),
    ({"happened_at": "2026-03-02T09:00:00+00:00"}, "incident_is_not_of_the_future"),
    ({"found_on": "2026-03-03"}, "incident_is_not_of_the_future"),
    ({"found_on": "2026-03-01"}, "incident_is_not_of_the_future"),
    ({**NO_DUTY, "duty": "not_needed"}, "incident_duty_is_what_is_signed"),
    ({**NO_DUTY, "duty": "not_set"}, "incident_duty_is_what_is_signed"),
    ({"report_due_on": "2026-04-01"}, "incident_duty_is_what_is_signed"),
    ({"report_to": "somebody"}, "incident_duty_is_what_is_signed"),
    ({"grade": 1}, "incident_duty_is_what_is_signed"),
    ({"is_void": True}, "incident_correction_names_the_first"),
])  # fmt: skip
def test_an_incident_with_one_thing_wrong_stays_out(trial, incident, changes, guard, role):
    assert insert(role, INCIDENT, again(INCIDENT, incident, **changes)) == guard


@BOTH
@pytest.mark.parametrize(("name", "guard"), [
    ("desk", None), ("nurse", None), ("pharmacist", None), ("manager", None),
    ("auditor", "incident_is_told_by_its_staff"),
])  # fmt: skip
def test_who_works_here_tells_an_incident(trial, incident, name, guard, role):
    by = {"recorded_by_id": trial.staff[name].pk}
    assert insert(role, INCIDENT, again(INCIDENT, incident, **by)) == guard


@BOTH
def test_an_incident_is_about_somebody_of_this_unit(trial, incident, role):
    other = make_world(code="elsewhere")
    wrong = {"patient_id": other.patient().pk}
    assert insert(role, INCIDENT, again(INCIDENT, incident, **wrong)) == (
        "incident_is_about_someone_of_this_unit"
    )
    wrong = {"recorded_by_id": other.nurse.pk}
    assert insert(role, INCIDENT, again(INCIDENT, incident, **wrong)) == (
        "incident_is_told_by_its_staff"
    )


@BOTH
def test_a_visit_and_a_dose_are_the_patients_own(trial, role):
    patient = trial.patient()
    visit = trial.at_the_hatch(patient)
    dose = trial.hand_over(visit)
    trial.use(dose)
    mine = told(trial.later(minutes=2), patient, visit=visit, dose=dose)
    assert insert(role, INCIDENT, again(INCIDENT, mine)) is None
    theirs = {"patient_id": trial.patient().pk}
    assert insert(role, INCIDENT, again(INCIDENT, mine, **theirs)) == (
        "incident_is_of_its_patients_visit"
    )
    assert insert(role, INCIDENT, again(INCIDENT, mine, visit_id=None)) == (
        "incident_is_of_its_patients_dose"
    )
    before = {"happened_at": dose.at - timedelta(minutes=1)}
    assert insert(role, INCIDENT, again(INCIDENT, mine, **before)) == (
        "incident_is_of_its_patients_dose"
    )


@BOTH
def test_a_correction_names_the_row_that_counts_of_its_own_incident(trial, incident, role):
    second = corrected(trial, incident, words="put right")
    other = told(trial)
    fork = again(INCIDENT, second, corrects_id=incident.pk)
    assert insert(role, INCIDENT, fork) is not None, "one row corrects another"
    third = again(INCIDENT, second, corrects_id=second.pk)
    assert insert(role, INCIDENT, third) is None
    wrong = {**third, "first_id": other.pk}
    assert insert(role, INCIDENT, wrong) == "incident_corrects_one_of_its_own"
    wrong = {**third, "first_id": None}
    assert insert(role, INCIDENT, wrong) == "incident_corrects_one_of_its_own"


@BOTH
def test_of_a_struck_incident_nothing_follows(trial, incident, role):
    report, warning = reported(trial, incident), measured(trial, incident)
    lesson(trial, incident)
    struck = strike_incident(
        incident=incident, because="told twice", by=trial.nurse, at=trial.now, request_id=uuid4()
    )
    words = Lesson.objects.get(incident=incident)
    for table, row in ((REPORT, report), (MEASURE, warning), (LESSON, words)):
        assert insert(role, table, again(table, row)) == "incident_still_counts"
    onward = again(INCIDENT, struck, corrects_id=struck.pk, is_void=False)
    assert insert(role, INCIDENT, onward) == "incident_corrects_one_of_its_own"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"to": ""}, "incident_report_names_whom"),
    ({"reported_at": "2026-03-02T07:30:00+00:00"}, "incident_is_reported_after_it_happened"),
    ({"reported_at": "2026-03-02T09:30:00+00:00"}, "incident_is_reported_after_it_happened"),
])  # fmt: skip
def test_a_report_with_one_thing_wrong_stays_out(trial, incident, changes, guard, role):
    assert insert(role, REPORT, again(REPORT, reported(trial, incident), **changes)) == guard


@BOTH
@pytest.mark.parametrize(("table", "column", "guard", "may_not"), [
    (REPORT, "recorded_by_id", "incident_report_is_by_who_may", ("desk", "pharmacist", "auditor")),
    (MEASURE, "taken_by_id", "measure_is_taken_by_who_may", ("desk", "pharmacist", "auditor")),
    (LESSON, "written_by_id", "lesson_is_written_by_who_may", ("desk", "auditor")),
])  # fmt: skip
def test_who_may_write_what_follows(trial, incident, table, column, guard, may_not, role):
    lesson(trial, incident)
    row = {
        REPORT: reported(trial, incident), MEASURE: measured(trial, incident),
        LESSON: Lesson.objects.get(incident=incident),
    }[table]  # fmt: skip
    for name in may_not:
        assert insert(role, table, again(table, row, **{column: trial.staff[name].pk})) == guard
    assert insert(role, table, again(table, row, **{column: trial.staff["manager"].pk})) is None


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"kind": "tea"}, "measure_suspends_by_a_hold"),
    ({"kind": "suspension"}, "measure_suspends_by_a_hold"),
    ({"words": ""}, "measure_says_what_was_agreed"),
    ({"ends_on": "2026-03-01"}, "measure_ends_later"),
])  # fmt: skip
def test_a_measure_with_one_thing_wrong_stays_out(trial, incident, changes, guard, role):
    assert insert(role, MEASURE, again(MEASURE, measured(trial, incident), **changes)) == guard


@BOTH
def test_a_suspension_is_a_hold_in_force_of_the_same_person(trial, incident, role):
    kept = measured(trial, incident, MeasureKind.SUSPENSION)
    row = again(MEASURE, kept)
    hold = row_of("consulting_hold", kept.hold_id)
    assert insert(role, MEASURE, {**row, "hold_id": None}) == "measure_suspends_by_a_hold"
    other = consulting.put_on_hold(
        patient=trial.patient(), kind="hard", reason="ill", owner=trial.staff["prescriber"],
        by=trial.nurse, at=trial.now, review_on=kept.ends_on,
    )  # fmt: skip
    assert insert(role, MEASURE, {**row, "hold_id": other.pk}) == "suspension_holds_the_dose"
    soft = consulting.put_on_hold(
        patient=incident.patient, kind="soft", reason="ill", owner=trial.staff["prescriber"],
        by=trial.nurse, at=trial.now, review_on=kept.ends_on,
    )  # fmt: skip
    assert insert(role, MEASURE, {**row, "hold_id": soft.pk}) == "suspension_holds_the_dose"
    assert insert(role, MEASURE, {**row, "hold_id": hold["id"],
                                  "taken_by_id": trial.staff["manager"].pk}) == (
        "measure_is_taken_by_who_may"
    )  # fmt: skip


@BOTH
def test_a_suspension_does_not_end_while_its_hold_stands(trial, incident, role):
    warning = measured(trial, incident)
    kept = measured(trial, incident, MeasureKind.SUSPENSION)
    row = {
        "id": uuid4(), "measure_id": warning.pk, "because": "kept to it", "ended_at": trial.now,
        "ended_by_id": trial.staff["prescriber"].pk,
    }  # fmt: skip
    assert insert(role, END, row) is None
    assert insert(role, END, {**row, "because": ""}) == "measure_end_says_why"
    early = {**row, "ended_at": trial.now - timedelta(minutes=1)}
    assert insert(role, END, early) == "measure_ends_after_it_began"
    other = {**row, "ended_by_id": trial.staff["desk"].pk}
    assert insert(role, END, other) == "measure_is_ended_by_who_may"
    assert insert(role, END, {**row, "measure_id": kept.pk}) == "suspension_ends_with_its_hold"
    assert not MeasureEnd.objects.exists()


@BOTH
def test_the_owner_of_a_measure_works_here(trial, incident, role):
    other = make_world(code="elsewhere")
    row = again(MEASURE, measured(trial, incident), owner_id=other.nurse.pk)
    assert insert(role, MEASURE, row) == "measure_has_an_owner_here"


@BOTH
@pytest.mark.parametrize(("table", "column"), [
    (REPORT, "recorded_by_id"), (MEASURE, "taken_by_id"), (LESSON, "written_by_id"),
    (END, "ended_by_id"),
])  # fmt: skip
def test_what_follows_is_written_by_staff_of_the_unit(trial, incident, table, column, role):
    lesson(trial, incident)
    warning = measured(trial, incident)
    ended = {"id": uuid4(), "measure_id": warning.pk, "because": "over", "ended_at": trial.now}
    row = ended if table == END else again(table, {
        REPORT: lambda: reported(trial, incident), MEASURE: lambda: warning,
        LESSON: lambda: Lesson.objects.get(incident=incident),
    }[table]())  # fmt: skip
    other = make_world(code="elsewhere").staff["prescriber"]
    assert insert(role, table, {**row, column: other.pk}) == "entry_is_by_staff_here"
    mine = trial.staff["prescriber"]
    assert insert(role, table, {**row, column: mine.pk}) is None


@BOTH
@pytest.mark.parametrize("table", [INCIDENT, REPORT, MEASURE, END, LESSON])
def test_nothing_of_it_is_changed_or_removed(trial, table, role):
    fill(trial, trial.patient())
    assert refusal(role, f"update {table} set id = id") is not None
    assert refusal(role, f"delete from {table}") is not None
    assert refusal(role, f"truncate {table} cascade") is not None
    assert Incident.objects.exists()
