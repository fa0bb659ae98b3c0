"""docs/countries says what the country files say: its pages are current."""

import re

import pytest
from tests.rules.worked import DOCS

from vangnet.rules.country import known_countries, load_country
from vangnet.rules.country_pages import README, SUMMARY, codes, main, page, renewed
from vangnet.rules.keys import KEYS

FOLDER = DOCS / "countries"
RUN = "run: python -m vangnet.rules.country_pages docs/countries"


@pytest.mark.parametrize("code", known_countries())
def test_a_countrys_page_is_current(code):
    assert (FOLDER / f"{code}.md").read_text("utf-8") == page(code), RUN


def test_the_table_of_all_countries_is_current():
    text = (FOLDER / f"{README}.md").read_text("utf-8")
    assert renewed(text) == text, RUN


def test_there_is_a_page_a_country_and_no_other():
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == sorted([*known_countries(), README])
    assert sorted(codes()) == list(known_countries())


def test_pages_are_written_where_they_are_asked_for(tmp_path):
    (tmp_path / f"{README}.md").write_text("Before.\n", "utf-8")
    main(tmp_path)
    assert (tmp_path / "de.md").read_text("utf-8") == page("de")
    assert (tmp_path / f"{README}.md").read_text("utf-8").startswith("Before.\n")


@pytest.mark.parametrize("code", known_countries())
def test_every_value_stands_on_its_page_with_standing_and_note(code):
    text = page(code)
    for value in load_country(code).values:
        (*_, line) = [one for one in text.splitlines() if one.startswith(f"| `{value.name}` |")]
        assert line
    assert text.count("| `") == len(load_country(code).values) + len(load_country(code).products)


@pytest.mark.parametrize("code", known_countries())
def test_every_source_that_is_linked_is_listed(code):
    text = page(code)
    for anchor in re.findall(r"\]\(#(\w+)\)", text):
        assert f'<a id="{anchor}"></a>' in text


def test_both_german_criteria_stand_in_the_table_with_their_days():
    (line,) = [one for one in renewed("").splitlines() if "`age_years_lowest`" in one]
    assert "✓ 23 years (until 2025-06-30)<br>~ 18 years (from 2025-07-01)" in line


def test_equal_answers_of_products_are_one():
    (line,) = [one for one in renewed("").splitlines() if "`dose_mg_max`" in one]
    assert "? 400 mg (intravenous, inhaled)" in line


def test_the_table_asks_for_values_of_the_catalogue():
    assert SUMMARY.keys() <= KEYS.keys()
