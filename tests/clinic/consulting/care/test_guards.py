"""What the database refuses of checks and counselling, whoever asks."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.clinic.attempts import BOTH, insert, refusal, row_of
from tests.factories.filling.care import fill
from tests.factories.world import make_world

from vangnet.clinic.consulting.care import actions, appointments, talking
from vangnet.clinic.consulting.models import AppointmentSeen, Note
from vangnet.clinic.staff.roles import NotAllowed
from vangnet.rules.appointments import NotYet
from vangnet.rules.care import AppointmentKind, NoteKind
from vangnet.rules.check_keys import CheckKind

TABLES = {
    "result": "consulting_result", "part": "consulting_resultpart",
    "plan": "consulting_checkplan", "appointment": "consulting_appointment",
    "outcome": "consulting_appointmentoutcome", "note": "consulting_note",
    "consent": "consulting_consent", "complaint": "consulting_complaint",
    "step": "consulting_complaintstep",
}  # fmt: skip


@pytest.fixture
def filled(trial):
    patient = trial.patient()
    fill(trial, patient)
    return trial, patient


def first(table, patient, **only):
    """A row of the patient's as the database has it."""
    name = TABLES[table]
    of = {"part": "result", "outcome": "appointment", "step": "complaint"}.get(table)
    whose = f"(select id from consulting_{of} where patient_id = %s)"
    owner = f"{of}_id in {whose}" if of else "patient_id = %s"
    more = "".join(f" and {column} = %s" for column in only)
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {name} where {owner}{more}", [patient.pk, *only.values()])
        return row_of(name, cursor.fetchone()[0])


def again(table, patient, only=None, **changes):
    """The row once more, with its own key and request, and with these changes."""
    row = {**first(table, patient, **(only or {})), "id": uuid4()}
    if "request_id" in row:
        row["request_id"] = uuid4()
    return {**row, **changes}


WEIGHT = {"kind": "weight"}


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({}, None),
    ({"taken_on": "2026-03-03"}, "result_is_not_of_the_future"),
    ({"value": "0"}, "result_holds_what_its_kind_holds"),
    ({"value": None}, "result_holds_what_its_kind_holds"),
    ({"value_unit": ""}, "result_holds_what_its_kind_holds"),
    ({"second": "80"}, "result_holds_what_its_kind_holds"),
    ({"finding": "negative"}, "result_holds_what_its_kind_holds"),
    ({"kind": "tea"}, "result_holds_what_its_kind_holds"),
    ({"kind": "hiv"}, "result_holds_what_its_kind_holds"),
    ({"kind": "blood_pressure", "second": "71.5"}, "result_holds_what_its_kind_holds"),
    ({"kind": "blood_pressure"}, "result_holds_what_its_kind_holds"),
    ({"is_void": True}, "result_holds_what_its_kind_holds"),
    ({"kind": "injection_sites", "value": None, "value_unit": "", "parts_count": 1},
     "result_has_all_its_parts"),
])  # fmt: skip
def test_a_result_with_one_thing_wrong_stays_out(filled, changes, guard, role):
    _world, patient = filled
    assert insert(role, "consulting_result", again("result", patient, WEIGHT, **changes)) == guard


@BOTH
@pytest.mark.parametrize("name", ["desk", "pharmacist", "manager", "auditor"])
def test_only_who_treats_records(filled, name, role):
    world, patient = filled
    by = {"recorded_by_id": world.staff[name].pk}
    assert insert(role, "consulting_result", again("result", patient, WEIGHT, **by)) == (
        "result_is_by_who_may"
    )
    assert insert(role, "consulting_note", again("note", patient, **by)) == "note_is_by_who_may"
    consent = again("consent", patient, **by)
    assert insert(role, "consulting_consent", consent) == "consent_is_kept_by_who_may"
    with pytest.raises(NotAllowed):
        talking.write_note(
            patient=patient, kind=NoteKind.CLINICAL, about_at=world.now, words="x",
            by=world.staff[name], at=world.now, request_id=uuid4(),
        )  # fmt: skip


