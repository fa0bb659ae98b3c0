"""The page on paper: exactly one, the same bytes for the same year, and nothing in it is markup."""

import io

import pypdf
import pytest
from tests.programme.report.example import EVENTS, report, rows, unit

from vangnet.programme.report.content import report_of, say
from vangnet.programme.report.counting.rows import Happened, Numbers
from vangnet.programme.report.making import paper

NOTHING = {
    "members": (), "stays": (), "days_come": {}, "doses": (), "breath": (), "waiting": (),
    "applied": (), "visits": 0, "numbers": Numbers(prices={}), "need": None, "answers": (),
    "responded": (), "records_begin": None,
    "happened": [Happened(kind=kind, count=0, persons=0) for kind in EVENTS],
}  # fmt: skip
CROWD = {"happened": [Happened(kind=kind, count=4321, persons=987) for kind in EVENTS],
         "numbers": Numbers(prices={}, places=1000, inhabitants=9_000_000, aim_wait_minutes=100,
                            aim_application_days=1000)}  # fmt: skip


def pages(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf)).pages


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("changes", [{}, NOTHING, CROWD], ids=["a year", "nothing", "a crowd"])
def test_it_is_exactly_one_page_of_a4(language, public, changes):
    (page,) = pages(paper(report(public=public, **changes), language=language))
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_it_says_what_was_counted():
    (page,) = pages(paper(report(), language="en"))
    text = page.extract_text()
    for said in ("Most people stayed", "46,854 doses", "the unit’s own copy", "invented people",
                 "no comparison group", "Kaplan–Meier"):  # fmt: skip
        assert said in text.replace("\n", " "), said


def test_the_public_copy_tells_no_small_number():
    (page,) = pages(paper(report(public=True), language="en"))
    text = page.extract_text().replace("\n", " ")
    assert "public copy" in text
    assert "Died, here or elsewhere: fewer than 5 people" in text
    assert "2 · 0.04" not in text, "naloxone, for two people"


def test_the_same_year_gives_the_same_bytes():
    assert paper(report(), language="nl") == paper(report(), language="nl")


def test_the_name_of_a_unit_is_words_and_never_markup():
    named = report_of(unit(), rows(), public=False, is_over=True)
    named.unit.name = "<b>#panic() *x* $1$"
    (page,) = pages(paper(named, language="en"))
    assert "#panic() *x* $1$" in page.extract_text()
    drawn = "".join(panel["svg"] for panel in say(named, language="en")["panels"])
    assert "<script" not in drawn
    assert "style=" not in drawn
