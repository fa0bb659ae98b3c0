"""Other medicines through their pages, on the order page and at the hatch."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic.consulting.orders.test_pages import check, sign
from tests.factories.filling.medicines import fill
from tests.factories.pages import at_present, signed_in, signing

from vangnet.clinic.consulting.medicines.facts import taken
from vangnet.clinic.consulting.models import OtherMedicine, OtherMedicineEnd, OtherMedicinesAsked
from vangnet.clinic.registry.facts import clinic_day_of

FAULT, NOT_FOUND = 422, 404
NOBODY_ASKED = "Nobody has asked yet what else this patient takes."


@pytest.fixture
def patient(trial):
    return at_present(trial).patient()


@pytest.fixture
def nurse(client, trial, patient):
    return signed_in(client, trial, "nurse")


def today(world):
    return clinic_day_of(world.unit, at=timezone.now())


def to(name, key):
    return reverse(f"medicines:{name}", args=[key])


def record(client, patient):
    return client.get(reverse("registry:patient", args=[patient.pk])).text


def typed(world, **changes):
    return {
        "kind": "sedative", "name": "Temazepam", "amount": "20", "amount_unit": "mg",
        "prescribed_by": "GP Made Up", "source": "pharmacy_list", "from_on": today(world),
        **signing(world), **changes,
    }  # fmt: skip


@pytest.mark.parametrize("page", ["add", "asked"])
@pytest.mark.parametrize(("name", "status"), [
    ("nurse", 200), ("prescriber", 200), ("desk", 403), ("pharmacist", 403), ("manager", 403),
    ("auditor", 403),
])  # fmt: skip
def test_who_may_write(client, trial, patient, name, status, page):
    reader = signed_in(client, trial, name)
    assert reader.get(to(page, patient.pk)).status_code == status
    if name in ("nurse", "prescriber", "pharmacist", "auditor"):
        led = to(page, patient.pk) in record(reader, patient)
        assert led is (status == 200)


def test_never_asked_and_none_known_are_two_answers(nurse, trial, patient):
    assert NOBODY_ASKED in record(nurse, patient)
    told = {"source": "patient", "asked_on": today(trial), **signing(trial)}
    assert nurse.post(to("asked", patient.pk), told).status_code == 302
    page = record(nurse, patient)
    assert NOBODY_ASKED not in page
    assert "None known, asked on " in page
    assert trial.nurse.display_name in page


def test_a_medicine_is_added_and_ended(nurse, trial, patient):
    assert nurse.post(to("add", patient.pk), typed(trial)).status_code == 302
    page = record(nurse, patient)
    assert "Temazepam" in page
    assert "20 mg a day" in page
    assert "Whether there is more was not asked." in page
    one = OtherMedicine.objects.get(patient=patient)
    end = {"ended_on": today(trial), "why": "ran out", **signing(trial)}
    assert nurse.post(to("end", one.pk), end).status_code == 302
    assert list(taken(patient, on=today(trial))) == [one]  # the last day is a day of it
    assert not taken(patient, on=today(trial) + timedelta(days=1))
    assert (
        "had ended already" in nurse.post(to("end", one.pk), end | signing(trial), follow=True).text
    )


def test_a_row_in_error_counts_no_more_at_once(nurse, trial, patient):
    nurse.post(to("add", patient.pk), typed(trial))
    one = OtherMedicine.objects.get(patient=patient)
    nurse.post(to("end", one.pk), {
        "ended_on": today(trial), "why": "another patient", "is_void": "on", **signing(trial),
    })  # fmt: skip
    assert not taken(patient, on=today(trial))
    assert "written in error" in record(nurse, patient)


@pytest.mark.parametrize("changes", [
    {"name": ""}, {"kind": ""}, {"source": ""}, {"amount": ""}, {"amount_unit": ""},
    {"amount": "0"}, {"amount": "-1"}, {"amount": "much"}, {"from_on": "2199-01-01"},
    {"from_on": "1026-01-01"}, {"from_on": ""},
])  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(nurse, trial, patient, changes):
    assert nurse.post(to("add", patient.pk), typed(trial, **changes)).status_code == FAULT
    assert not OtherMedicine.objects.exists()


def test_an_amount_nobody_knows_is_said_as_that(nurse, trial, patient):
    nurse.post(to("add", patient.pk), typed(trial, amount="", amount_unit=""))
    assert "amount not known" in record(nurse, patient)


def test_an_end_before_the_beginning_and_a_day_ahead_are_refused(nurse, trial, patient):
    nurse.post(to("add", patient.pk), typed(trial))
    one = OtherMedicine.objects.get(patient=patient)
    for day in (today(trial) - timedelta(days=1), today(trial) + timedelta(days=1)):
        told = {"ended_on": day, "why": "x", **signing(trial)}
        assert nurse.post(to("end", one.pk), told).status_code == FAULT
    told = {"source": "patient", "asked_on": today(trial) + timedelta(days=1), **signing(trial)}
    assert nurse.post(to("asked", patient.pk), told).status_code == FAULT
    assert not OtherMedicineEnd.objects.exists()
    assert not OtherMedicinesAsked.objects.exists()


def test_a_key_of_nobody_leads_nowhere(nurse):
    for name in ("add", "asked", "end"):
        assert nurse.get(to(name, uuid4())).status_code == NOT_FOUND


def test_the_order_page_names_them_on_the_line_of_the_day(client, trial, patient):
    prescriber = signed_in(client, trial, "prescriber")
    order = reverse("consulting:order", args=[patient.pk])
    assert NOBODY_ASKED in prescriber.get(order).text
    assert NOBODY_ASKED in check(prescriber, trial, patient).text
    fill(trial, patient, today=today(trial))
    page = check(prescriber, trial, patient)
    line = page.text.split('class="exposure-line"')[1].split("</p>")[0]
    assert "660\xa0mg a day × 4" in line
    assert "Lorazepam" in line
    assert "2.5 mg a day" in line
    assert "Codeine" not in line  # ended the day before
    assert "From elsewhere: not counted" in page.text
    assert NOBODY_ASKED not in page.text


def test_a_rise_beside_a_sedative_waits_for_its_reason(client, trial, patient):
    prescriber = signed_in(client, trial, "prescriber")
    fill(trial, patient, today=today(trial))
    page = check(prescriber, trial, patient)
    assert "this patient also takes Lorazepam" in page.text
    assert 'href="#id_reason"' in page.text
    assert "Nothing against it" not in page.text
    assert sign(prescriber, trial, patient).status_code == 200
    assert patient.orders.count() == 1
    assert sign(prescriber, trial, patient, reason="seen awake").status_code == 302
    assert patient.orders.count() == 2


def test_the_hatch_says_that_somebody_takes_sedatives(client, trial, patient):
    visit = trial.at_the_hatch(patient)
    nurse = signed_in(client, trial, "nurse")
    page = reverse("dispensary:visit-hatch", args=[visit.pk])
    assert "Takes sedatives" not in nurse.get(page).text
    fill(trial, patient, today=today(trial))
    assert "Takes sedatives" in nurse.get(page).text