@BOTH
def test_a_review_is_the_prescribers(filled, role):
    world, patient = filled
    review = {"kind": "prescriber_review", "value": None, "value_unit": ""}
    row = again("result", patient, WEIGHT, **review)
    assert insert(role, "consulting_result", row) == "result_is_by_who_may"
    row["recorded_by_id"] = world.staff["prescriber"].pk
    assert insert(role, "consulting_result", row) is None


@BOTH
def test_a_correction_is_of_the_same_person_and_check(filled, role):
    world, patient = filled
    other = world.patient()
    fill(world.later(hours=2), other)
    mine = first("result", patient, **WEIGHT)["id"]
    row = again("result", patient, WEIGHT, corrects_id=mine)
    assert insert(role, "consulting_result", row) is None
    theirs = {"corrects_id": first("result", other, **WEIGHT)["id"]}
    assert insert(role, "consulting_result", row | theirs) == "result_corrects_one_of_its_kind"
    panel = {"corrects_id": first("result", patient, kind="urine")["id"]}
    assert insert(role, "consulting_result", row | panel) == "result_corrects_one_of_its_kind"


@BOTH
def test_no_part_is_added_to_a_result(filled, role):
    _world, patient = filled
    row = again("part", patient, code="opiates")
    assert insert(role, "consulting_resultpart", row) == "result_part_is_written_with_its_result"


@BOTH
@pytest.mark.parametrize(("months", "guard"), [
    (None, None), (12, None), (13, "check_plan_is_never_sparser"), (0, "check_plan_is_possible"),
])  # fmt: skip
def test_a_plan_is_never_sparser_than_the_protocol(filled, months, guard, role):
    _world, patient = filled
    row = again("plan", patient, every_months=months)
    assert insert(role, "consulting_checkplan", row) == guard


@BOTH
def test_a_plan_is_the_prescribers(filled, role):
    world, patient = filled
    row = again("plan", patient, recorded_by_id=world.nurse.pk)
    assert insert(role, "consulting_checkplan", row) == "check_plan_is_by_a_prescriber"


def test_the_rule_refuses_a_sparser_plan_before_the_database_does(filled):
    world, patient = filled
    asked = {
        "patient": patient, "kind": CheckKind.HIV, "reason": "x", "by": world.staff["prescriber"],
        "at": world.now, "request_id": uuid4(),
    }  # fmt: skip
    assert actions.plan_checks(every_months=13, **asked) is None
    assert actions.plan_checks(every_months=12, **asked)


def at(world, **hours):
    return (world.now + timedelta(**hours)).isoformat()


@BOTH
@pytest.mark.parametrize(("minutes", "guard"), [
    (-30, None), (-29, "appointment_meets_no_other"), (0, "appointment_meets_no_other"),
    (29, "appointment_meets_no_other"), (30, None),
])  # fmt: skip
def test_no_two_appointments_meet(filled, minutes, guard, role):
    world, patient = filled
    other = world.patient()
    # Written before either begins: that an appointment is to come is another guard's.
    when = {"starts_at": at(world, minutes=minutes), "recorded_at": at(world, hours=-1)}
    same_staff = {"patient_id": other.pk, **when}
    row = again("appointment", patient, **same_staff)
    assert insert(role, "consulting_appointment", row) == guard
    same_patient = {"staff_id": world.nurse.pk, **when}
    row = again("appointment", patient, **same_patient)
    assert insert(role, "consulting_appointment", row) == guard


@BOTH
def test_an_appointment_that_is_over_is_not_moved(filled, role):
    world, patient = filled
    over = first("appointment", patient)["id"]
    row = again("appointment", patient, replaces_id=over, starts_at=at(world, hours=3))
    assert insert(role, "consulting_appointment", row) == "appointment_replaces_an_open_one"
    alone = again("appointment", patient, is_cancelled=True)
    assert insert(role, "consulting_appointment", alone) == "appointment_that_is_cancelled_was_made"


