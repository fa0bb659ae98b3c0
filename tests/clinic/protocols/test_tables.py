"""The unit's two tables: typed into the draft a row at a time, signed with it, and shown."""

import pytest
from django.urls import reverse
from tests.clinic.protocols.test_pages import sign
from tests.factories.pages import at_present, signed_in

from vangnet.clinic.protocols.actions import site_of_draft
from vangnet.clinic.protocols.facts import in_force

PAGE = "protocols:protocol"
METHADONE = "methadone/hydrochloride/oral"
HYDROMORPHONE = "hydromorphone/hydrochloride/oral"
CONVERSION = {
    "conversions-of": METHADONE, "conversions-to": HYDROMORPHONE, "conversions-factor": "0,5",
    "conversions-from_mg": "10", "conversions-until_mg": "60", "conversions-note": "made up",
}  # fmt: skip
FACTOR = {"exposures-of": HYDROMORPHONE, "exposures-factor": "4"}


@pytest.fixture
def unit(trial):
    return at_present(trial)


@pytest.fixture
def director(client, unit):
    return signed_in(client, unit, "prescriber")


def add(client, table, typed, **changes):
    return client.post(reverse("protocols:add-row", args=[table]), {**typed, **changes})


def drop(client, table, place):
    return client.post(reverse("protocols:drop-row", args=[table]), {"place": place})


def test_a_row_goes_into_the_draft_and_holds_when_it_is_signed(director, unit):
    assert add(director, "conversions", CONVERSION).status_code == 302
    assert add(director, "exposures", FACTOR).status_code == 302
    before = in_force(unit=unit.unit, at=unit.now)[1]
    assert len(site_of_draft(unit=unit.unit).conversions) == len(before.conversions) + 1
    assert sign(director, unit).status_code == 302
    unit.later(minutes=5)
    now = in_force(unit=unit.unit, at=unit.now)[1]
    assert len(now.conversions) == len(before.conversions) + 1
    assert len(now.exposures) == len(before.exposures) + 1
    assert "made up" in director.get(reverse(PAGE)).text


@pytest.mark.parametrize("fault", [
    {"conversions-factor": "0"}, {"conversions-factor": "half"}, {"conversions-to": METHADONE},
    {"conversions-until_mg": "5"}, {"conversions-of": ""}, {"conversions-from_mg": ""},
])  # fmt: skip
def test_a_row_that_cannot_be_is_not_kept(director, unit, fault):
    answer = add(director, "conversions", CONVERSION, **fault)
    assert answer.status_code == 422
    assert len(site_of_draft(unit=unit.unit).conversions) == 0  # no draft was kept at all


def test_a_row_is_taken_out_of_the_draft(director, unit):
    add(director, "exposures", FACTOR)
    many = len(site_of_draft(unit=unit.unit).exposures)
    assert drop(director, "exposures", "0").status_code == 302
    assert len(site_of_draft(unit=unit.unit).exposures) == many - 1
    for table, place in (("exposures", "99"), ("exposures", "x"), ("values", "0")):
        assert drop(director, table, place).status_code == 404
    assert add(director, "values", FACTOR).status_code == 404


@pytest.mark.parametrize("name", ["nurse", "second_nurse", "pharmacist", "auditor"])
def test_only_the_medical_director_writes_the_tables(client, unit, name):
    signed_in(client, unit, name)
    assert add(client, "exposures", FACTOR).status_code == 403
    assert drop(client, "exposures", "0").status_code == 403
    page = client.get(reverse(PAGE)).text
    assert "Nothing else converts a dose" in page
    assert "One row more" not in page


def test_keeping_the_rest_of_the_draft_keeps_the_tables(director, unit):
    from tests.clinic.protocols.test_pages import accepted, draft, own_values

    add(director, "exposures", FACTOR)
    many = len(site_of_draft(unit=unit.unit).exposures)
    kept = own_values(director)
    answer = draft(director, unit, products=["intravenous"], accepted=accepted(unit), **kept)
    assert answer.status_code == 302
    assert len(site_of_draft(unit=unit.unit).exposures) == many
