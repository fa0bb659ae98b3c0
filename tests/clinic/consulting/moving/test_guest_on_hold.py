"""Who sees the danger puts on hold: at the guest unit too, and then no unit gives a dose."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.pages import at_present, signed_in
from tests.factories.units import reasons

from vangnet.clinic.consulting.models import Hold
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
