"""The pages of patients: who sees which part, the search, and stored decisions."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.factories.pages import at_present, signed_in
from tests.factories.world import make_world


@pytest.fixture
def treated(trial):
    """Someone with a failed test, a refusal and a dose today."""
    unit = at_present(trial, hours=2)
    patient = unit.patient()
    visit = unit.at_the_hatch(patient)
    refused = unit.hand_over(visit, dose_mg=Decimal(9000))
    assert not refused.allowed
    unit.use(unit.hand_over(visit))
    return patient


def page_of(patient):
    return reverse("registry:patient", args=[patient.pk])


@pytest.mark.parametrize(("name", "sees_name", "sees_dose", "status"), [
    ("desk", True, False, 200), ("nurse", True, True, 200), ("prescriber", True, True, 200),
    ("pharmacist", True, True, 200), ("auditor", False, True, 200), ("manager", False, False, 403),
])  # fmt: skip
def test_each_role_sees_its_part(client, trial, treated, name, sees_name, sees_dose, status):
    page = signed_in(client, trial, name).get(page_of(treated))
    assert page.status_code == status
    assert (treated.identity.family_name in page.text) is sees_name
    assert ("Current order" in page.text) is sees_dose


def test_a_patient_of_another_unit_is_not_found(client, treated):
    other = make_world(code="east")
    signed_in(client, other)
    assert client.get(page_of(treated)).status_code == 404


def test_the_search_finds_by_name_and_keeps_it_out_of_the_address(client, trial, treated):
    trial.patient()
    signed_in(client, trial)
    name = treated.identity.family_name
    page = client.post(reverse("registry:patients"), {"q": name})
    assert page_of(treated) in page.text
    assert page.request["QUERY_STRING"] == ""
    assert page.text.count("<tr>") == 2


def test_who_may_not_see_names_searches_by_number_only(client, trial, treated):
    signed_in(client, trial, "auditor")
    by_name = client.post(reverse("registry:patients"), {"q": treated.identity.family_name})
    assert page_of(treated) not in by_name.text
    by_number = client.post(reverse("registry:patients"), {"q": treated.number})
    assert page_of(treated) in by_number.text


def test_a_search_without_a_find_says_so(client, trial):
    signed_in(client, trial)
    assert "Nobody was found" in client.post(reverse("registry:patients"), {"q": "zzzz"}).text


def test_a_refusal_opens_its_stored_decision_with_every_reason(client, trial, treated):
    signed_in(client, trial)
    refused = treated.hand_overs.get(allowed=False)
    address = reverse("registry:decision", args=[refused.pk])
    assert address in client.get(page_of(treated)).text
    page = client.get(address).text
    assert page.count("<article") == len(refused.reasons)
    assert page.count("<article") > 1


def test_a_decision_of_another_unit_is_not_found(client, treated):
    other = make_world(code="east")
    signed_in(client, other)
    dose = treated.hand_overs.first()
    assert client.get(reverse("registry:decision", args=[dose.pk])).status_code == 404


def test_the_record_speaks_dutch(client, trial, treated):
    signed_in(client, trial).cookies["django_language"] = "nl"
    assert "Tijdlijn" in client.get(page_of(treated)).text
