"""A figure shows no number that its table does not hold, and its file holds the same table."""

import csv
import io
from html.parser import HTMLParser
from xml.etree import ElementTree

from django.template.loader import render_to_string
from tests.programme.charts import made_up

from vangnet.programme.charts import pages
from vangnet.programme.charts.table import csv_text


class Rows(HTMLParser):
    """The words of each row of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


def shown(figure):
    found = Rows()
    found.feed(render_to_string("programme/parts/table.html", {"figure": figure}))
    return [[cell.strip() for cell in row] for row in found.rows]


def test_every_drawn_number_stands_in_the_table():
    figure = made_up.figure()
    assert len(figure.drawings[0].numbers()) > 10
    assert figure.undrawn() == []


def test_a_number_that_the_table_lacks_is_found():
    assert set(made_up.figure(rows=made_up.ROWS[1:]).undrawn()) == {33499, 23773, 46466}


def test_the_page_shows_every_cell_of_the_table():
    rows = shown(made_up.figure())
    assert rows[1] == ["Problem opiate users"]
    assert rows[2] == [
        "2001",
        "33,499",
        "23,773 to 46,466",
        "Literature",
        "",
        "EMCDDA bulletin 2013",
    ]
    assert rows[3][2] == "not published"
    assert rows[4][2] == "at least 18,000"
    assert rows[5][3:5] == ["Verified", "Relabel"]
    assert rows[6][2] == "at most 19,000"


def test_the_file_holds_the_same_table():
    figure = made_up.figure()
    head, *rows = list(csv.reader(io.StringIO(csv_text(figure.table))))
    assert head == [
        "group", "year", "persons", "interval_low", "interval_high", "standing", "verdict", "source"
    ]  # fmt: skip
    page = [row for row in shown(figure)[1:] if len(row) > 1]
    for raw, seen, known in zip(rows, page, made_up.ROWS, strict=True):
        assert raw[0] == "Problem opiate users"
        assert float(raw[2]) == known["value"]
        assert [float(n) if n else None for n in raw[3:5]] == [known["low"], known["high"]]
        assert [raw[1], *raw[5:]] == [seen[0], *seen[3:]]


def test_the_figure_has_its_finding_its_key_and_its_words():
    page = render_to_string("programme/parts/figure.html", {"figure": made_up.figure()})
    assert "From 17,700 to 14,000</h2>" in page
    for word in ("Verified", "Secondary", "Literature", "Computed here", "Claim only", "Unset"):
        assert f"<b>{word}</b>" in page
    assert "style=" not in page


def test_the_file_of_a_chart_stands_alone():
    text = pages.svg_file(made_up.figure())
    root = ElementTree.fromstring(text.encode())
    assert root[0].text == "From 17,700 to 14,000"
    assert root[1].get("fill") == "#fff"
