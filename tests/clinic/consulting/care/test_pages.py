"""Health checks and counselling through their pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import make_world

from vangnet.clinic.consulting.models import (
    Appointment,
    CheckPlan,
    Complaint,
    Consent,
    Contact,
    Note,
    Result,
)
from vangnet.clinic.registry.facts import clinic_day_of, zone_of

NOT_FOUND, REFUSED, MOVED, FAULT = 404, 403, 302, 422


@pytest.fixture
def patient(trial):
    return at_present(trial, hours=1).patient()


@pytest.fixture
def nurse(client, trial, patient):
    return signed_in(client, trial, "nurse")


@pytest.fixture
def prescriber(client, trial, patient):
    return signed_in(client, trial, "prescriber")


def to(name, *keys, **query):
    return reverse(f"care:{name}", args=keys, query=query or None)


def today(world):
    return clinic_day_of(world.unit, at=timezone.now()).isoformat()


def typed(world, **values):
    return {"taken_on": today(world), "words": "", **signing(world), **values}


def a_weight(world, patient, client, kg="72"):
    client.post(to("result", patient.pk, "weight"), typed(world, value=kg))
    return Result.objects.filter(patient=patient, kind="weight").latest("recorded_at")


@pytest.mark.parametrize(("name", "page", "status"), [
    ("desk", "due", 403), ("nurse", "due", 200), ("auditor", "due", 200), ("manager", "due", 403),
    ("desk", "week", 200), ("nurse", "week", 200), ("auditor", "week", 403),
    ("desk", "patient", 403), ("nurse", "patient", 200), ("pharmacist", "patient", 200),
    ("manager", "patient", 403), ("desk", "complaints", 403), ("manager", "complaints", 200),
    ("desk", "appointment", 200), ("pharmacist", "note", 403), ("desk", "consent", 403),
    ("auditor", "complaint", 403),
])  # fmt: skip
def test_who_may_open_what(client, trial, patient, name, page, status):
    keys = () if page in ("due", "week", "complaints") else (patient.pk,)
    assert signed_in(client, trial, name).get(to(page, *keys)).status_code == status


@pytest.mark.parametrize(
    "name", ["desk", "nurse", "prescriber", "pharmacist", "manager", "auditor"]
)
def test_the_list_of_patients_leads_only_where_its_reader_may_go(client, trial, patient, name):
    page = signed_in(client, trial, name).get(reverse("registry:patients")).text
    for target in ("due", "week", "complaints"):
        led = f'href="{to(target)}"' in page
        assert led is (client.get(to(target)).status_code == 200)


def test_a_weight_is_kept_with_its_unit(nurse, trial, patient):
    assert (
        nurse.post(to("result", patient.pk, "weight"), typed(trial, value="72,5")).status_code
        == MOVED
    )
    kept = Result.objects.get(patient=patient)
    assert (kept.value, kept.value_unit, kept.recorded_by) == (Decimal("72.5"), "kg", trial.nurse)
    assert "72.5 kg" in nurse.get(to("patient", patient.pk)).text


@pytest.mark.parametrize(("kind", "fault", "says"), [
    ("weight", {"value": "725"}, "ten times off"),
    ("weight", {"value": "1000000"}, "Type a number in kg"),
    ("weight", {"value": "72.55"}, "finer than it is measured"),
    ("weight", {"value": ""}, "Type a number in kg"),
    ("weight", {"value": "72", "taken_on": "2099-01-01"}, "has not come yet"),
    ("blood_pressure", {"value": "80", "second": "120"}, "lies below the upper"),
    ("blood_pressure", {"value": "120", "second": "8"}, "ten times off"),
    ("ecg", {"value": "4620"}, "ten times off"),
    ("hepatitis_c", {"finding": "negative", "method": ""}, "required"),
    ("injection_sites", {}, "at least one place"),
    ("urine", {"had": "had"}, "what was in the panel"),
    ("urine", {"had": "refused", "part-cocaine": "negative"}, "Without urine"),
    ("psychosocial", {}, "required"),
])  # fmt: skip
def test_a_result_with_a_fault_writes_nothing(nurse, trial, patient, kind, fault, says):
    answer = nurse.post(to("result", patient.pk, kind), typed(trial, **fault))
    assert answer.status_code == FAULT
    assert says in answer.text
    assert not Result.objects.filter(patient=patient).exists()


def test_a_weight_far_from_the_last_is_asked_for_twice(nurse, trial, patient):
    a_weight(trial, patient, nurse)
    page = to("result", patient.pk, "weight")
    answer = nurse.post(page, typed(trial, value="95"))
    assert answer.status_code == FAULT
    assert "The last one was 72 kg" in answer.text
    assert 'name="sure"' in answer.text
    assert 'name="sure"' not in nurse.get(page).text
    assert nurse.post(page, typed(trial, value="95", sure="on")).status_code == MOVED


@pytest.mark.parametrize(("kind", "values", "shown"), [
    ("blood_pressure", {"value": "128", "second": "79"}, "128/79 mmHg"),
    ("ecg", {"value": "462"}, "QTc 462 ms"),
    ("hepatitis_c", {"finding": "positive", "method": "virus"}, "Positive, The virus itself"),
    ("injection_sites", {"part-left_elbow": "inflamed"}, "Left crook of the arm"),
    ("urine", {"had": "had", "part-cocaine": "negative"}, "All negative"),
    ("urine", {"had": "refused"}, "Refused"),
    ("psychosocial", {"words": "talked about a house"}, "talked about a house"),
])  # fmt: skip
def test_every_kind_of_result_is_kept_and_shown(nurse, trial, patient, kind, values, shown):
    page = to("result", patient.pk, kind)
    assert nurse.get(page).status_code == 200
    assert nurse.post(page, typed(trial, **values)).status_code == MOVED
    assert shown in nurse.get(to("patient", patient.pk)).text
    assert shown in nurse.get(to("trend", patient.pk, kind)).text


def test_a_review_is_recorded_by_a_prescriber_only(client, trial, patient):
    page = to("result", patient.pk, "prescriber_review")
    values = typed(trial, words="seen, no change")
    signed_in(client, trial, "nurse").post(page, values)
    assert not Result.objects.filter(patient=patient).exists()
    signed_in(client, trial, "prescriber").post(page, values)
    assert Result.objects.get(patient=patient).kind == "prescriber_review"


def test_a_corrected_result_stays_to_be_read(nurse, trial, patient):
    wrong = a_weight(trial, patient, nurse, kg="72")
    assert nurse.post(to("correct", wrong.pk), typed(trial, value="82")).status_code == MOVED
    page = nurse.get(to("trend", patient.pk, "weight")).text
    assert "<s>72 kg</s>" in page
    assert "82 kg" in page
    assert nurse.get(to("correct", wrong.pk)).status_code == NOT_FOUND


def test_a_struck_result_no_longer_counts(nurse, trial, patient):
    wrong = a_weight(trial, patient, nurse)
    nurse.post(to("strike", wrong.pk), {"words": "another person", **signing(trial)})
    page = nurse.get(to("patient", patient.pk)).text
    assert "72 kg" not in page
    assert "Struck" in nurse.get(to("trend", patient.pk, "weight")).text


def test_the_same_result_sent_twice_is_one(nurse, trial, patient):
    values = typed(trial, value="72")
    for _ in range(2):
        nurse.post(to("result", patient.pk, "weight"), values)
    assert Result.objects.filter(patient=patient).count() == 1
    answer = nurse.post(to("result", patient.pk, "weight"), values | {"value": "73"})
    assert answer.status_code == 409


def test_a_plan_is_denser_or_is_refused(prescriber, trial, patient):
    page = to("plan", patient.pk, "hiv")
    assert "every 12 months" in prescriber.get(page).text
    sparse = {"every_months": "13", "reason": "x", **signing(trial)}
    assert prescriber.post(page, sparse).status_code == FAULT
    dense = {"every_months": "3", "reason": "partner is positive", **signing(trial)}
    assert prescriber.post(page, dense).status_code == MOVED
    assert CheckPlan.objects.get(patient=patient).every_months == 3
    assert "partner is positive" in prescriber.get(to("trend", patient.pk, "hiv")).text


def clock(world, **later):
    """The time on the unit's own wall, as its pages take it."""
    there = timezone.localtime(timezone=zone_of(world.unit)) + timedelta(**later)
    return there.strftime("%Y-%m-%dT%H:%M")


