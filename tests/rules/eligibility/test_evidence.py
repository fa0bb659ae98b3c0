"""What nobody verified is not known; what nobody set compares with nothing; who may waive."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.rules.eligibility.people import COUNTRIES, TODAY, asked, evidence, facts, protocol, state
from tests.rules.routine import site

from vangnet.rules.country import FOLDER
from vangnet.rules.eligibility import (
    ChangeCode,
    Judged,
    Stage,
    State,
    Waiver,
    assess,
    open_values,
    to_accept,
)
from vangnet.rules.protocol import Protocol, Site, load_country, load_site, resolve

EVERY = [(country, one.code) for country in COUNTRIES for one in protocol(country).criteria
         if Stage.START in one.stages]  # fmt: skip


@pytest.mark.parametrize(("country", "code"), EVERY)
def test_a_criterion_nobody_verified_is_not_known_though_it_was_worked_out_as_met(country, code):
    known = facts(country)
    without = tuple(one for one in known.evidence if one.criterion != code)
    answer = assess(replace(known, evidence=without), protocol(country))
    (open_one,) = answer.open
    assert (open_one.code, open_one.state) == (code, State.NOT_KNOWN)
    assert open_one.change.code is ChangeCode.VERIFY
    assert not answer.eligible


@pytest.mark.parametrize(("changes", "expected"), [
    ({"judged": Judged.NOT_MET}, "not_met"), ({"judged": Judged.NOT_KNOWN}, "not_known"),
    ({"document": " "}, "not_known"), ({"on": TODAY + timedelta(days=1)}, "met"),
    ({"on": TODAY}, "met"),
])  # fmt: skip
def test_the_last_word_on_a_criterion_counts_once_its_day_has_come(changes, expected):
    rows = facts().evidence
    later = evidence("residence", **changes)
    assert state("nl", "residence", evidence=(*rows, later)) == expected


def test_a_signature_mends_nothing_that_was_worked_out_as_not_met():
    assert state("nl", "age", birth_date=date(2000, 1, 1)) == "not_met"


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_country_without_its_units_values_lets_nobody_in(country):
    rules = resolve(load_country(country), Site(), on=TODAY)
    answer = assess(facts(country), rules)
    named = {*open_values(rules), *to_accept(rules)} - {"approver"}
    said = {one.change.values["name"] for one in answer.open}
    assert said
    assert said <= named | {name.partition(".")[2] for name in named}
    assert not answer.eligible


@pytest.mark.parametrize("name", ["age_years_lowest", "criterion.consent"])
def test_what_was_not_read_at_its_source_is_accepted_by_name_or_counts_as_not_known(name):
    unit = site("nl")
    less = unit.model_copy(update={"accepted": tuple(n for n in unit.accepted if n != name)})
    (open_one,) = assess(facts(), resolve(load_country("nl"), less, on=TODAY)).open
    assert open_one.change.code is ChangeCode.ACCEPT
    assert open_one.change.values == {"name": name}
    assert open_one.state is State.NOT_KNOWN


def test_a_protocol_signed_before_the_reform_lets_nobody_in_after_it():
    old = load_site(FOLDER / "demonstration" / "de.toml")
    signed = resolve(load_country("de"), old, on=date(2025, 6, 30))
    answer = assess(facts("de", on=date(2025, 7, 1)), signed)
    codes = {one.code for one in answer.open if one.change.code is ChangeCode.SIGN_ANEW}
    assert {"age", "dependence", "failed_treatments", "predominantly_intravenous"} <= codes


def test_content_signed_without_criteria_keeps_its_version_and_lets_nobody_in():
    country = load_country("nl").model_copy(update={"criteria": (), "approver": None})
    old = resolve(country, site("nl"), on=TODAY)
    assert "criteria" not in old.content()["country"]
    assert "approver" not in old.content()["country"]
    again = Protocol.from_content(old.content())
    assert again.version == old.version
    assert not assess(facts(), again).eligible


def test_criteria_are_part_of_what_is_signed():
    content = protocol("nl").content()
    content["country"]["criteria"].pop()
    assert Protocol.from_content(content).version != protocol("nl").version


def waiver(**changes: object) -> Waiver:
    known: dict = {
        "criterion": "age", "authority": "Federal office", "reason": "Severe illness",
        "document": "Letter", "verified_by": "A", "granted_on": TODAY, **changes,
    }  # fmt: skip
    return Waiver(**known)


YOUNG = {"birth_date": date(2010, 1, 1)}


def test_the_swiss_authority_may_make_an_exception_with_a_reason():
    answer = asked("ch", waivers=(waiver(),), **YOUNG)
    assert answer.eligible
    (waived,) = [one for one in answer.findings if one.state is State.WAIVED]
    assert (waived.code, waived.document, waived.verified_on) == ("age", "Letter", TODAY)


@pytest.mark.parametrize("lacks", [
    {"authority": ""}, {"reason": " "}, {"document": ""}, {"criterion": "consent"},
    {"granted_on": TODAY + timedelta(days=1)},
])  # fmt: skip
def test_an_exception_that_lacks_something_is_none(lacks):
    assert state("ch", "age", waivers=(waiver(**lacks),), **YOUNG) == "not_met"


def test_consent_is_never_waived():
    without = tuple(one for one in facts("ch").evidence if one.criterion != "consent")
    assert state("ch", "consent", waivers=(waiver(criterion="consent"),), evidence=without) == (
        "not_known"
    )


@pytest.mark.parametrize("country", [one for one in COUNTRIES if one != "ch"])
def test_no_other_country_makes_exceptions(country):
    old_enough = {"birth_date": TODAY - timedelta(days=300)}
    assert state(country, "age", waivers=(waiver(),), **old_enough) == "not_met"
