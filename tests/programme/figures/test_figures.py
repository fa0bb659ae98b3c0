"""The public figures: what is drawn stands in the table, what is said follows from the files."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import translation

from vangnet.programme.charts.cells import Cited, Stood
from vangnet.programme.figures import catalogue, countries, dutch_users, over_time
from vangnet.programme.figures.reading import Kind, Listed, read

KEYS = list(catalogue.CATALOGUE)
DRAWN = [key for key in KEYS if catalogue.figure(key).drawings]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("key", KEYS)
def test_every_drawn_number_stands_in_the_table(key):
    assert catalogue.figure(key).undrawn() == []


@pytest.mark.parametrize("key", KEYS)
def test_every_row_has_its_standing_and_its_source(key):
    for row in catalogue.figure(key).table.rows():
        assert any(isinstance(cell, Stood) and cell.standing is not None for cell in row.cells)
        assert any(isinstance(cell, Cited) and cell.sources for cell in row.cells)


def test_every_number_of_the_files_stands_in_a_table():
    data = read()
    held = set()
    for figure in catalogue.every():
        held |= figure.table.numbers()
    shares = {"fraction"}
    for one in data.estimates:
        if one.value is not None:
            assert {float(one.value), float(one.value * 100)} & held, (
                one.measure,
                one.year,
                shares,
            )
    for rate in data.rates:
        if rate.per_1000 is not None and not rate.country.en.startswith("EU"):
            assert float(rate.per_1000 * 10) in held, rate.country


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("key", DRAWN)
def test_each_drawing_is_valid_and_says_what_it_shows(key, language):
    with translation.override(language):
        figure = catalogue.figure(key)
        for drawing in figure.drawings:
            root = ElementTree.fromstring(drawing.svg)
            assert root.get("role") == "img"
            assert str(figure.heading) in root.get("aria-label", "")
            sizes = {
                float(one.get("font-size", "0").rstrip("px")) for one in root.iter(f"{SVG}text")
            }
            assert min(sizes) >= 12


def test_every_number_written_in_the_curve_is_one_of_the_table_or_rounded_from_it():
    figure = catalogue.figure("dutch-users")
    held = figure.table.numbers() | {round(n, -2) for n in figure.table.numbers()}
    axis = set(range(0, 50_001, 10_000))
    root = ElementTree.fromstring(figure.drawings[0].svg)
    words = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    written = {int(n.replace(",", "")) for n in re.findall(r"\d+,\d{3}", words)}
    assert {33_500, 17_700, 14_000} <= written
    assert written <= held | axis


def test_the_line_joins_only_what_was_counted_in_the_same_way():
    joined = [one for one in read().series("problem_opiate_users") if one.method]
    assert {one.method for one in joined} == {"treatment multiplier"}
    assert [one.year for one in joined] == ["2001", "2008", "2012"]


def test_the_heading_follows_from_the_file():
    data = read()
    assert dutch_users.heading(data) == "From 17,700 in 2008 to 14,000 in 2012: down by a fifth"
    with translation.override("nl"):
        assert "17.700" in dutch_users.heading(data)


def test_the_share_covered_is_places_over_users_of_the_same_year():
    assert over_time.covered(read()) == Decimal(740) / Decimal(14_000)


def test_the_selection_has_fourteen_and_the_dutch_rate_is_its_lowest():
    inside = countries.ranking(read(), Listed.SELECTION)
    assert len(inside) == 14
    assert inside[-1].rate.country.en == "Netherlands"
    rates = [one.place for one in inside]
    assert rates == sorted(rates, reverse=True)


def test_outside_the_selection_three_are_lower():
    lower = [one.rate.country.en for one in countries.lower(read())]
    assert lower == ["Poland", "Hungary", "Turkey"]


def test_a_mere_range_has_no_mark_and_no_invented_middle():
    germany = next(
        one
        for one in countries.ranking(read(), Listed.SELECTION)
        if one.rate.country.en == "Germany"
    )
    assert germany.value is None
    row = next(
        row for row in catalogue.figure("countries").table.rows()
        if row.cells[0].text() == "Germany"
    )  # fmt: skip
    assert row.cells[2].text() == "\u2013"
    assert row.cells[3].text() == "29 to 34"


def test_big_numbers_in_a_verdict_are_those_of_the_files():
    data = read()
    known = {one.value for one in data.estimates} | {one.low for one in data.estimates}
    known |= {one.high for one in data.estimates}
    for claim in data.on_page("does_it_work"):
        for number in re.findall(r"\d{1,3},\d{3}", claim.said.en):
            assert Decimal(number.replace(",", "")) in known, (claim.id, number)


def test_both_languages_give_the_same_numbers_in_every_verdict():
    for claim in read().claims:
        english = re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", claim.said.en))
        dutch = re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d)", "", claim.said.nl))
        assert english == dutch, claim.id


def test_an_article_s_number_is_never_shown_as_published():
    published = dutch_users.published(read())
    assert all(one.kind is not Kind.CLAIM for one in published.values())
    assert "1974" not in published
    assert "1983" not in published