def an_appointment(world, **changes):
    start = timezone.localtime() + timedelta(days=1)
    return {
        "staff": str(world.staff["prescriber"].pk), "kind": "counselling", "minutes": "30",
        "room": "Room 2", "starts_at": start.strftime("%Y-%m-%dT10:00"), **signing(world),
        **changes,
    }  # fmt: skip


def test_an_appointment_stands_in_its_week(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    answer = desk.post(to("appointment", patient.pk), an_appointment(trial))
    assert answer.status_code == MOVED
    page = desk.get(answer["Location"]).text
    assert patient.number in page
    assert "10:00–10:30" in page


def test_one_member_of_staff_is_not_booked_twice(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    desk.post(to("appointment", patient.pk), an_appointment(trial))
    start = an_appointment(trial)["starts_at"].replace("10:00", "10:29")
    answer = desk.post(
        to("appointment", trial.patient().pk), an_appointment(trial, starts_at=start)
    )
    assert answer.status_code == FAULT
    assert "Prescriber has another appointment from 10:00 to 10:30" in answer.text
    assert Appointment.objects.count() == 1


def test_an_appointment_is_moved_and_cancelled_by_rows(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    desk.post(to("appointment", patient.pk), an_appointment(trial))
    first = Appointment.objects.get()
    assert 'value="30" selected' in desk.get(to("move", first.pk)).text
    later = an_appointment(trial)["starts_at"].replace("10:00", "10:15")
    desk.post(to("move", first.pk), an_appointment(trial, starts_at=later))
    moved = Appointment.objects.get(replaces=first)
    assert desk.get(to("move", first.pk)).status_code == NOT_FOUND
    for _ in range(2):
        desk.post(to("cancel", moved.pk))
    assert Appointment.objects.filter(replaces=moved, is_cancelled=True).count() == 1


def test_who_came_counts_as_a_contact(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    start = clock(trial)
    desk.post(to("appointment", patient.pk), an_appointment(trial, starts_at=start))
    one = Appointment.objects.get()
    assert desk.post(to("came", one.pk), {"came": "no"}).status_code == MOVED
    desk.post(to("came", one.pk), {"came": "yes"})
    contact = Contact.objects.get(patient=patient)
    assert (contact.kind, contact.missed) == ("counselling", True)


def test_what_the_desk_says_counts_only_once_who_treats_has_seen_the_person(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    start = clock(trial)
    desk.post(to("appointment", patient.pk), an_appointment(trial, starts_at=start))
    one = Appointment.objects.get()
    page = desk.post(to("came", one.pk), {"came": "yes"}, follow=True).text
    assert "Is here, not seen yet" in page
    assert to("seen", one.pk) not in page
    assert not Contact.objects.filter(patient=patient).exists()
    assert desk.post(to("seen", one.pk)).status_code == REFUSED
    nurse = signed_in(client, trial, "nurse")
    for _ in range(2):
        nurse.post(to("seen", one.pk))
    contact = Contact.objects.get(patient=patient)
    assert (contact.missed, contact.recorded_by) == (False, trial.nurse)


def test_who_treats_says_both_at_once(client, trial, patient):
    start = clock(trial)
    signed_in(client, trial, "desk").post(
        to("appointment", patient.pk), an_appointment(trial, starts_at=start)
    )
    nurse = signed_in(client, trial, "nurse")
    nurse.post(to("came", Appointment.objects.get().pk), {"came": "yes"})
    assert not Contact.objects.get(patient=patient).missed


def test_no_appointment_is_made_in_the_past(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    start = clock(trial, minutes=-5)
    answer = desk.post(to("appointment", patient.pk), an_appointment(trial, starts_at=start))
    assert answer.status_code == FAULT
    assert "This time has passed" in answer.text
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "1960-01-01"])
def test_a_day_before_the_person_was_born_is_told_at_its_field(nurse, trial, patient, day):
    answer = nurse.post(to("result", patient.pk, "weight"), typed(trial, value="72", taken_on=day))
    assert answer.status_code == FAULT
    assert "Type the year again." in answer.text
    answer = nurse.post(to("consent", patient.pk), {
        "scope": "treatment", "form_version": "1", "witness": str(trial.staff["prescriber"].pk),
        "on": day, "words": "", **signing(trial),
    })  # fmt: skip
    assert answer.status_code == FAULT
    assert "Type the year again." in answer.text
    assert not Result.objects.filter(patient=patient).exists()
    assert not Consent.objects.filter(patient=patient).exists()


def test_before_its_day_nobody_can_have_come(client, trial, patient):
    desk = signed_in(client, trial, "desk")
    desk.post(to("appointment", patient.pk), an_appointment(trial))
    page = desk.post(to("came", Appointment.objects.get().pk), {"came": "yes"}, follow=True)
    assert "has not come yet" in page.text
    assert not Contact.objects.filter(patient=patient).exists()


def test_a_late_note_is_marked_by_itself(nurse, trial, patient):
    about = timezone.localtime() - timedelta(minutes=241)
    note = {"kind": "clinical", "words": "was pale", **signing(trial),
            "about_at": about.strftime("%Y-%m-%dT%H:%M")}  # fmt: skip
    nurse.post(to("note", patient.pk), note)
    assert Note.objects.get(patient=patient).is_late
    assert "Late entry" in nurse.get(to("patient", patient.pk)).text


def test_a_note_is_added_to_and_never_changed(nurse, trial, patient):
    about = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    nurse.post(to("note", patient.pk), {"kind": "own_words", "words": "I sleep badly",
                                        "about_at": about, **signing(trial)})  # fmt: skip
    first = Note.objects.get(patient=patient)
    nurse.post(to("addendum", first.pk), {"words": "better now", **signing(trial)})
    page = nurse.get(to("patient", patient.pk)).text
    assert "I sleep badly" in page
    assert "better now" in page


def test_notes_and_complaints_are_not_for_the_pharmacist(client, trial, patient):
    nurse = signed_in(client, trial, "nurse")
    said = {"words": "nobody listens", "received_on": today(trial), **signing(trial)}
    nurse.post(to("complaint", patient.pk), said)
    assert "nobody listens" in nurse.get(to("patient", patient.pk)).text
    page = signed_in(client, trial, "pharmacist").get(to("patient", patient.pk)).text
    assert "nobody listens" not in page


def test_consent_is_given_before_a_witness_and_taken_back(nurse, trial, patient):
    values = {"scope": "research", "form_version": "R 2", "on": today(trial), "words": "",
              "witness": str(trial.staff["second_nurse"].pk), **signing(trial)}  # fmt: skip
    alone = nurse.post(to("consent", patient.pk), values | {"witness": str(trial.nurse.pk)})
    assert alone.status_code == FAULT
    assert nurse.post(to("consent", patient.pk), values).status_code == MOVED
    nurse.post(
        to("withdraw", patient.pk, "research"),
        {"on": today(trial), "words": "no", **signing(trial)},
    )
    last = Consent.objects.filter(patient=patient).order_by("recorded_at")
    assert [one.is_given for one in last] == [True, False]
    assert nurse.get(to("withdraw", patient.pk, "tea")).status_code == NOT_FOUND


def test_a_complaint_is_taken_up_answered_and_closed(client, trial, patient):
    nurse = signed_in(client, trial, "nurse")
    said = {"words": "nobody listens", "received_on": today(trial), **signing(trial)}
    nurse.post(to("complaint", patient.pk), said)
    one = Complaint.objects.get()
    step = to("complaint-step", one.pk)
    assert (
        nurse.post(step, {"move": "answered", "words": "", **signing(trial)}).status_code == FAULT
    )
    for move in ("taken_up", "answered", "closed", "answered"):
        nurse.post(step, {"move": move, "words": "we talked", **signing(trial)})
    assert one.steps.count() == 3
    assert "nobody listens" in nurse.get(to("complaints")).text
    counted = signed_in(client, trial, "manager").get(to("complaints")).text
    assert "nobody listens" not in counted
    assert patient.number not in counted


def test_a_patient_of_another_unit_is_not_found(client, patient, trial):
    weight = a_weight(trial, patient, signed_in(client, trial, "nurse"))
    signed_in(client, make_world(code="east"), "prescriber")
    for name in ("patient", "note", "consent", "complaint", "appointment"):
        assert client.get(to(name, patient.pk)).status_code == NOT_FOUND
    for name in ("result", "trend", "plan"):
        assert client.get(to(name, patient.pk, "weight")).status_code == NOT_FOUND
    assert client.get(to("correct", weight.pk)).status_code == NOT_FOUND
    assert client.get(to("strike", weight.pk)).status_code == NOT_FOUND


def test_an_unknown_kind_is_not_found(nurse, patient):
    assert nurse.get(to("result", patient.pk, "tea")).status_code == NOT_FOUND


def test_the_pages_speak_dutch(client, trial):
    patient = at_present(trial, days=2).patient()  # the checks of a newcomer are overdue by now
    nurse = signed_in(client, trial, "nurse")
    nurse.cookies["django_language"] = "nl"
    assert "Gezondheidscontroles" in nurse.get(to("patient", patient.pk)).text
    assert "Controles die te laat zijn" in nurse.get(to("due")).text
    assert "Week ervoor" in nurse.get(to("week")).text
