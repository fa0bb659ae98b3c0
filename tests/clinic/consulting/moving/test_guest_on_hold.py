"""Who sees the danger puts on hold: at the guest unit too, and then no unit gives a dose."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.pages import at_present, signed_in
from tests.factories.units import reasons

from vangnet.clinic.consulting.models import Hold, OtherMedicine
from vangnet.rules.decision import Reason


@pytest.fixture
def now(units):
    return units.at(at_present(units.home))


def typed(world, today):
    return {
        "kind": "soft", "reason": "ill", "owner": str(world.staff["prescriber"].pk),
        "lift_role": "prescriber", "review_on": str(today), "request_id": str(uuid4()),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["nurse", "prescriber"])
def test_the_guest_unit_puts_its_guest_on_hold_and_home_sees_it(now, name):
    patient = now.home.patient()
    stay = now.guest(patient)
    client = signed_in(Client(), now.host, name)
    address = reverse("consulting:hold", args=[patient.pk])
    assert address in client.get(reverse("moving:stay", args=[stay.pk])).text
    page = client.post(address, typed(now.host, now.today), follow=True)
    assert "no dose at any unit" in page.text, page.context["form"].errors
    hold = Hold.objects.get(patient=patient)
    assert (hold.unit, hold.placed_by) == (now.host.unit, now.host.staff[name])
    assert Reason.HOLD_SOFT in reasons(now.dose(now.host, patient))
    home = signed_in(Client(), now.home, "prescriber")
    assert patient.number in home.get(reverse("tasks:holds")).text


@pytest.mark.parametrize("first", [None, 1])
def test_who_is_no_guest_today_is_not_found(now, first):
    patient = now.home.patient()
    if first is not None:
        now.permit(patient, first, first + 2)
    client = signed_in(Client(), now.host, "nurse")
    asked = client.post(
        reverse("consulting:hold", args=[patient.pk]),
        typed(now.host, now.today + timedelta(days=1)),
    )
    assert (asked.status_code, Hold.objects.count()) == (404, 0)


def test_the_guest_unit_writes_what_its_guest_takes_beside_and_home_reads_it(now):
    patient = now.home.patient()
    stay = now.guest(patient)
    client = signed_in(Client(), now.host, "nurse")
    page = client.get(reverse("moving:stay", args=[stay.pk])).text
    address = reverse("medicines:add", args=[patient.pk])
    assert address in page
    typed = {
        "kind": "sedative", "name": "Temazepam", "source": "patient", "from_on": str(now.today),
        "request_id": str(uuid4()),
    }  # fmt: skip
    back = client.post(address, typed, follow=True)
    assert "Temazepam" in back.text, back.context["form"].errors
    assert back.redirect_chain[-1][0] == reverse("moving:stay", args=[stay.pk])
    kept = OtherMedicine.objects.get(patient=patient)
    assert kept.unit == now.host.unit
    home = signed_in(Client(), now.home, "nurse")
    record = home.get(reverse("registry:patient", args=[patient.pk])).text
    assert "Temazepam" in record
    ended = client.post(
        reverse("medicines:end", args=[kept.pk]),
        {"ended_on": str(now.today), "why": "stopped", "request_id": str(uuid4())},
    )
    assert ended.status_code == 302
    assert kept.end.unit == now.host.unit


@pytest.mark.parametrize("page", ["add", "asked"])
def test_who_is_no_guest_today_has_no_medicines_here(now, page):
    patient = now.home.patient()
    now.permit(patient, 1, 3)
    client = signed_in(Client(), now.host, "nurse")
    assert client.get(reverse(f"medicines:{page}", args=[patient.pk])).status_code == 404
