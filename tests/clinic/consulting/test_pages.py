"""Orders and holds through their pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import make_world

from vangnet.clinic.consulting.models import Hold
from vangnet.clinic.registry.facts import clinic_day_of, end_of_day


@pytest.fixture
def patient(trial):
    return at_present(trial, hours=1).patient()


@pytest.fixture
def prescriber(client, trial):
    return signed_in(client, trial, "prescriber")


def in_a_month(world):
    return clinic_day_of(world.unit, at=timezone.now()) + timedelta(days=30)


def to(name, patient):
    return reverse(f"consulting:{name}", args=[patient.pk])


@pytest.mark.parametrize(("name", "status"), [
    ("desk", 403), ("nurse", 200), ("prescriber", 200), ("pharmacist", 200), ("auditor", 200),
    ("manager", 403),
])  # fmt: skip
def test_who_may_read_the_orders(client, trial, patient, name, status):
    page = signed_in(client, trial, name).get(reverse("consulting:orders"))
    assert page.status_code == status
    assert (patient.number in page.text) is (status == 200)


def test_a_hold_is_put_and_lifted_by_who_may(client, trial, patient):
    nurse = signed_in(client, trial)
    typed = {"kind": "hard", "reason": "ill", "owner": str(trial.staff["prescriber"].pk),
             "lift_role": "prescriber", "review_on": f"{in_a_month(trial)}",
             **signing(trial)}  # fmt: skip
    assert nurse.post(to("hold", patient), typed).status_code == 302
    hold = Hold.objects.get(patient=patient)
    page = nurse.get(reverse("registry:patient", args=[patient.pk])).text
    assert "Doses are on hold" in page
    assert "Lift this hold" not in page
    nurse.post(reverse("consulting:lift", args=[hold.pk]))
    hold.refresh_from_db()
    assert hold.lifted_at is None
    prescriber, lift = (
        signed_in(client, trial, "prescriber"),
        reverse("consulting:lift", args=[hold.pk]),
    )
    assert prescriber.post(lift, signing(trial)).status_code == 422
    assert prescriber.post(lift, {"because": "seen", **signing(trial)}).status_code == 302
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_because) == (trial.staff["prescriber"], "seen")


@pytest.mark.parametrize("fault", [
    {"review_on": ""}, {"review_on": "2026-01-01"}, {"lift_role": "medical_director"},
    {"kind": "hard", "lift_role": "nurse"}, {"kind": "hard", "ends_by_itself": "on"},
    {"owner": ""}, {"review_on": "9999-12-31"}, {"review_on": "2100-01-01"},
    {"ends_by_itself": "on", "review_on": "today"},
])  # fmt: skip
def test_a_hold_with_a_fault_writes_nothing(prescriber, trial, patient, fault):
    if fault.get("review_on") == "today":
        fault = fault | {"review_on": f"{clinic_day_of(trial.unit, at=timezone.now())}"}
    typed = {"kind": "soft", "reason": "ill", "owner": str(trial.nurse.pk), "lift_role": "nurse",
             "review_on": f"{in_a_month(trial)}", **signing(trial), **fault}  # fmt: skip
    assert prescriber.post(to("hold", patient), typed).status_code == 422
    assert not Hold.objects.filter(patient=patient).exists()


def test_a_soft_hold_may_be_set_to_end_when_its_day_begins(prescriber, trial, patient):
    typed = {"kind": "soft", "reason": "ill", "owner": str(trial.nurse.pk), "lift_role": "nurse",
             "review_on": f"{in_a_month(trial)}", "ends_by_itself": "on",
             **signing(trial)}  # fmt: skip
    assert prescriber.post(to("hold", patient), typed).status_code == 302
    hold = Hold.objects.get(patient=patient)
    begins = end_of_day(trial.unit, day=in_a_month(trial) - timedelta(days=1))
    assert (hold.lift_role, hold.ends_at) == ("nurse", begins)


def test_a_patient_of_another_unit_is_not_found(client, patient):
    other = make_world(code="east")
    signed_in(client, other, "prescriber")
    for name in ("order", "hold"):
        assert client.get(to(name, patient)).status_code == 404


def test_the_orders_speak_dutch(prescriber, patient):
    prescriber.cookies["django_language"] = "nl"
    assert "Geldig tot" in prescriber.get(reverse("consulting:orders")).text