@BOTH
def test_who_came_is_said_once_and_counts_as_that_contact(filled, role):
    world, patient = filled
    row = again("outcome", patient, came=False)
    assert insert(role, "consulting_appointmentoutcome", row) == "outcome_counts_as_its_contact"
    coming = {
        **again("appointment", patient, starts_at=at(world, days=1)), "request_id": uuid4()
    }  # fmt: skip
    assert insert(role, "consulting_appointment", coming) is None


@BOTH
def test_an_appointment_is_to_come_and_is_cancelled_afterwards_as_well(filled, role):
    world, patient = filled
    row = again("appointment", patient, starts_at=at(world, hours=3))
    table = "consulting_appointment"
    assert insert(role, table, row) is None
    past = row | {"starts_at": at(world, hours=-3)}
    assert insert(role, table, past) == "appointment_is_to_come"
    late = {"starts_at": at(world, hours=3), "recorded_at": at(world, hours=4)}
    assert insert(role, table, row | late) == "appointment_is_to_come"


@pytest.fixture
def booked(filled):
    """An appointment in an hour, of which nobody has said anything."""
    world, patient = filled
    answer = appointments.make(
        patient=patient, by=world.nurse, at=world.now, request_id=uuid4(),
        new=appointments.NewAppointment(
            staff=world.nurse, kind=AppointmentKind.MEDICAL, minutes=30,
            starts_at=world.now + timedelta(hours=1),
        ),
    )  # fmt: skip
    return world, patient, answer.appointment


def outcome(world, patient, appointment, **changes):
    row = again("outcome", patient, appointment_id=appointment.pk, contact_id=None)
    return {**row, "recorded_by_id": world.staff["desk"].pk, "recorded_at": at(world), **changes}


@BOTH
@pytest.mark.parametrize(("minutes", "guard"), [
    (29, "outcome_comes_at_its_time"), (30, None), (90, None),
    (24 * 60, "outcome_of_another_day_is_by_who_treats"),
])  # fmt: skip
def test_the_desk_says_who_came_from_shortly_before_and_on_that_day(booked, minutes, guard, role):
    row = outcome(*booked, recorded_at=at(booked[0], minutes=minutes))
    assert insert(role, TABLES["outcome"], row) == guard
    seen = appointments.say_came(
        appointment=booked[2], came=True, by=booked[0].staff["desk"], request_id=uuid4(),
        at=booked[0].now + timedelta(minutes=minutes),
    )  # fmt: skip
    assert isinstance(seen, NotYet) is bool(guard)


@BOTH
def test_what_the_desk_says_is_no_contact(booked, role):
    world, patient, appointment = booked
    contact = first("outcome", patient)
    known = {"recorded_at": at(world, minutes=40)}
    seen = row_of(
        "consulting_contact", AppointmentSeen.objects.get(appointment__patient=patient).contact_id
    )
    counted = outcome(*booked, **known, contact_id=seen["id"])
    assert insert(role, TABLES["outcome"], counted) == "outcome_counts_as_its_contact"
    by_nurse = outcome(*booked, **known, recorded_by_id=world.nurse.pk)
    assert insert(role, TABLES["outcome"], by_nurse) == "outcome_counts_as_its_contact"
    by_desk = {**seen, "id": uuid4(), "request_id": uuid4(),
               "recorded_by_id": world.staff["desk"].pk}  # fmt: skip
    assert insert(role, "consulting_contact", by_desk) == "contact_is_written_by_who_may"
    row = row_of("consulting_appointmentseen", AppointmentSeen.objects.get().pk)
    other = {**row, "id": uuid4(), "appointment_id": appointment.pk}
    assert insert(role, "consulting_appointmentseen", other) == "seen_is_of_somebody_who_came"
    desk = {**other, "recorded_by_id": world.staff["desk"].pk}
    assert insert(role, "consulting_appointmentseen", desk) == "seen_is_said_by_who_treats"
    assert contact["contact_id"] is None


