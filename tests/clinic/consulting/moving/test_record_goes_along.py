"""After a move the record is read where the patient is now, and no longer where they came from."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.letters import agree, make
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.consulting.models import EligibilityDecision, Order
from vangnet.clinic.dispensary.models import HandOver


@pytest.fixture
def moved(units):
    """Dosed at home, a letter made there, and taken over with the approval the same day."""
    units.at(at_present(units.home))
    patient = units.home.patient()
    assert units.dose(units.home, patient).allowed
    agree(units.home, patient)
    letter = make(units.home, patient).letter
    signed = units.transfer(patient, 1).row
    assert units.answer(signed).row
    units.later(days=1)
    assert units.take_over(signed).row
    return units, patient, letter


def pages(patient, letter):
    return [
        reverse("orders:order", args=[Order.objects.get(patient=patient).pk]),
        reverse("approval:decision", args=[EligibilityDecision.objects.get(patient=patient).pk]),
        reverse("registry:decision", args=[HandOver.objects.get(patient=patient).pk]),
        reverse("letter:letter", args=[letter.pk]),
    ]


def test_the_new_home_reads_all_of_the_record_and_the_old_one_what_it_did_itself(moved):
    units, patient, letter = moved
    new, old = (signed_in(Client(), one, "prescriber") for one in (units.host, units.home))
    addresses = pages(patient, letter)
    assert [new.get(at).status_code for at in addresses] == [200] * 4
    assert [old.get(at).status_code for at in addresses] == [404, 404, 200, 404]
    patient.refresh_from_db()
    log = old.get(reverse("letter:log")).text
    assert "Moved to another unit" in log
    assert patient.number not in log
