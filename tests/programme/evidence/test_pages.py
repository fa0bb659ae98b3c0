"""The two public pages: what a chart draws stands in its table, what is said follows from it."""

import csv
import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from vangnet.programme.evidence.cost_page import cost_page
from vangnet.programme.evidence.figures import figures
from vangnet.programme.evidence.pools import GROUPS, forest
from vangnet.programme.evidence.recompute import Verdict, recomputed
from vangnet.programme.evidence.trial_page import trial_page

KEYS = [
    "staying", "responding", "harms", "counts", "one-trial-less", "again", "waterfall", "canada",
    "plane", "chances", "signs", "amounts",
]  # fmt: skip


@pytest.fixture(params=["en", "nl"])
def language(request):
    with translation.override(request.param):
        yield request.param


def test_every_figure_has_its_key():
    assert list(figures()) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_number_drawn_stands_in_the_table(language, key):
    assert figures()[key].undrawn() == []


@pytest.mark.parametrize("key", KEYS)
def test_every_chart_is_drawn_and_says_its_finding(language, key):
    figure = figures()[key]
    for drawing in figure.drawings:
        assert drawing.svg.startswith("<svg")
        assert str(figure.heading)[:20] in drawing.label
    assert not figure.drawings or figure.keys


@pytest.mark.parametrize("key", ["staying", "responding", "harms", "one-trial-less", "waterfall"])
def test_wide_charts_are_drawn_for_three_screens(key):
    assert [one.screens for one in figures()[key].drawings] == ["wide", "narrow", "phone"]


@pytest.mark.parametrize("address", ["trials", "costs"])
def test_the_pages_need_no_sign_in_and_no_database(address):
    page = Client().get(reverse(f"evidence:{address}"))
    assert page.status_code == 200
    assert b"<script" not in page.content
    assert b"style=" not in page.content


@pytest.mark.parametrize("key", KEYS)
def test_a_table_is_a_file_too(key):
    answer = Client().get(reverse("evidence:csv", args=[key]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == sum(1 for _ in figures()[key].table.rows())


def test_a_chart_is_a_file_too_and_a_table_without_one_is_not_there():
    answer = Client().get(reverse("evidence:svg", args=["staying"]))
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert Client().get(reverse("evidence:svg", args=["again"])).status_code == 404
    assert Client().get(reverse("evidence:csv", args=["nothing"])).status_code == 404


def test_of_every_hundred_people_follows_from_the_pool():
    with translation.override("en"):
        said = trial_page().means[0]
    assert "about 45 were still in treatment" in said
    assert "about 66 (between 55 and 78)" in said
    assert "1.45 (1.22 to 1.73)" in said


def test_no_single_trial_carries_the_result():
    for group in GROUPS:
        for one, left in forest(group).without:
            assert left.low > 1, f"without {one.label} the interval holds no difference"


def test_the_dotted_line_includes_no_difference():
    for group in GROUPS:
        assert forest(group).pooled.new_low < 1 < forest(group).pooled.new_high


def test_each_printed_effect_has_its_row_with_verdict_and_reason():
    rows = list(figures()["again"].table.rows())
    assert len(rows) == len(recomputed())
    page = Client().get(reverse("evidence:trials")).content.decode()
    for verdict in ("Equal", "Close", "Not reproducible"):
        number = sum(one.verdict is Verdict(verdict.lower()) for one in recomputed())
        assert f"{verdict}: {number}" in page


def test_the_file_of_printed_effects_has_numbers_not_sentences():
    answer = Client().get(reverse("evidence:csv", args=["again"]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    naomi = next(row for row in rows if row["what"].startswith("NAOMI 2009 still"))
    assert naomi["printed_value"] == "1.62"
    assert float(naomi["ours_value"]) == pytest.approx(1.62478, abs=1e-5)


def test_the_sentences_of_costs_follow_from_the_files():
    with translation.override("en"):
        page = cost_page()
    assert "about 12 times" in page.lead
    assert page.gain == ("0.058", "0.016 to 0.099")
    assert "about 3 weeks" in page.buys
    assert "€217,000" in page.buys


def test_in_dutch_numbers_and_words_are_dutch():
    with translation.override("nl"):
        page = cost_page()
        table = figures()["staying"].table
    assert "€12.793" in str(page.waterfall.heading)
    told = " ".join(cell.text() for row in table.rows() for cell in row.cells)
    assert "CCBH inhaleren" in told
    assert not re.search(r"\bmonths\b", told)
