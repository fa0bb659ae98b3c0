"""Every code of eligibility has its words in both languages, and a finding reads as meant."""

from datetime import date
from string import Formatter

import pytest
from tests.rules.eligibility.people import COUNTRIES, TODAY, asked, episode, facts, protocol

from vangnet.rules.criteria import ApprovedBy, CriterionKind
from vangnet.rules.eligibility import ChangeCode, Stage, State, assess
from vangnet.rules.eligibility.deciding import ObjectionCode
from vangnet.rules.eligibility.wording import criteria_words, say
from vangnet.rules.protocol import load_country
from vangnet.rules.wording import LANGUAGES

JUDGED = {CriterionKind.JUDGEMENT, CriterionKind.CONSENT}
CODES = {one.code for country in COUNTRIES for one in load_country(country).criteria}
PAPERS = {p for c in COUNTRIES for one in load_country(c).criteria for p in one.papers}
PARTS = {
    "states": set(State), "stages": set(Stage), "approvers": set(ApprovedBy),
    "changes": set(ChangeCode), "objections": set(ObjectionCode),
    "found": (set(CriterionKind) - JUDGED) | {"nothing", "judged"},
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", list(PARTS))
def test_every_code_has_its_words(language, part):
    assert set(criteria_words(language)[part]) == {str(one) for one in PARTS[part]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_criterion_and_paper_of_a_country_has_its_words(language):
    assert set(criteria_words(language)["criteria"]) >= CODES
    assert set(criteria_words(language)["papers"]) == PAPERS


def test_no_words_wait_for_a_criterion_that_is_not_there():
    assert set(criteria_words("en")["criteria"]) == CODES


def test_both_languages_name_the_same_values():
    english, dutch = criteria_words("en"), criteria_words("nl")
    for part, words in english.items():
        assert set(words) == set(dutch[part])
        for code, text in words.items():
            named, theirs = (
                {name for _, name, _, _ in Formatter().parse(said) if name}
                for said in (text, dutch[part][code])
            )
            assert named == theirs, (part, code)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("stage", list(Stage))
def test_what_is_found_can_be_said(language, country, stage):
    for changes in ({}, {"episodes": ()}, {"birth_date": None, "dependence_since": None}):
        for one in assess(facts(country, stage=stage, **changes), protocol(country)).findings:
            said = say(one, language)
            assert "{" not in said.title + said.found + said.change
            assert bool(said.change) == (one.state is not State.MET)


def test_a_finding_reads_as_staff_say_it():
    tried = (episode(date(2026, 2, 12)),)
    (open_one,) = asked("nl", episodes=tried, on=TODAY).open
    said = say(open_one, "en")
    assert said.title == "Methadone 60 mg a day or more, 1 month unbroken, within 5 years"
    assert said.found == "19 days at 80 mg, 12 Feb 2026 to 2 Mar 2026"
    assert said.change == "Reached on 11 Mar 2026 if no day is missed. 9 days to go."
    assert say(open_one, "nl").state == "Voldoet niet"
