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
    page = client.get(reverse(PAGE)).text
    assert "<li>Shortest observation after a dose (inhaled)</li>" not in page
    assert "<li>Shortest time between two doses (inhaled)</li>" in page


def test_how_often_a_check_comes_is_set_although_no_dose_needs_it(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    typed = {"value-check_ecg_every_months": "12", "value-check_ecg_overdue_effect": "block"}
    assert draft(client, unit, **typed).status_code == 302
    site = ProtocolDraft.objects.get(unit=unsigned).site
    kept = {one["key"]: one["value"] for one in site["values"]}
    assert kept == {"check_ecg_every_months": 12, "check_ecg_overdue_effect": "block"}
    assert "ECG: every" in client.get(reverse(PAGE)).text
    never = draft(client, unit, **{"value-check_ecg_every_months": "0"})
    assert never.status_code == 422


@pytest.mark.parametrize("typed", ["a while", "-3", "NaN"])
def test_a_value_that_is_none_is_refused_and_still_there(client, unit, unsigned, typed):
    signed_in(client, unit, "prescriber")
    answer = draft(client, unit, **{"value-inhaled.observation_shortest": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert not ProtocolDraft.objects.filter(unit=unsigned).exists()


def test_an_incomplete_draft_is_not_signed(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    answer = sign(client, unit)
    assert answer.status_code == 409
    for words in ("Not set: ", "Not accepted: ", "Sedation score before a dose, at most"):
        assert words in answer.text
    assert not ProtocolVersion.objects.filter(unit=unsigned).exists()


def test_a_complete_draft_is_signed_with_a_pin(client, unit):
    signed_in(client, unit, "prescriber")
    before = ProtocolVersion.objects.filter(unit=unit.unit).count()
    page = client.get(reverse(PAGE)).text
    assert "There is nothing to sign" in page
    chosen = {"products": ["intravenous"], "accepted": accepted(unit), **own_values(client)}
    assert draft(client, unit, **chosen).status_code == 302
    assert sign(client, unit, own_pin="9999").status_code == 422
    read = version_read(client)
    for _ in range(2):
        assert sign(client, unit, version=read).status_code == 302
    assert ProtocolVersion.objects.filter(unit=unit.unit).count() == before + 1


def test_a_draft_that_changed_since_it_was_read_is_not_signed(client, unit):
    signed_in(client, unit, "prescriber")
    before = ProtocolVersion.objects.filter(unit=unit.unit).count()
    kept = own_values(client)
    draft(client, unit, products=["intravenous"], accepted=accepted(unit), **kept)
    read = version_read(client)
    draft(client, unit, products=["inhaled"], accepted=accepted(unit), **kept)
    answer = sign(client, unit, version=read)
    assert answer.status_code == 409
    assert "The draft has changed" in answer.text
    assert ProtocolVersion.objects.filter(unit=unit.unit).count() == before


def test_a_value_the_unit_has_set_is_changed_and_taken_back(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    name = "value-inhaled.observation_shortest"
    draft(client, unit, **{name: "30"})
    draft(client, unit, **{name: "45"})
    assert ProtocolDraft.objects.get(unit=unsigned).site["values"][0]["value"] == "45"
    draft(client, unit, **{name: ""})
    assert ProtocolDraft.objects.get(unit=unsigned).site["values"] == []


def test_no_limit_is_said_with_its_reason_and_never_beside_a_value(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    value, none = "value-inhaled.interval_shortest", "none-inhaled.interval_shortest"
    assert draft(client, unit, **{value: "30", none: "made up"}).status_code == 422
    assert draft(client, unit, **{none: "Made up for the test"}).status_code == 302
    kept = ProtocolDraft.objects.get(unit=unsigned).site["values"][0]
    assert (kept["no_limit"], kept["reason"]) == (True, "Made up for the test")


def test_a_value_looser_than_the_country_is_named(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    typed = {"tighten": "inhaled.dose_mg_max", "tighten_value": "5000"}
    assert draft(client, unit, **typed).status_code == 302
    page = client.get(reverse(PAGE)).text
    assert "Looser than the country allows: 1" in page
    assert "<li>Largest single dose (inhaled)</li>" in page


def test_a_value_shows_the_text_of_its_source(client, unit):
    page = signed_in(client, unit).get(reverse(PAGE)).text
    assert "Klous and others" in page
    assert "From the literature" in page


def own_values(client):
    return {
        field.html_name: field.value()
        for pair in client.get(reverse(PAGE)).context["draft_form"].own_fields
        for field in pair if field and field.value() is not None
    }  # fmt: skip


def version_read(client):
    return client.get(reverse(PAGE)).context["drafted"].version


def sign(client, unit, **changes):
    typed = {"version": version_read(client), "own_pin": PIN, **signing(unit), **changes}
    return client.post(reverse("protocols:sign"), typed)


def accepted(unit):
    return ProtocolVersion.objects.get(unit=unit.unit).content["site"]["accepted"]


def test_the_protocol_speaks_dutch(client, unit):
    signed_in(client, unit).cookies["django_language"] = "nl"
    assert "Van kracht" in client.get(reverse(PAGE)).text


def test_what_a_unit_may_sign_about_gaps_is_typed_a_line_each(client, unit, unsigned):
    signed_in(client, unit, "prescriber")
    typed = {"value-gap_step_down": "1: 1\n2: 0,5", "value-missed_day_task_days": "1\n3",
             "value-gap_sessions_max": "6", "value-task_escalation_days": "2"}  # fmt: skip
    assert draft(client, unit, **typed).status_code == 302
    kept = {
        one["key"]: one["value"] for one in ProtocolDraft.objects.get(unit=unsigned).site["values"]
    }
    assert kept["gap_step_down"] == [[1, "1"], [2, "0.5"]]
    assert (kept["missed_day_task_days"], kept["gap_sessions_max"]) == ([1, 3], 6)
    assert "2: 0.5" in client.get(reverse(PAGE)).text


@pytest.mark.parametrize("wrong", [
    {"value-gap_step_down": "2: 1.5"}, {"value-gap_step_down": "2: 0.5\n3: 0.6"},
    {"value-gap_step_down": "2"}, {"value-missed_day_task_days": "3\n1"},
    {"value-missed_day_task_days": "0"}, {"value-gap_sessions_max": "-1"},
])  # fmt: skip
def test_a_value_of_gaps_that_cannot_be_is_not_kept(client, unit, unsigned, wrong):
    signed_in(client, unit, "prescriber")
    assert draft(client, unit, **wrong).status_code == 422
    assert not ProtocolDraft.objects.filter(unit=unsigned).exists()
