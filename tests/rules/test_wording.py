"""Every reason in both languages, with the same values, in short sentences."""

import re
from datetime import UTC, datetime
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from tests.rules.routine import ROUTINE, protocol
from tests.rules.rows import ONE_THING_WRONG, TOGETHER, facts

from vangnet.rules.decision import Reason, Refusal, refuse
from vangnet.rules.gate import may_dispense
from vangnet.rules.wording import LANGUAGES, explain, number, wording

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PARTS = ("sentence", "do", "lift")
WORDS_FEWER_THAN = 15


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language):
    assert set(wording(language)["reasons"]) == {reason.value for reason in Reason}
    for entry in wording(language)["reasons"].values():
        assert all(entry[part].strip() for part in PARTS)


@pytest.mark.parametrize("reason", list(Reason))
def test_both_languages_name_the_same_values(reason):
    english, dutch = (wording(language)["reasons"][reason] for language in LANGUAGES)
    for part in PARTS:
        assert placeholders(english[part]) == placeholders(dutch[part])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(Reason))
def test_sentences_are_short(language, reason):
    for part in PARTS:
        for sentence in re.split(r"[.;:]\s", wording(language)["reasons"][reason][part]):
            assert len(sentence.split()) < WORDS_FEWER_THAN, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_drugs_salts_and_routes_are_there(language):
    words = wording(language)["words"]
    assert set(words) == set(wording("en")["words"])
    for known in (ROUTINE.drug, *type(ROUTINE.salt_form), *type(ROUTINE.route)):
        assert words[known.value]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changes", [c for c, _ in (*ONE_THING_WRONG, *TOGETHER)])
def test_what_the_gate_says_can_be_said(language, changes):
    for refusal in may_dispense(facts(**changes), protocol()).refusals:
        said = explain(refusal, language, AMSTERDAM)
        assert "{" not in said.sentence + said.do + said.lift


def test_times_are_the_units_own_and_numbers_plain():
    refusal = refuse(
        Reason.TOO_SOON_AFTER_LAST_DOSE,
        ended_at=datetime(2026, 7, 1, 8, 12, tzinfo=UTC),
        next_at=datetime(2026, 7, 1, 11, 12, tzinfo=UTC),
        wait_minutes=datetime(2026, 7, 1, 11, 12) - datetime(2026, 7, 1, 10, 41, 30),
    )
    said = explain(refusal, "en", AMSTERDAM)
    assert said.sentence == "No dose now. Last dose ended 10:12; earliest next 13:12."
    assert said.do == "Wait 31 minutes."
    assert said.lift == "Nobody. It lifts by itself at 13:12."
    assert said.page == "docs/rules/limits.md#too_soon_after_last_dose"


def test_a_stop_of_another_day_is_said_with_its_date():
    refusal = refuse(Reason.ORDER_STOPPED, stopped_at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    assert "1 Mar 2026, 00:30" in explain(refusal, "en", AMSTERDAM).sentence
    assert "1 mrt 2026, 00:30" in explain(refusal, "nl", AMSTERDAM).sentence


def test_an_unknown_language_is_answered_in_english():
    refusal = Refusal(Reason.NO_ROOM, {})
    assert explain(refusal, "fr") == explain(refusal, "en") == explain(refusal, "en-gb")
    assert explain(refusal, "nl-nl").sentence == "Nu geen dosis. Dit bezoek heeft geen kamer."


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2.000", "2"), ("0.610", "0.61"), (".5", "0.5"), ("400", "400"), ("1000", "1000"),
        ("16950.5", "16\u202f950.5"), ("1E+2", "100"), ("0", "0"), ("NaN", "NaN"), ("?", "?"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_read_aloud(raw, said):
    assert number(raw) == said


def test_dutch_has_a_comma():
    assert number("0.25", mark=",") == "0,25"