@BOTH
@pytest.mark.parametrize(("minutes", "is_late", "guard"), [
    (240, False, None), (240, True, "note_says_when_it_is_late"),
    (241, True, None), (241, False, "note_says_when_it_is_late"),
    (-1, False, "note_is_about_what_was"),
])  # fmt: skip
def test_a_note_says_when_it_is_late(filled, minutes, is_late, guard, role):
    world, patient = filled
    row = again("note", patient, about_at=at(world, minutes=-minutes), is_late=is_late)
    assert insert(role, "consulting_note", row) == guard


@BOTH
def test_an_addendum_names_a_note_of_the_same_person(filled, role):
    world, patient = filled
    note = first("note", patient)["id"]
    row = again("note", patient, addendum_to_id=note)
    assert insert(role, "consulting_note", row) is None
    other = world.patient()
    assert (
        insert(role, "consulting_note", row | {"patient_id": other.pk}) == "addendum_names_a_note"
    )
    added = talking.write_note(
        patient=patient, kind=NoteKind.CLINICAL, about_at=world.now, words="more",
        by=world.nurse, at=world.now, request_id=uuid4(), addendum_to=Note.objects.get(pk=note),
    )  # fmt: skip
    again_added = row | {"addendum_to_id": added.pk}
    assert insert(role, "consulting_note", again_added) == "addendum_names_a_note"


@BOTH
@pytest.mark.parametrize(("changes", "guard"), [
    ({"form_version": ""}, "consent_is_given_on_a_form_before_a_witness"),
    ({"witness_id": None}, "consent_is_given_on_a_form_before_a_witness"),
    ({"is_given": False, "witness_id": None, "form_version": ""}, None),
    ({"on": "2026-03-03"}, "consent_is_not_of_the_future"),
    ({"scope": "tea"}, "consent_scope_is_known"),
])  # fmt: skip
def test_consent_is_given_on_a_form_before_another_person(filled, changes, guard, role):
    world, patient = filled
    assert insert(role, "consulting_consent", again("consent", patient, **changes)) == guard
    own = again("consent", patient, witness_id=world.nurse.pk)
    assert insert(role, "consulting_consent", own) == "consent_witness_is_another_person"


@BOTH
def test_nothing_follows_a_closed_complaint(filled, role):
    _world, patient = filled
    assert insert(role, "consulting_complaintstep", again("step", patient)) is None
    answer = again("step", patient, move="answered", words="")
    assert insert(role, "consulting_complaintstep", answer) == "complaint_answer_says_something"
    closed = again("step", patient, move="closed")
    one = "insert into consulting_complaintstep select * from jsonb_populate_record("
    two = f"{one}null::consulting_complaintstep, %s); {one}null::consulting_complaintstep, %s)"
    rows = [json.dumps(row, default=str) for row in (closed, again("step", patient))]
    assert refusal(role, two, *rows) == "complaint_is_still_open"
    late = again("complaint", patient, received_on="2026-03-03", answer_by_on=None)
    assert insert(role, "consulting_complaint", late) == "complaint_is_not_of_the_future"


@BOTH
@pytest.mark.parametrize("table", ["result", "plan", "appointment", "note", "consent", "complaint"])
def test_nobody_of_another_unit_keeps_a_persons_record(filled, table, role):
    _world, patient = filled
    other = make_world(code="east")
    by = {"recorded_by_id": other.staff["prescriber"].pk}
    if table == "appointment":  # at another hour: the guard of two at one time is not meant
        by["starts_at"] = "2026-03-20T09:00:00+00:00"
    for wrong in (by, {**by, "unit_id": other.unit.pk}):
        row = again(table, patient, **wrong)
        assert insert(role, TABLES[table], row) == "record_is_kept_by_the_patients_unit"
