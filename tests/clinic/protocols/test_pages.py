"""The protocol page: what is in force, what is open, and the medical director's signature."""

import pytest
from django.urls import reverse
from tests.factories.pages import at_present, signed_in, signing
from tests.factories.world import PIN

from vangnet.clinic.journal.actions import acting
from vangnet.clinic.protocols.models import ProtocolDraft, ProtocolVersion
from vangnet.clinic.registry.models import Unit, Workplace

PAGE = "protocols:protocol"


@pytest.fixture
def unit(trial):
    return at_present(trial, hours=1)


@pytest.fixture
def unsigned(unit):
    """The same people at a unit that has signed nothing yet."""
    with acting("system:test"):
        new = Unit.objects.create(
            code="new", name="New unit", country="nl", time_zone="Europe/Amsterdam",
            day_starts_at=unit.unit.day_starts_at, clock_skew_max=unit.unit.clock_skew_max,
            is_demonstration=True,
        )  # fmt: skip
        Workplace.objects.filter(user__in=unit.staff.values()).update(unit=new)
    return new


@pytest.mark.parametrize("name", ["desk", "nurse", "pharmacist", "manager", "auditor"])
def test_everyone_reads_the_protocol_and_only_the_director_drafts(client, unit, name):
    page = signed_in(client, unit, name).get(reverse(PAGE))
    assert page.status_code == 200
    assert "In force: version" in page.text
    assert reverse("protocols:sign") not in page.text
    assert client.post(reverse("protocols:sign"), {}).status_code == 403


def test_a_unit_without_a_signed_protocol_is_told_what_is_missing(client, unit, unsigned):
    page = signed_in(client, unit, "prescriber").get(reverse(PAGE)).text
    assert "Nothing is dispensed until" in page
    assert "intravenous.observation_shortest" in page


def draft(client, unit, **typed):
    values = {"products": "inhaled", **signing(unit), **typed}
    return client.post(reverse("protocols:keep"), values)


def test_a_draft_is_kept_and_its_value_is_no_longer_missing(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    assert draft(client, unit, **{"value-inhaled.observation_shortest": "30"}).status_code == 302
    kept = ProtocolDraft.objects.get(unit=unsigned).site
    assert kept["values"][0]["key"] == "observation_shortest"
    assert 'name="value-inhaled.observation_shortest"' not in client.get(reverse(PAGE)).text


@pytest.mark.parametrize("typed", ["a while", "-3", "NaN"])
def test_a_value_that_is_none_is_refused_and_still_there(client, unit, unsigned, typed):
    signed_in(client, unit, "prescriber")
    answer = draft(client, unit, **{"value-inhaled.observation_shortest": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert not ProtocolDraft.objects.filter(unit=unsigned).exists()


def test_an_incomplete_draft_is_not_signed(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    answer = client.post(reverse("protocols:sign"), {**signing(unit), "own_pin": PIN})
    assert answer.status_code == 409
    assert not ProtocolVersion.objects.filter(unit=unsigned).exists()


def test_a_complete_draft_is_signed_with_a_pin(client, unit):
    signed_in(client, unit, "prescriber")
    before = ProtocolVersion.objects.filter(unit=unit.unit).count()
    page = client.get(reverse(PAGE)).text
    assert "There is nothing to sign" in page
    chosen = {"products": ["intravenous"], "accepted": accepted(unit)}
    assert draft(client, unit, **chosen).status_code == 302
    wrong = client.post(reverse("protocols:sign"), {**signing(unit), "own_pin": "9999"})
    assert wrong.status_code == 422
    signed = client.post(reverse("protocols:sign"), {**signing(unit), "own_pin": PIN})
    assert signed.status_code == 302, signed.text
    assert ProtocolVersion.objects.filter(unit=unit.unit).count() == before + 1


def accepted(unit):
    return ProtocolVersion.objects.get(unit=unit.unit).content["site"]["accepted"]


def test_the_protocol_speaks_dutch(client, unit):
    signed_in(client, unit).cookies["django_language"] = "nl"
    assert "Van kracht" in client.get(reverse(PAGE)).text
